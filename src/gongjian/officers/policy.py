"""Who may see and do what with terms and elections: by the branch that they are of."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org


def of_unit(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Term`` and ``Election`` rows that this permission reaches."""
    return org.units(actor, permission, "unit_id")


def offices(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Office`` rows that this permission reaches."""
    return org.units(actor, permission, "term__unit_id")
