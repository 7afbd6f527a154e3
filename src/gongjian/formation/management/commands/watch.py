"""`gongjian watch`: open cases for units that have grown or fallen back; hourly under `serve`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongjian.formation import actions
from gongjian.kernel.actor import system


class Command(BaseCommand):
    help = "Open a case for each unit that can have a branch, or whose branch is too small."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        actor = system("watch", timezone.localdate(now), "formation.watch")
        report = actions.watch(actor=actor, at=now)
        self.stdout.write(
            f"Cases opened: {report.grown} units grown, {report.fallen_back} fallen back."
        )
