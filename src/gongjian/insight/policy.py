"""Who may see and edit published totals: what was published is open to every reader of figures."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org.policy import EVERYTHING, NOTHING, units

EDIT = "published.edit"
"""The permission to enter, change and withdraw published totals."""


def scope(actor: Actor, permission: str) -> Q:
    """Return the condition on ``PublishedTotal`` rows that this permission reaches.

    Editing reaches what speaks of a unit within reach, and what speaks of none.
    """
    if not actor.may(permission):
        return NOTHING
    if permission == EDIT:
        return Q(unit_at__isnull=True) | units(actor, EDIT, "unit_at_id")
    return EVERYTHING
