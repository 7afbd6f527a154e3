"""Build sample data: `gongjian sample district`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongjian.sample import build


class Command(BaseCommand):
    """Build the demonstration district once."""

    help = "Build the demonstration district; does nothing where it is built already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["district"])

    def handle(self, *args: Any, **options: Any) -> None:
        built = build.district(timezone.now())
        self.stdout.write("Built." if built else "There already.")
