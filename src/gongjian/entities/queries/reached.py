"""Entities and venues within an actor's reach, for modules above that choose or check some."""

from __future__ import annotations

from django.db.models import QuerySet

from gongjian.kernel.actor import Actor

from .. import policy
from ..models import Entity, Venue


def reached_entities(actor: Actor, permission: str = "entity.view") -> QuerySet[Entity]:
    """Return the entities that a permission reaches; for a few rows, never for a count."""
    return Entity.objects.filter(policy.scope(actor, permission))


def reached_venues(actor: Actor, permission: str = "entity.view") -> QuerySet[Venue]:
    """Return the venues that a permission reaches."""
    return Venue.objects.filter(policy.venues(actor, permission))
