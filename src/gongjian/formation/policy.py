"""Who may see and do what with proposals: by the unit under which the organisation is to stand."""

from __future__ import annotations

from django.db.models import Q

from gongjian.entities.queries.reached import reached_entities
from gongjian.kernel.actor import Actor
from gongjian.org import policy as org


def cases(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Case`` rows that this permission reaches."""
    return org.units(actor, permission, "superior_id")


def incubations(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Incubation`` rows: of a region's branch, else of a place, in reach.

    Where no comprehensive branch covers the place yet, the unit is in the care of who answers
    for the place: else nobody would see its case.
    """
    in_place = Q(region__isnull=True, entity__in=reached_entities(actor, permission))
    return org.units(actor, permission, "region_id") | in_place
