"""Visit notes: the list, one note with the issues found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery

from .. import policy
from ..models import Finding, Visit
from ..rules import Note
from ..terms import IssueKind, IssueState, VisitAct
from .naming import name_at

RECENT = 10
"""Notes that a place's page shows."""


@dataclass(frozen=True)
class VisitRow:
    """A note in a list: ``open`` of the issues ``found`` are not done yet."""

    id: int
    point_id: int
    place: str
    instructor: str
    visited_on: date
    done: tuple[VisitAct, ...]
    found: int
    open: int


@dataclass(frozen=True)
class VisitList:
    """One page of notes, the last first."""

    rows: tuple[VisitRow, ...]
    total: int


@dataclass(frozen=True)
class IssueRow:
    """An issue that was found; ``events`` are the steps that the reader may take now."""

    id: int
    kind: IssueKind
    text: str
    state: IssueState
    closed_at: datetime | None
    closed_how: str


@dataclass(frozen=True)
class VisitPage:
    """One note with its issues; ``may_close`` for who raised them."""

    row: VisitRow
    text: str
    recorded_at: datetime
    findings: tuple[IssueRow, ...]
    is_own: bool
    may_close: bool


def list_visits(actor: Actor, query: TableQuery) -> VisitList:
    """Return one page of the notes in reach; filter ``open`` keeps those with open issues."""
    found = _rows().filter(policy.visits(actor, policy.VIEW))
    if query.text:
        found = found.filter(
            Q(place__icontains=query.text)
            | Q(assignment__instructor__person__name__icontains=query.text)
        )
    if query.filters.get("open"):
        found = found.filter(open__gt=0)
    page = found.order_by("-visited_on", "-pk")[query.rows]
    return VisitList(tuple(_row(each) for each in page), found.count())


def rows_of_point(point_id: int, actor: Actor) -> tuple[VisitRow, ...]:
    """Return the last notes of a place that the actor may see."""
    found = _rows().filter(policy.visits(actor, policy.VIEW), assignment__point=point_id)
    return tuple(_row(each) for each in found.order_by("-visited_on", "-pk")[:RECENT])


def _rows() -> QuerySet[Any]:
    is_open = Q(findings__state=IssueState.OPEN)
    return Visit.objects.select_related("assignment__instructor__person").annotate(
        place=name_at("assignment__point__"),
        found=Count("findings"),
        open=Count("findings", filter=is_open),
    )


def _row(row: Any) -> VisitRow:
    return VisitRow(
        id=row.pk,
        point_id=row.assignment.point_id,
        place=row.place,
        instructor=row.assignment.instructor.person.name,
        visited_on=row.visited_on,
        done=tuple(VisitAct(code) for code in row.done),
        found=row.found,
        open=row.open,
    )


def get_visit(visit_id: int, actor: Actor) -> VisitPage:
    """Return a note.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    visible = policy.visits(actor, policy.VIEW)
    row = fetch(_rows(), visit_id, allowed=visible, visible=visible)
    closable = Finding.objects.filter(policy.findings(actor, policy.WRITE), visit=row.pk)
    return VisitPage(
        row=_row(row),
        text=row.text,
        recorded_at=row.recorded_at,
        findings=tuple(
            IssueRow(
                each.pk,
                IssueKind(each.kind),
                each.text,
                IssueState(each.state),
                each.closed_at,
                each.closed_how,
            )
            for each in row.findings.order_by("pk")
        ),
        is_own=row.assignment.instructor.person_id == actor.person_id,
        may_close=actor.may(policy.WRITE) and closable.exists(),
    )


def note_of(visit: Visit) -> Note:
    """Return what a recorded note says."""
    found = visit.findings.order_by("pk").values_list("kind", "text")
    return Note(tuple(visit.done), visit.text, tuple(found))
