"""Who may see which people."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org


def scope(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Person`` rows: those of the units in reach, and oneself."""
    reached = org.units(actor, permission, "unit_id")
    if actor.person_id is not None:
        reached |= Q(pk=actor.person_id)
    return reached
