"""Branches to choose from: those that a letter can go to, those that can take somebody in."""

from __future__ import annotations

from django.db.models import QuerySet

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES
from gongjian.org.models import Unit


def list_branches(actor: Actor, permission: str) -> QuerySet[Unit]:
    """Return the open Party organisations within a permission's reach, by name."""
    return _branches().filter(org_policy.scope(actor, permission)).order_by("name", "pk")


def branches_named(name: str) -> tuple[Unit, ...]:
    """Return the open Party organisations of exactly this name, wherever they stand."""
    return tuple(_branches().filter(name=name.strip()).order_by("pk")[:2])


def list_stations(actor: Actor) -> QuerySet[Unit]:
    """Return the open units at which the actor receives floating members."""
    found = Unit.objects.filter(org_policy.scope(actor, "floating.receive"), closed_on__isnull=True)
    return found.order_by("name", "pk")


def _branches() -> QuerySet[Unit]:
    types = [each.code for each in UNIT_TYPES.values() if each.kind.code == ORGANISATION.code]
    return Unit.objects.filter(type__in=types, closed_on__isnull=True)
