"""Reads about places, units and the two trees; scoped by :mod:`.policy`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import NotVisible
from gongjian.kernel.fields import below

from . import policy
from .catalogue import UNIT_TYPES, UnitType
from .models import Placement, Room, Territory, Unit, UnitName
from .policy import on_day
from .terms import Level, Line


def paths_of(unit_ids: Iterable[int], *, on: date) -> Iterator[tuple[int, str, str]]:
    """Yield unit id, line and path of each place where these units stand on a day."""
    placed = Placement.objects.filter(on_day(on), unit_id__in=list(unit_ids))
    yield from placed.values_list("unit_id", "line", "path")


def units_under(node_id: int, *, line: str, on: date) -> QuerySet[Any]:
    """Return the ids of the node and all units below it on a line, on the structure of a day."""
    path = (
        Placement.objects.filter(on_day(on), unit_id=node_id, line=line)
        .values_list("path", flat=True)
        .first()
    )
    if path is None:
        return Placement.objects.none().values("unit_id")
    return Placement.objects.filter(on_day(on), below("path", path), line=line).values("unit_id")


@dataclass(frozen=True)
class Node:
    """A unit as a node: what a tree, a link or a breadcrumb shows of it."""

    id: int
    name: str
    type: UnitType


def _node(unit: Unit) -> Node:
    return Node(unit.pk, unit.name, UNIT_TYPES[unit.type])


def get_unit(unit_id: int, actor: Actor, permission: str = "unit.view") -> Unit:
    """Return a unit within the actor's reach.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    unit = Unit.objects.filter(policy.scope(actor, permission), pk=unit_id).first()
    if unit is None:
        raise NotVisible
    return unit


def list_units(actor: Actor, permission: str = "unit.view") -> QuerySet[Unit]:
    """Return the units within reach, by name; the caller pages it."""
    return Unit.objects.filter(policy.scope(actor, permission)).order_by("name", "pk")


def list_zones(actor: Actor) -> list[Node]:
    """Return the zones within reach."""
    zones = Unit.objects.filter(policy.scope(actor, "zone.view"), type="zone")
    return [_node(zone) for zone in zones.order_by("name")]


def zone_of(unit_id: int, *, on: date) -> Unit | None:
    """Return the zone that a unit stands in on a day, itself if it is one."""
    placed = Placement.objects.filter(on_day(on), unit_id=unit_id, line=Line.ALLIANCE).first()
    if placed is None:
        return None
    root = int(placed.path.split("/")[1])
    return Unit.objects.filter(pk=root, type="zone").first()


def breadcrumb(unit_id: int, *, line: str, on: date) -> tuple[Node, ...]:
    """Return the units from the line's root to this one, on the structure of a day."""
    placed = Placement.objects.filter(on_day(on), unit_id=unit_id, line=line).first()
    if placed is None:
        return ()
    ids = [int(part) for part in placed.path.strip("/").split("/")]
    units = Unit.objects.in_bulk(ids)
    return tuple(_node(units[pk]) for pk in ids if pk in units)


def children(unit_id: int, *, line: str, on: date) -> tuple[Node, ...]:
    """Return the units directly below a node on a line, on the structure of a day."""
    placed = Placement.objects.filter(on_day(on), parent_id=unit_id, line=line)
    units = Unit.objects.filter(pk__in=placed.values("unit_id")).order_by("name")
    return tuple(_node(unit) for unit in units)


def names_of(unit_id: int) -> tuple[UnitName, ...]:
    """Return the further names of a unit."""
    return tuple(UnitName.objects.filter(unit_id=unit_id).order_by("name"))


def rooms_of(unit_id: int) -> tuple[Room, ...]:
    """Return the rooms of a unit."""
    return tuple(Room.objects.filter(unit_id=unit_id).order_by("name"))


def territory_named(name: str, within: str = "") -> Territory | None:
    """Return the one place of this name within a code; None if there is none or several."""
    found = Territory.objects.filter(
        name=name, code__startswith=within, level__gte=Level.COUNTY
    ).order_by("level")[:2]
    return found[0] if len(found) == 1 else None


def territory_trail(code: str) -> tuple[str, ...]:
    """Return the names from province to the place with this code."""
    codes = [code[:size] for size in (2, 4, 6, 9, 12) if size <= len(code)]
    names = dict(Territory.objects.filter(code__in=codes).values_list("code", "name"))
    return tuple(names[c] for c in codes if c in names)


def get_territory(code: str) -> Territory | None:
    """Return the place with this code."""
    return Territory.objects.filter(pk=code).first()
