"""Who is not covered, and the branches nearest to them (000-07, 001-17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked
from gongjian.org.models import Unit
from gongjian.org.policy import on_day

from .. import policy
from ..models import Cover, Entity
from ..rules.coverage import around
from ..terms import CoveredBy

EARTH = 6_371_000
"""Mean radius in metres."""

SHOWN = 5
SAMPLE = 500
"""Entities of a place whose middle is taken for the place's."""


@dataclass(frozen=True)
class Nearby:
    """A branch near a place: how far in metres, None where it is near by the place alone.

    ``entities`` counts those that it covers directly around here; ``venue`` and ``place`` name
    what it covers as a whole.
    """

    unit_id: int
    name: str
    metres: int | None
    entities: int = 0
    venue: str = ""
    place: str = ""


@dataclass(frozen=True)
class Middle:
    """A point in degrees."""

    longitude: float
    latitude: float


def nearest_branches(ids: list[int], asked: Asked, actor: Actor) -> tuple[Nearby, ...]:
    """Return the branches in reach nearest to these entities, the nearest first.

    By the middle of what a branch covers; those that cover a place around come after those with
    a point, the smallest place first.
    """
    chosen = Entity.objects.filter(pk__in=ids[:SAMPLE])
    middle = _middle(chosen)
    code = chosen.order_by().values_list("territory_id", flat=True).first()
    if code is None:
        return ()
    covers = Cover.objects.filter(on_day(asked.on), by=CoveredBy.BRANCH)
    covers = covers.filter(_in_reach(actor))
    found: dict[int, Nearby] = {}
    near = [*_by_entities(covers, code[:6], middle), *_by_venue(covers, code[:6], middle)]
    near.sort(key=lambda each: (each.metres is None, each.metres))
    for each in (*near, *_by_place(covers, code)):
        found.setdefault(each.unit_id, each)
    return tuple(list(found.values())[:SHOWN])


def _in_reach(actor: Actor) -> Q:
    """Return the condition that what a cover covers is in reach, or its branch is."""
    held = policy.reach(actor, "entity.view")
    if held.everything:
        return policy.EVERYTHING
    return (
        Q(unit_id__in=held.units)
        | policy.within(held.places, "entity__territory__code")
        | policy.within(held.places, "venue__territory__code")
        | policy.within(held.places, "territory__code")
    )


def _middle(entities: QuerySet[Any]) -> Middle | None:
    point = entities.aggregate(x=Avg("longitude"), y=Avg("latitude"))
    if point["x"] is None or point["y"] is None:
        return None
    return Middle(point["x"], point["y"])


def metres(one: Middle, other: Middle) -> int:
    """Return the distance of two points along the earth's surface, in metres."""
    x1, y1, x2, y2 = map(radians, (one.longitude, one.latitude, other.longitude, other.latitude))
    half = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(half)))


def _distance(middle: Middle | None, x: float | None, y: float | None) -> int | None:
    return None if middle is None or x is None or y is None else metres(middle, Middle(x, y))


def _by_entities(covers: QuerySet[Cover], county: str, middle: Middle | None) -> Iterator[Nearby]:
    """Yield the branches that cover entities of the county directly."""
    direct = covers.filter(entity__territory__code__startswith=county).order_by()
    grouped = direct.values("unit_id", "unit__name").annotate(
        number=Count("pk"), x=Avg("entity__longitude"), y=Avg("entity__latitude")
    )
    for unit, name, number, x, y in grouped.values_list(
        "unit_id", "unit__name", "number", "x", "y"
    ):
        yield Nearby(unit, name, _distance(middle, x, y), entities=number)


def _by_venue(covers: QuerySet[Cover], county: str, middle: Middle | None) -> Iterator[Nearby]:
    """Yield the branches that cover a venue of the county."""
    of_venues = covers.filter(venue__territory__code__startswith=county).order_by()
    fields = ("unit_id", "unit__name", "venue__name", "venue__longitude", "venue__latitude")
    for unit, name, venue, x, y in of_venues.values_list(*fields):
        yield Nearby(unit, name, _distance(middle, x, y), venue=venue)


def _by_place(covers: QuerySet[Cover], code: str) -> Iterator[Nearby]:
    """Yield the branches that cover a place around, or are seated there: smallest place first."""
    places = list(around(code))
    of_places = covers.filter(territory_id__in=places).order_by()
    found = of_places.values_list("unit_id", "unit__name", "territory_id", "territory__name")
    for unit, name, _code, place in sorted(found, key=lambda row: -len(row[2])):
        yield Nearby(unit, name, None, place=place)
    covering = covers.values("unit_id")
    seated = Unit.objects.filter(pk__in=covering, territory_id__in=places, closed_on=None)
    rows = seated.values_list("pk", "name", "territory_id", "territory__name")
    for unit, name, _code, place in sorted(rows, key=lambda row: -len(row[2])):
        yield Nearby(unit, name, None, place=place)
