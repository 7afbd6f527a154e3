"""`gongjian template roster|entities [FILE]`: write an empty roster or register."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongjian.entities.queries.imports_forms import empty_register
from gongjian.intake import queries

TEMPLATES = {"roster": queries.empty_roster, "entities": empty_register}


class Command(BaseCommand):
    help = "Write an empty workbook that an office fills in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=TEMPLATES)
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *, what: str, file: Path | None, **options: Any) -> None:
        target = file or Path(f"{what}.xlsx")
        target.write_bytes(TEMPLATES[what]())
        self.stdout.write(f"Wrote {target}.")
