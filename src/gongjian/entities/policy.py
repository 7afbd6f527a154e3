"""Who may see and do what in the registry: by place and by what one's own units cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_

from django.db.models import F, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.org.models import Responsibility, Unit
from gongjian.org.policy import EVERYTHING, NOTHING, on_day, units

from .models import Cover, Entity, Venue

IMPORT = "entity.import"
"""The permission to enter registers, within the places that one's units are responsible for."""

LONGEST_CODE = 12


@dataclass(frozen=True)
class Reach:
    """Which entities an actor reaches by one permission.

    Those that lie in one of ``places`` (codes; all that lies within counts), and those that one
    of ``units`` covers on the day of the request. ``everything`` sets both aside.

    The units are read when they are asked for: where the places hold everything, thousands of
    them are read for nothing. ``within`` is the condition on them.
    """

    everything: bool
    places: tuple[str, ...] = ()
    within: Q = NOTHING

    @cached_property
    def units(self) -> frozenset[int]:
        return frozenset(Unit.objects.filter(self.within).values_list("pk", flat=True))


def reach(actor: Actor, permission: str) -> Reach:
    """Return how far a permission reaches: the places that units in reach are responsible for."""
    if permission in actor.system_permissions:
        return Reach(everything=True)
    responsible = Responsibility.objects.filter(
        on_day(actor.on), units(actor, permission, "unit_id")
    )
    codes = responsible.values_list("territory_id", flat=True).distinct()
    return Reach(False, _outermost(codes), units(actor, permission))


def _outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """Leave out each place that lies in another."""
    kept: list[str] = []
    for code in sorted(codes):
        if not kept or not code.startswith(kept[-1]):
            kept.append(code)
    return tuple(kept)


def within(places: tuple[str, ...], field: str = "territory__code") -> Q:
    """Return the condition that the code at ``field`` is one of these or of a place in one."""
    if not places:
        return NOTHING
    return reduce(or_, (Q(**{f"{field}__startswith": code}) for code in places))


def reach_as_far(actor: Actor, permission: str, other: str) -> bool:
    """Tell whether a permission surely reaches all that another does: it is held just so."""
    if permission in actor.system_permissions:
        return True
    held, theirs = (
        {(grant.unit_id, each.line, each.reach) for grant, each in actor.holding(code)}
        for code in (permission, other)
    )
    return theirs <= held and other not in actor.system_permissions


def scope(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Entity`` rows: those that this permission reaches.

    For one row at a time. Lists and figures apply the same ``reach`` to the columns.
    """
    return _reached(actor, permission, ("",))


def _reached(actor: Actor, permission: str, prefixes: Iterable[str]) -> Q:
    """Return the condition that all entities are reached that these prefixes lead to."""
    if permission in actor.system_permissions:
        return EVERYTHING
    covers = _covers(actor, permission)
    places = _places(actor, permission, covers)
    entities = covers.filter(entity__isnull=False).values("entity_id")
    inside = covers.filter(venue__isnull=False).values("venue_id")
    return reduce(
        and_,
        (
            within(places, f"{prefix}territory__code")
            | Q(**{f"{prefix}pk__in": entities})
            | Q(**{f"{prefix}venue_id__in": inside})
            for prefix in prefixes
        ),
    )


def pairs(actor: Actor, permission: str) -> Q:
    """Return the condition on ``DoubtfulPair`` rows: those of which both are reached."""
    return _reached(actor, permission, ("first__", "second__"))


def venues(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Venue`` rows: those at a place in reach, and those covered."""
    if permission in actor.system_permissions:
        return EVERYTHING
    covers = _covers(actor, permission)
    covered = covers.filter(venue__isnull=False).values("venue_id")
    return within(_places(actor, permission, covers)) | Q(pk__in=covered)


def _covers(actor: Actor, permission: str) -> QuerySet[Cover]:
    """Return what units in reach cover on the day of the request."""
    return Cover.objects.filter(on_day(actor.on), units(actor, permission, "unit_id"))


def _places(actor: Actor, permission: str, covers: QuerySet[Cover]) -> tuple[str, ...]:
    """Return the outermost places that units in reach are responsible for or cover."""
    responsible = Responsibility.objects.filter(
        on_day(actor.on), units(actor, permission, "unit_id")
    )
    covered = covers.filter(territory__isnull=False).values_list("territory_id")
    return _outermost(code for (code,) in responsible.values_list("territory_id").union(covered))


def covers(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Cover`` rows: what covers a target in reach, or by a unit there."""
    held = reach(actor, permission)
    if held.everything:
        return EVERYTHING
    entities = Entity.objects.filter(scope(actor, permission)).values("pk")
    places = Venue.objects.filter(venues(actor, permission)).values("pk")
    return (
        Q(unit_id__in=held.units)
        | Q(entity_id__in=entities)
        | Q(venue_id__in=places)
        | within(held.places)
    )


def held() -> Q:
    """Return the condition on dated rows that held for a day at least."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
