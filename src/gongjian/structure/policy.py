"""Who may see and prepare which re-organisations."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org

from .rules import EDIT


def scope(actor: Actor) -> Q:
    """Return the condition on ``Reorganisation`` rows: those of authorities in reach."""
    return org.units(actor, EDIT, "unit_id")
