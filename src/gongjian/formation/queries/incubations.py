"""Reads about the reservoir: open cases, and how many came in and went out by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery

from .. import policy
from ..models import Incubation
from ..terms import IncubationKind, IncubationState


@dataclass(frozen=True)
class IncubationRow:
    """A unit that is watched, as a list shows it."""

    id: int
    entity_id: int
    entity: str
    kind: IncubationKind
    state: IncubationState
    region: str
    mentor: str
    formal: int
    opened_on: date
    due_on: date
    closed_on: date | None
    closed_why: str


@dataclass(frozen=True)
class IncubationList:
    """One page of cases, and how many there are on all pages."""

    rows: tuple[IncubationRow, ...]
    total: int


@dataclass(frozen=True)
class Month:
    """What the watch saw in a month: units grown, branches founded, fallen back."""

    first: date
    grown: int
    incubated: int
    fallen_back: int


def list_incubations(actor: Actor, query: TableQuery) -> IncubationList:
    """Return one page of the cases within reach, the earliest due first."""
    found = Incubation.objects.filter(policy.incubations(actor, "formation.view"))
    if state := query.filters.get("state"):
        found = found.filter(state=state)
    if kind := query.filters.get("kind"):
        found = found.filter(kind=kind)
    if query.text:
        found = found.filter(entity__name__icontains=query.text)
    ordered = found.select_related("entity", "region", "mentor")
    page = ordered.order_by(F("closed_on").desc(nulls_first=True), "due_on", "pk")[query.rows]
    return IncubationList(tuple(map(_row, page)), found.count())


def _row(case: Incubation) -> IncubationRow:
    return IncubationRow(
        case.pk,
        case.entity_id,
        case.entity.name,
        IncubationKind(case.kind),
        IncubationState(case.state),
        case.region.name if case.region else "",
        case.mentor.name if case.mentor else "",
        case.formal,
        case.opened_on,
        case.due_on,
        case.closed_on,
        case.closed_why,
    )


def months_of_pool(actor: Actor, *, months: int = 12) -> tuple[Month, ...]:
    """Return what went into and out of the reservoir in each of the last months."""
    firsts = _firsts(actor.on, months)
    seen = Incubation.objects.filter(policy.incubations(actor, "formation.view"))
    opened: Counter[tuple[str, date]] = Counter(
        (kind, day.replace(day=1))
        for kind, day in seen.filter(opened_on__gte=firsts[0]).values_list("kind", "opened_on")
    )
    done = seen.filter(
        state=IncubationState.DONE, kind=IncubationKind.GROW, closed_on__gte=firsts[0]
    )
    incubated = Counter(
        day.replace(day=1) for day in done.values_list("closed_on", flat=True) if day
    )
    return tuple(
        Month(
            first,
            opened[IncubationKind.GROW, first],
            incubated[first],
            opened[IncubationKind.FALL_BACK, first],
        )
        for first in firsts
    )


def _firsts(on: date, months: int) -> list[date]:
    last = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - months + 1, last + 1)]
