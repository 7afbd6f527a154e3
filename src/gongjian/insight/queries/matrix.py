"""The brand matrix: branch by brand by partner by activity, read from records (000-03).

Nothing here is typed for the matrix: brands are those shown on the day, partners those of pairings
in force, numbers the figures of the year up to the day. Each level shows its own brand and the
numbers of all below it (上下共建、层层带动).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from gongjian.exchange.figures import SERVICES_OF_YEAR, TOGETHER
from gongjian.exchange.queries import Partner, partners_of
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked, Figure, Part, Value
from gongjian.life.figures import MEETINGS
from gongjian.org import policy as org_policy
from gongjian.org import queries as org
from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES
from gongjian.org.models import Placement, Unit
from gongjian.org.policy import on_day
from gongjian.org.queries import Node
from gongjian.standards.figures import BRANDS_SHOWN
from gongjian.standards.queries import Shown, brands_shown, shown_on

from .figures import Context, get_context
from .zones import Tally

DEEDS = (TOGETHER, MEETINGS, SERVICES_OF_YEAR)
"""What a branch did, alone and with its partners; each number opens its rows."""

OF_LEVELS = (BRANDS_SHOWN, *DEEDS)

Groups = list[tuple[frozenset[int], Value]]
"""A figure's numbers by the units that its rows stand at."""


@dataclass(frozen=True)
class MatrixRow:
    """A branch: what it stands for, with whom, and what it did; no numbers where out of reach."""

    id: int
    name: str
    under: str
    brand: Shown | None
    partners: tuple[Partner, ...]
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class MatrixLevel:
    """A part of the node: its own brand, and the numbers of it and all below."""

    asked: Asked
    node: Node | None
    brand: Shown | None
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class MatrixPage:
    """The matrix at a node: its own brand, its parts, and one page of the branches below."""

    context: Context
    brand: Shown | None
    levels: tuple[MatrixLevel, ...]
    rows: tuple[MatrixRow, ...]
    total: int


def get_matrix(
    asked: Asked, actor: Actor, query: TableQuery, *, reach: str = "brand.view"
) -> MatrixPage:
    """Return the matrix at a node of a line; the filter ``brand`` asks for those with or without.

    ``reach`` is the permission within whose reach the branches lie; readers see those that show
    a brand wherever they stand.

    Raises:
        Forbidden: the reader may not see figures or brands.
    """
    context = get_context(asked, actor)
    if not (actor.may("brand.view") and actor.may(reach)):
        raise Forbidden
    asked = context.asked
    units = org.units_asked(asked)
    groups = {each: list(figures.by_units(each, asked, actor, units)) for each in OF_LEVELS}
    branches = _branches(asked, actor, query, reach)
    page = list(branches.order_by("under", "name", "pk")[query.rows])
    return MatrixPage(
        context=context,
        brand=_own_brand(asked, actor),
        levels=tuple(_levels(asked, actor, groups)),
        rows=tuple(_rows(page, asked, actor, groups)),
        total=branches.count(),
    )


def _own_brand(asked: Asked, actor: Actor) -> Shown | None:
    if asked.node_id is None:
        return None
    return brands_shown([asked.node_id], actor, on=asked.on).get(asked.node_id)


def _branches(asked: Asked, actor: Actor, query: TableQuery, reach: str) -> QuerySet[Any]:
    """Return the organisations asked for that stood on the day, in reach or with a shown brand."""
    types = [each.code for each in UNIT_TYPES.values() if each.kind == ORGANISATION]
    shown = Q(pk__in=shown_on(actor, asked.on).values("unit_id"))
    seen = org_policy.scope(actor, reach)
    found = Unit.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=asked.on),
        seen | shown if reach == "brand.view" else seen,
        type__in=types,
    )
    units = org.units_asked(asked)
    if units is not None:
        found = found.filter(pk__in=units)
    if query.text:
        found = found.filter(name__icontains=query.text)
    if chosen := query.filters.get("brand"):
        found = found.filter(shown if chosen == "shown" else ~shown)
    placed = Placement.objects.filter(on_day(asked.on), unit=OuterRef("pk"), line=asked.line)
    return found.annotate(under=Subquery(placed.values("parent__name")[:1]))


def _rows(
    branches: list[Any], asked: Asked, actor: Actor, groups: Mapping[Figure, Groups]
) -> Iterable[MatrixRow]:
    ids = {branch.pk for branch in branches}
    brands = brands_shown(ids, actor, on=asked.on)
    partners = partners_of(ids, actor, on=asked.on)
    within = Unit.objects.filter(org_policy.scope(actor, "brand.view"), pk__in=ids)
    reached = set(within.values_list("pk", flat=True))
    places = list(org.paths_of(ids, on=asked.on))
    for branch in branches:
        about = alone(branch.pk, asked, places)
        yield MatrixRow(
            branch.pk,
            branch.name,
            branch.under or "",
            brands.get(branch.pk),
            partners.get(branch.pk, ()),
            _tallies(DEEDS, about, {branch.pk}, groups) if branch.pk in reached else (),
        )


def alone(unit_id: int, asked: Asked, places: Iterable[tuple[int, str, str]]) -> Asked:
    """Return the question about a unit alone, on the line asked for or else one where it stands.

    ``places`` are what ``org.queries.paths_of`` yields.
    """
    lines = [line for unit, line, _path in places if unit == unit_id]
    line = asked.line if asked.line in lines or not lines else lines[0]
    return Asked(line, asked.on, node_id=unit_id, part=Part.HERE)


def _tallies(
    of: Iterable[Figure], asked: Asked, units: Iterable[int], groups: Mapping[Figure, Groups]
) -> tuple[Tally, ...]:
    within = frozenset(units)
    return tuple(
        Tally(figure, asked, sum(number for at, number in groups[figure] if at & within))
        for figure in of
    )


def _levels(asked: Asked, actor: Actor, groups: Mapping[Figure, Groups]) -> Iterable[MatrixLevel]:
    """Yield the parts of the node that hold anything, in the order of their names."""
    branches = org.part_units(asked).branches
    nodes = [branch.node.id for branch in branches if branch.node]
    brands = brands_shown(nodes, actor, on=asked.on)
    for branch in branches:
        tallies = _tallies(OF_LEVELS, branch.asked, branch.unit_ids, groups)
        own = brands.get(branch.node.id) if branch.node else None
        if own or any(tally.value for tally in tallies):
            yield MatrixLevel(branch.asked, branch.node, own, tallies)
