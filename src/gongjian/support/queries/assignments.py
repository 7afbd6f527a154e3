"""Assignments: one, and how many somebody has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.org.policy import on_day

from .. import policy
from ..models import Assignment
from ..terms import PlaceKind
from .naming import kind_at, name_at


@dataclass(frozen=True)
class AssignmentRow:
    """Who looks after which place, from a day to ``last_day``; ``is_over`` and ``is_ahead`` say
    where today lies."""

    id: int
    point_id: int
    place: str
    kind: PlaceKind
    instructor_id: int
    instructor: str
    sent_by: str
    valid_from: date
    last_day: date
    is_over: bool
    is_ahead: bool
    load_reason: str
    ended_why: str


def rows() -> Any:
    """Return assignments with what :func:`row_of` needs of each."""
    return Assignment.objects.select_related("instructor__person", "instructor__unit").annotate(
        place=name_at("point__"), place_kind=kind_at("point__")
    )


def row_of(row: Any, on: date) -> AssignmentRow:
    """Return an assignment of :func:`rows` as lists show it on a day."""
    return AssignmentRow(
        id=row.pk,
        point_id=row.point_id,
        place=row.place,
        kind=PlaceKind(row.place_kind),
        instructor_id=row.instructor_id,
        instructor=row.instructor.person.name,
        sent_by=row.instructor.unit.name,
        valid_from=row.valid_from,
        last_day=row.valid_to - timedelta(days=1),
        is_over=row.valid_to <= on,
        is_ahead=row.valid_from > on,
        load_reason=row.load_reason,
        ended_why=row.ended_why,
    )


def get_assignment(assignment_id: int, actor: Actor) -> AssignmentRow:
    """Return an assignment that the actor may end or hand on.

    Raises:
        NotVisible, Forbidden: it is out of reach, or not the actor's to change.
    """
    found = fetch(
        rows(),
        assignment_id,
        allowed=policy.assignments(actor, policy.EDIT),
        visible=policy.assignments(actor, policy.VIEW),
    )
    return row_of(found, actor.on)


def count_load(instructor_id: int, on: date) -> int:
    """Return how many places somebody looks after on a day."""
    held = Assignment.objects.filter(on_day(on), instructor=instructor_id)
    return held.values("point_id").distinct().count()


def day_after(day: date) -> date:
    """Return the first day after a last day."""
    return day + timedelta(days=1)
