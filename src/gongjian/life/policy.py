"""Who may see and record organisational life: by where the branch stands."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org

from .models import Attendance


def units(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Unit`` rows that this permission reaches."""
    return org.units(actor, permission)


def items(actor: Actor, permission: str) -> Q:
    """Return the condition on ``PlanItem`` rows: those of branches in reach."""
    return org.units(actor, permission, "unit_id")


def meetings(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Meeting`` rows: of branches in reach, and those one was at."""
    within = org.units(actor, permission, "unit_id")
    if permission != "life.view" or actor.person_id is None:
        return within
    mine = Attendance.objects.filter(person_id=actor.person_id, is_present=True)
    return within | Q(pk__in=mine.values("meeting_id"))
