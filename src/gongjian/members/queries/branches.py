"""Branches to choose from: those that a letter can go to, those that can take somebody in."""

from __future__ import annotations

from django.db.models import QuerySet

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import COMMUNITY, ORGANISATION, UNIT_TYPES, Kind
from gongjian.org.models import Unit


def list_branches(actor: Actor, permission: str) -> QuerySet[Unit]:
    """Return the open Party organisations within a permission's reach, by name."""
    return _branches().filter(org_policy.scope(actor, permission)).order_by("name", "pk")


def branches_named(name: str) -> tuple[Unit, ...]:
    """Return the open Party organisations of exactly this name, wherever they stand."""
    return tuple(_branches().filter(name=name.strip()).order_by("pk")[:2])


def list_stations(actor: Actor) -> QuerySet[Unit]:
    """Return the open communities and branches at which the actor receives floating members."""
    stations = _open_units(COMMUNITY, ORGANISATION)
    found = stations.filter(org_policy.scope(actor, "floating.receive"))
    return found.order_by("name", "pk")


def _branches() -> QuerySet[Unit]:
    return _open_units(ORGANISATION)


def _open_units(*kinds: Kind) -> QuerySet[Unit]:
    codes = {kind.code for kind in kinds}
    types = [each.code for each in UNIT_TYPES.values() if each.kind.code in codes]
    return Unit.objects.filter(type__in=types, closed_on__isnull=True)
