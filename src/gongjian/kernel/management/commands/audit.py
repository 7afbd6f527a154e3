"""Check the audit chain: `gongjian audit verify`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gongjian.kernel import audit
from gongjian.kernel.models import AuditHead


class Command(BaseCommand):
    """Recompute the chain and compare every audited row with its last digest."""

    help = "Recompute the audit chain and name every event or row that does not match it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for fault in audit.verify():
            faults += 1
            self.stdout.write(fault)
        head = AuditHead.objects.filter(pk=1).first()
        if faults:
            raise CommandError(f"{faults} faults found.")
        seq, digest = (head.seq, head.hash) if head else (0, "")
        self.stdout.write(f"{seq} events, every row as recorded. Head: {digest}")
