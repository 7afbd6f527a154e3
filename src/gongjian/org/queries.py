"""Reads about places, units and the two trees; scoped by :mod:`.policy`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from os.path import commonpath
from typing import Any

from django.db.models import Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import NotVisible
from gongjian.kernel.fields import below
from gongjian.kernel.figures import Asked, Part

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
    zones = Unit.objects.filter(policy.zones(actor))
    return [_node(zone) for zone in zones.order_by("name")]


def zone_of(unit_id: int, *, on: date) -> Unit | None:
    """Return the zone that a unit stands in on a day, itself if it is one."""
    placed = Placement.objects.filter(on_day(on), unit_id=unit_id, line=Line.ALLIANCE).first()
    if placed is None:
        return None
    root = int(placed.path.split("/")[1])
    return Unit.objects.filter(pk=root, type="zone").first()


def zones_of(unit_ids: Iterable[int], *, on: date) -> dict[int, int]:
    """Return the zone of each of these units that stands in one on a day."""
    roots = {
        unit_id: int(path.split("/")[1])
        for unit_id, line, path in paths_of(unit_ids, on=on)
        if line == Line.ALLIANCE
    }
    zones = Unit.objects.filter(type="zone", pk__in=set(roots.values()))
    known = set(zones.values_list("pk", flat=True))
    return {unit_id: root for unit_id, root in roots.items() if root in known}


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


def get_node(unit_id: int, *, line: str, on: date) -> Node | None:
    """Return a unit as a node of a line on a day; None if it has no place there then."""
    placed = Placement.objects.filter(on_day(on), unit_id=unit_id, line=line)
    found = placed.select_related("unit").first()
    return _node(found.unit) if found else None


def get_zone(zone_id: int, actor: Actor | None = None) -> Node:
    """Return a zone within the actor's reach; any zone for nobody, since zones are public.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    allowed = policy.zones(actor) if actor else Q()
    zone = Unit.objects.filter(allowed, pk=zone_id, type="zone", closed_on__isnull=True).first()
    if zone is None:
        raise NotVisible
    return _node(zone)


def units_asked(asked: Asked) -> QuerySet[Any] | None:
    """Return the ids of the units that a figure is asked for; None means no limit.

    On the structure of the day asked: those under the node on the line, those of the zone, or
    both; or those with no place on the line.
    """
    units = None
    if asked.zone_id is not None:
        units = units_under(asked.zone_id, line=Line.ALLIANCE, on=asked.on)
    placed = Placement.objects.filter(on_day(asked.on), line=asked.line).values("unit_id")
    if asked.part == Part.UNPLACED:
        if units is None:
            return Unit.objects.exclude(pk__in=placed).values("pk")
        return units.exclude(unit_id__in=placed)
    if asked.node_id is None:
        return units
    under = units_under(asked.node_id, line=asked.line, on=asked.on)
    if asked.part == Part.HERE:
        under = under.filter(unit_id=asked.node_id)
    return under if units is None else under.filter(unit_id__in=units)


def ids_of(units: QuerySet[Any]) -> frozenset[int]:
    """Return the ids that ``units_asked`` gives, by whatever column it reads them.

    ``values_list(flat=True)`` would not do: without a name it begins again at the first column
    of the table, which is the key of a placement and not of a unit.
    """
    return frozenset(pk for row in units for pk in row.values())


NOBODY = 0
"""The unit of what stands with nobody at all: with those that have no place on the line."""


@dataclass(frozen=True)
class Branch:
    """One part of the units asked for; ``asked`` is the same question about this part alone.

    ``node`` None stands for the units that have no place on the line.
    """

    asked: Asked
    node: Node | None
    unit_ids: frozenset[int]


@dataclass(frozen=True)
class Parting:
    """How the units asked for part at a node of the line: every unit is in just one branch.

    Without a node asked for, they part at ``at``, the deepest node that all placed units share;
    ``trail`` leads there from the root.
    """

    trail: tuple[Node, ...]
    branches: tuple[Branch, ...]

    @property
    def at(self) -> Node | None:
        return self.trail[-1] if self.trail else None


def part_units(asked: Asked) -> Parting:
    """Part the units asked for by the children of the node, the node itself, and the rest."""
    units = units_asked(asked)
    placed = Placement.objects.filter(on_day(asked.on), line=asked.line)
    if units is not None:
        placed = placed.filter(unit_id__in=units)
    paths = dict(placed.values_list("unit_id", "path"))
    everyone = Unit.objects.all() if units is None else Unit.objects.filter(pk__in=units)
    unplaced = set(everyone.values_list("pk", flat=True)) - paths.keys()
    prefix = _path_of_node(asked, paths)
    below_it: dict[int, set[int]] = {}
    for unit_id, path in paths.items():
        rest = path[len(prefix) :]
        next_one = rest or prefix.rstrip("/").rpartition("/")[2]
        below_it.setdefault(int(next_one.split("/")[0]), set()).add(unit_id)
    trail_ids = [int(part) for part in prefix.split("/") if part]
    names = Unit.objects.in_bulk({*below_it, *trail_ids})
    nodes = {unit_id: _node(unit) for unit_id, unit in names.items()}
    branches = [
        Branch(_about(asked, node_id, trail_ids), nodes[node_id], frozenset(unit_ids))
        for node_id, unit_ids in below_it.items()
    ]
    branches.sort(key=lambda each: (each.asked.part, each.node.name if each.node else ""))
    if asked.zone_id is None and (units is None or asked.part == Part.UNPLACED):
        unplaced.add(NOBODY)
    if unplaced:
        rest_of_it = replace(asked, node_id=None, part=Part.UNPLACED)
        branches.append(Branch(rest_of_it, None, frozenset(unplaced)))
    return Parting(tuple(nodes[pk] for pk in trail_ids), tuple(branches))


