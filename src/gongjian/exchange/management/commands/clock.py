"""`gongjian clock`: do what is due by now; the worker of `gongjian serve` does so hourly."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongjian.exchange import actions
from gongjian.kernel.actor import system
from gongjian.members import actions as members


class Command(BaseCommand):
    help = "Hand over unclaimed needs, ask what is due to be asked, expire what nobody answered."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        actor = system("clock", timezone.localdate(now), "need.hand_over")
        report = actions.run_clock(actor=actor, at=now)
        clock = system("clock", timezone.localdate(now), members.EXPIRE)
        expired = members.expire_letters(actor=clock, at=now)
        self.stdout.write(
            f"Needs: {report.handed_over} handed over, {report.asked_still} asked whether still "
            f"needed, {report.expired} expired. Service items: {report.asked_again} asked again, "
            f"{report.unconfirmed} shown as unconfirmed. Letters of transfer: {expired} handed to "
            f"the superiors."
        )
