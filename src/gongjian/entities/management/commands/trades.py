"""`gongjian trades load FILE`: finer codes of GB/T 4754, or a later edition of its names."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from gongjian.entities import actions
from gongjian.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Load trades (GB/T 4754) from a CSV with the columns code, name and section."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["load"])
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            with transaction.atomic():
                count = actions.load_trades(file)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count:,} trades loaded.")
