"""The sample roster, entered the way an office's is: checked as a whole, then written."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from gongjian.intake import actions, queries
from gongjian.kernel.actor import system
from gongjian.org.models import Territory

from .roster_workbook import TARGET

WRITTEN_ON = date(2026, 11, 21)
"""The day for which the workbook's dates were written."""


def load(at: datetime, file: Path = TARGET) -> None:
    """Enter the sample roster.

    Raises:
        ValueError: it has faults, which only a change of the format can cause.
    """
    today = timezone.localdate(at)
    actor = system("roster", today, "roster.import", "roles.give")
    plan, known = actions.check_file(file, file.name, {}, actor=actor, today=WRITTEN_ON)
    if not Territory.objects.exists():
        plan = actions.without_places(plan)
    if not plan.is_possible:
        words = [f"{f.sheet} {f.row}: {queries.fault_words(f.code, f.facts)}" for f in plan.faults]
        words += [f"{d.sheet} {d.row}: {d.key}?" for d in plan.doubts]
        raise ValueError("\n".join(words))
    actions.enter(actions.postponed(plan, today - WRITTEN_ON), known, actor=actor, at=at)
