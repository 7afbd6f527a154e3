"""Branches with how complete their records are, in the fixed order of the tree: no ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES
from gongjian.org.models import Placement, Unit
from gongjian.org.policy import on_day
from gongjian.org.terms import Line

from .. import policy
from ..models import PlanItem
from .expected import expected, is_held


@dataclass(frozen=True)
class LifeRow:
    """A branch: what should have a record by now, and how much of it has one."""

    id: int
    name: str
    under: str
    has_plan: bool
    expected: int
    held: int


@dataclass(frozen=True)
class LifeList:
    """One page of branches, how many there are on all pages, and the records of all in reach."""

    rows: tuple[LifeRow, ...]
    total: int
    expected: int
    held: int


def list_branches(actor: Actor, query: TableQuery, *, at: datetime) -> LifeList:
    """Return one page of the branches in reach, by the unit above them, then by name."""
    placed = Placement.objects.filter(on_day(actor.on), unit=OuterRef("pk"), line=Line.TERRITORIAL)
    found = _branches(actor, "life.view").annotate(
        under=Subquery(placed.values("parent__name")[:1]),
        has_plan=Exists(_plans(actor.on.year)),
    )
    if query.text:
        found = found.filter(name__icontains=query.text)
    page = list(found.order_by("under", "name", "pk")[query.rows])
    should = expected(actor.on, at).filter(unit__in=[unit.pk for unit in page])
    year = should.filter(starts_on__year=actor.on.year).order_by()
    counted = {
        unit_id: (due, held)
        for unit_id, due, held in year.values("unit_id")
        .annotate(due=Count("pk"), held=Count("pk", filter=is_held(at)))
        .values_list("unit_id", "due", "held")
    }
    rows = tuple(_row(unit, *counted.get(unit.pk, (0, 0))) for unit in page)
    reached = expected(actor.on, at).filter(
        policy.items(actor, "life.view"), starts_on__year=actor.on.year
    )
    whole = reached.aggregate(due=Count("pk"), held=Count("pk", filter=is_held(at)))
    return LifeList(rows, found.count(), whole["due"], whole["held"])


def without_plan(actor: Actor, year: int) -> tuple[int, ...]:
    """Return the branches for which the actor may draw a plan of a year and none is drawn."""
    return tuple(unplanned(actor, year).order_by("pk").values_list("pk", flat=True))


def unplanned(actor: Actor, year: int) -> QuerySet[Unit]:
    """Return those branches as rows."""
    return _branches(actor, "life.plan").exclude(Exists(_plans(year)))


def _branches(actor: Actor, permission: str) -> QuerySet[Unit]:
    types = [each.code for each in UNIT_TYPES.values() if each.kind == ORGANISATION]
    return Unit.objects.filter(
        policy.units(actor, permission), type__in=types, closed_on__isnull=True
    )


def _plans(year: int) -> QuerySet[PlanItem]:
    return PlanItem.objects.filter(unit=OuterRef("pk"), starts_on__year=year)


def _row(unit: Unit, due: int, held: int) -> LifeRow:
    under = getattr(unit, "under", None) or ""
    return LifeRow(unit.pk, unit.name, under, getattr(unit, "has_plan", False), due, held)
