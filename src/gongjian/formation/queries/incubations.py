"""Reads about the reservoir: open cases, and how many came in and went out by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.members.queries.reached import reached_people
from gongjian.org import queries as org
from gongjian.org.terms import Line

from .. import policy
from ..models import Case, Incubation
from ..terms import CaseState, IncubationKind, IncubationState
from .cases import CaseRow, case_row


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
class IncubationPage:
    """One case: how far it is, whom the reader may name as mentor, and what they may do.

    ``proposal`` is the proposal for the unit that was made since the case opened, if any;
    ``founded_id`` the branch that it was founded as. ``may`` holds ``propose`` and ``decide``.
    """

    row: IncubationRow
    region_id: int | None
    proposal: CaseRow | None
    founded_id: int | None
    mentors: tuple[tuple[int, str], ...]
    may: frozenset[str]


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


def get_incubation(incubation_id: int, actor: Actor) -> IncubationPage:
    """Return one case of the reservoir.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    seen = policy.incubations(actor, "formation.view")
    rows = Incubation.objects.select_related("entity", "region", "mentor")
    case = fetch(rows, incubation_id, allowed=seen, visible=seen)
    may = frozenset(
        word
        for word in ("propose", "decide")
        if Incubation.objects.filter(
            policy.incubations(actor, f"formation.{word}"), pk=case.pk
        ).exists()
    )
    proposal = _proposal(case)
    is_open = case.state == IncubationState.OPEN
    return IncubationPage(
        row=_row(case),
        region_id=case.region_id,
        proposal=case_row(proposal) if proposal else None,
        founded_id=proposal.unit_id if proposal else None,
        mentors=mentors_of(case, actor) if is_open and "propose" in may else (),
        may=may if is_open else frozenset(),
    )


def _proposal(case: Incubation) -> Case | None:
    found = Case.objects.filter(units__entity_id=case.entity_id).exclude(state=CaseState.WITHDRAWN)
    since = found.filter(proposed_at__date__gte=case.opened_on).select_related("superior")
    return since.order_by("-proposed_at", "-pk").first()


def mentors_of(case: Incubation, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return whom the reader may name as mentor: people of the region's branch and those above.

    Where no comprehensive branch covers the place it is the people of the reader's own units.
    """
    units = {grant.unit_id for grant in actor.grants}
    if case.region_id is not None:
        trail = org.breadcrumb(case.region_id, line=Line.TERRITORIAL, on=actor.on)
        units = {case.region_id, *(node.id for node in trail)}
    people = reached_people(actor).filter(unit_id__in=units).select_related("unit")
    ordered = people.order_by("unit__name", "name", "pk")
    return tuple((each.pk, f"{each.name} · {each.unit.name}") for each in ordered)


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
