"""Who is not covered, and the branches nearest to them (000-07, 001-17)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import asin, cos, radians, sin, sqrt
from operator import or_
from typing import Any

import numpy as np
from django.db.models import Avg, Count, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked
from gongjian.org.models import Unit
from gongjian.org.policy import EVERYTHING, on_day, units

from .. import policy
from ..models import Cover, Entity
from ..rules.coverage import around
from ..terms import CoveredBy

EARTH = 6_371_000
"""Mean radius in metres."""

SHOWN = 5
COUNTY = 6
"""Digits of the code of a district or county."""
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
    covers = _branches(asked, actor)
    near = [
        each if at is None or middle is None else replace(each, metres=metres(middle, at))
        for each, at in _placed(covers, [code[:COUNTY]])
    ]
    near.sort(key=lambda each: (each.metres is None, each.metres))
    found: dict[int, Nearby] = {}
    for each in (*near, *_by_place(covers, code)):
        found.setdefault(each.unit_id, each)
    return tuple(list(found.values())[:SHOWN])


def nearest_of_each(ids: Sequence[int], asked: Asked, actor: Actor) -> dict[int, Nearby]:
    """Return the branch in reach that is nearest, in a straight line, to each entity with a point.

    Among the branches that cover something in the district or county of one of them.
    """
    chosen = Entity.objects.filter(pk__in=ids)
    rows = list(chosen.values_list("pk", "longitude", "latitude", "territory_id"))
    points = {pk: at for pk, x, y, _code in rows if (at := _point(x, y))}
    counties = {code[:COUNTY] for *_, code in rows}
    known = [(each, at) for each, at in _placed(_branches(asked, actor), counties) if at]
    if not known:
        return {}
    x = np.radians([at.longitude for _, at in known])
    y = np.radians([at.latitude for _, at in known])
    found = {}
    for pk, point in points.items():
        # Within a city the earth is flat enough to tell which is nearest.
        across = (x - radians(point.longitude)) * cos(radians(point.latitude))
        each, at = known[int(np.argmin(across**2 + (y - radians(point.latitude)) ** 2))]
        found[pk] = replace(each, metres=metres(point, at))
    return found


def _branches(asked: Asked, actor: Actor) -> QuerySet[Cover]:
    """Return what branches cover on the day asked, as far as it is in reach."""
    return Cover.objects.filter(on_day(asked.on), _in_reach(actor), by=CoveredBy.BRANCH)


def _in_reach(actor: Actor) -> Q:
    """Return the condition that what a cover covers is in reach, or its branch is."""
    held = policy.reach(actor, "entity.view")
    if held.everything:
        return EVERYTHING
    return (
        units(actor, "entity.view", "unit_id")
        | policy.within(held.places, "entity__territory__code")
        | policy.within(held.places, "venue__territory__code")
        | policy.within(held.places, "territory__code")
    )


def _middle(entities: QuerySet[Any]) -> Middle | None:
    point = entities.aggregate(x=Avg("longitude"), y=Avg("latitude"))
    return _point(point["x"], point["y"])


def _point(longitude: float | None, latitude: float | None) -> Middle | None:
    return None if longitude is None or latitude is None else Middle(longitude, latitude)


def metres(one: Middle, other: Middle) -> int:
    """Return the distance of two points along the earth's surface, in metres."""
    x1, y1, x2, y2 = map(radians, (one.longitude, one.latitude, other.longitude, other.latitude))
    half = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(half)))


def _placed(
    covers: QuerySet[Cover], counties: Collection[str]
) -> Iterator[tuple[Nearby, Middle | None]]:
    """Yield the branches that cover entities or venues of these counties, with their middle."""
    if not counties:
        return
    yield from _by_entities(covers.filter(_inside("entity__territory", counties)))
    yield from _by_venue(covers.filter(_inside("venue__territory", counties)))


def _inside(field: str, counties: Collection[str]) -> Q:
    return reduce(or_, (Q(**{f"{field}__code__startswith": code}) for code in sorted(counties)))


def _by_entities(direct: QuerySet[Cover]) -> Iterator[tuple[Nearby, Middle | None]]:
    """Yield the branches of direct covers, at the middle of their entities."""
    grouped = direct.order_by().values("unit_id", "unit__name")
    measured = grouped.annotate(
        number=Count("pk"), x=Avg("entity__longitude"), y=Avg("entity__latitude")
    )
    rows = measured.values_list("unit_id", "unit__name", "number", "x", "y")
    for unit, name, number, x, y in rows:
        yield Nearby(unit, name, None, entities=number), _point(x, y)


def _by_venue(of_venues: QuerySet[Cover]) -> Iterator[tuple[Nearby, Middle | None]]:
    """Yield the branches that cover these venues, at the venue."""
    fields = ("unit_id", "unit__name", "venue__name", "venue__longitude", "venue__latitude")
    for unit, name, venue, x, y in of_venues.order_by().values_list(*fields):
        yield Nearby(unit, name, None, venue=venue), _point(x, y)


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
