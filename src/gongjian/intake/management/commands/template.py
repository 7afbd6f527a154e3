"""`gongjian template roster [FILE]`: write an empty roster."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongjian.intake import queries


class Command(BaseCommand):
    help = "Write an empty workbook that an office fills in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["roster"])
        parser.add_argument("file", type=Path, nargs="?", default=Path("roster.xlsx"))

    def handle(self, *, file: Path, **options: Any) -> None:
        file.write_bytes(queries.empty_roster())
        self.stdout.write(f"Wrote {file}.")
