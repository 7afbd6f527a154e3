"""Who may see and do what with proposals: by the unit under which the organisation is to stand."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org


def cases(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Case`` rows that this permission reaches."""
    return org.units(actor, permission, "superior_id")


def incubations(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Incubation`` rows: those of a region's branch in reach."""
    return org.units(actor, permission, "region_id")
