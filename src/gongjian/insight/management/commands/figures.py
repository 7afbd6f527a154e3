"""``gongjian figures list|verify``: what is counted, and whether numbers equal their rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongjian.insight import queries
from gongjian.kernel import figures


class Command(BaseCommand):
    help = "List every figure, or verify on today's data that each number equals its rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["list", "verify"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """List the figures, or name each fault and fail if there is one."""
        if what == "list":
            for figure in figures.declared().values():
                self.stdout.write(f"{figure.code}\t{figure.label}\t{figure.unit}")
            return
        checks, faults = 0, 0
        for fault in queries.verify_figures(on=timezone.localdate()):
            checks += 1
            if fault:
                faults += 1
                self.stderr.write(fault)
        if faults:
            raise CommandError(f"{faults} of {checks} numbers differ from their rows.")
        self.stdout.write(f"{checks} numbers equal their rows.")
