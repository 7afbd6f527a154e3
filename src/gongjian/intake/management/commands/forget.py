"""`gongjian forget`: delete what has been kept long enough; hourly under `serve`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongjian.entities import actions as entities
from gongjian.intake import actions
from gongjian.kernel.actor import system
from gongjian.kernel.retention import FORGET
from gongjian.members import actions as members


class Command(BaseCommand):
    help = "Delete registers and rosters left lying, whom to call at closed entities, who left."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        actor = system("forget", timezone.localdate(now), FORGET)
        registry = entities.forget(actor=actor, at=now)
        rosters = actions.forget(actor=actor, at=now)
        people = members.forget_people(actor=actor, at=now)
        self.stdout.write(
            f"Forgotten: {registry.registers} registers, {registry.files} stray files, "
            f"{registry.contacts} contacts of closed entities, {rosters} rosters, "
            f"{people} people who left."
        )
