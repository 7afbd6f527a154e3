"""The sample roster, entered the way an office's is: checked as a whole, then written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from gongjian.intake import actions, queries
from gongjian.intake.actions import Plan
from gongjian.kernel.actor import system
from gongjian.org.models import Territory

from .roster_workbook import TARGET

WRITTEN_ON = date(2026, 11, 21)
"""The day for which the workbook's dates were written."""

MOVED = {"starts_on", "ends_on", "available_from", "available_to"}


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
    actions.enter(_moved(plan, today - WRITTEN_ON), known, actor=actor, at=at)


def _moved(plan: Plan, later: timedelta) -> Plan:
    """Return the plan with its needs and offers later, so that the sample never grows old."""
    findings = (
        replace(finding, entry=replace(finding.entry, values=_later(finding.entry.values, later)))
        for finding in plan.findings
    )
    return replace(plan, findings=tuple(findings))


def _later(values: Mapping[str, Any], later: timedelta) -> dict[str, Any]:
    return {key: value + later if key in MOVED else value for key, value in values.items()}