def _about(asked: Asked, node_id: int, trail_ids: list[int]) -> Asked:
    part = Part.HERE if node_id in trail_ids else Part.BELOW
    return replace(asked, node_id=node_id, part=part)


def _path_of_node(asked: Asked, paths: dict[int, str]) -> str:
    """Return the path at which these units part: the node's, else the longest that all share."""
    if asked.node_id is not None:
        node = Placement.objects.filter(on_day(asked.on), unit_id=asked.node_id, line=asked.line)
        return node.values_list("path", flat=True).first() or "/"
    return commonpath(paths.values()).rstrip("/") + "/" if paths else "/"


@dataclass(frozen=True)
class Place:
    """Where a unit stood on a line from a day to a day; ``trail`` by today's names."""

    line: str
    trail: tuple[Node, ...]
    valid_from: date
    valid_to: date | None
    document: str

    def holds_on(self, day: date) -> bool:
        """Tell whether the unit stood here on a day."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


def places_of(unit_id: int) -> tuple[Place, ...]:
    """Return every place of a unit on every line, the latest of each line first."""
    rows = list(Placement.objects.filter(unit_id=unit_id).order_by("line", "-valid_from"))
    trails = [[int(part) for part in row.path.strip("/").split("/")] for row in rows]
    units = Unit.objects.in_bulk({pk for trail in trails for pk in trail})
    return tuple(
        Place(
            row.line,
            tuple(_node(units[pk]) for pk in trail),
            row.valid_from,
            row.valid_to,
            row.document,
        )
        for row, trail in zip(rows, trails, strict=True)
    )


def zones_by_unit(*, on: date) -> dict[int, int]:
    """Return the zone of each unit that stands in one on a day."""
    placed = Placement.objects.filter(on_day(on), line=Line.ALLIANCE).exclude(parent=None)
    return {
        unit_id: int(path.split("/")[1]) for unit_id, path in placed.values_list("unit_id", "path")
    }


def list_public_zones() -> list[Node]:
    """Return every zone: that a zone exists is public."""
    zones = Unit.objects.filter(type="zone", closed_on__isnull=True).order_by("name")
    return [_node(zone) for zone in zones]


@dataclass(frozen=True)
class UnitRow:
    """A unit in a list; ``other_names`` says what else it is called."""

    id: int
    name: str
    type: UnitType
    place: str
    party_organisation: str
    other_names: str


@dataclass(frozen=True)
class UnitRows:
    """One page of units; ``total`` counts all that fit."""

    units: tuple[UnitRow, ...]
    total: int


def find_units(actor: Actor, query: TableQuery) -> UnitRows:
    """Return the units within reach that fit a search and filters, one page of them."""
    found = Unit.objects.filter(policy.scope(actor, "zone.view"))
    if query.text:
        named = UnitName.objects.filter(name__icontains=query.text).values("unit_id")
        found = found.filter(Q(name__icontains=query.text) | Q(pk__in=named))
    if kind := query.filters.get("kind"):
        types = [each.code for each in UNIT_TYPES.values() if each.kind.code == kind]
        found = found.filter(type__in=types)
    if type_code := query.filters.get("type"):
        found = found.filter(type=type_code)
    if place := query.filters.get("place"):
        found = found.filter(territory__code__startswith=place)
    ordered = found.select_related("territory").prefetch_related("names")
    page = ordered.order_by(query.sort or "name", "pk")[query.rows]
    return UnitRows(tuple(_unit_row(unit) for unit in page), found.count())


def _unit_row(unit: Unit) -> UnitRow:
    return UnitRow(
        unit.pk,
        unit.name,
        UNIT_TYPES[unit.type],
        unit.territory.name if unit.territory else "",
        unit.party_organisation,
        "、".join(sorted(name.name for name in unit.names.all())),
    )


def list_towns(actor: Actor) -> tuple[Territory, ...]:
    """Return the streets and towns in which units within reach lie."""
    units = Unit.objects.filter(policy.scope(actor, "zone.view"), territory__isnull=False)
    codes = {code[:9] for code in units.values_list("territory_id", flat=True).distinct()}
    found = Territory.objects.filter(code__in=codes, level=Level.TOWN)
    return tuple(found.order_by("code"))
