"""Build sample data: `gongjian sample district`, `gongjian sample city --entities 1153000`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongjian.kernel.errors import DomainError
from gongjian.sample import build, city

CITY_SIZE = 1_153_000
"""461,000 small firms and 692,000 sole traders: the city of the documents (000-05)."""


class Command(BaseCommand):
    """Build the demonstration district once, or a made-up city of any size."""

    help = "Build the demonstration district, or a made-up city with a registry of any size."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["district", "city"])
        parser.add_argument(
            "--entities", type=int, default=CITY_SIZE, help="size of the city's registry"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="another seed makes another city (default: 1)"
        )

    def handle(self, *args: Any, what: str, entities: int, seed: int, **options: Any) -> None:
        if what == "district":
            built = build.district(timezone.now())
            self.stdout.write("Built." if built else "There already.")
            return
        if entities < 1_000:
            raise CommandError("A city has 1,000 entities at least.")
        try:
            made = city.load(entities, seed, at=timezone.now(), say=self._say)
        except DomainError as error:
            raise CommandError(str(error)) from None
        for part, number in city.parts(made).items():
            self.stdout.write(f"{part}: {number:,}")

    def _say(self, step: str, done: int, total: int) -> None:
        self.stdout.write(f"{timezone.localtime():%H:%M:%S} {step}: {done:,} of {total:,}")
        self.stdout.flush()
