"""Assigning instructors to places, replacing them without a gap, ending assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError

from .. import policy, queries, rules
from ..models import Assignment, ContactPoint, Instructor
from .access import (
    cut,
    locked_assignment,
    locked_instructor,
    locked_point,
    require_reason,
)


class NotOnRoster(DomainError):
    code = "assignment_not_on_roster"
    message = _(
        "On those days this person is not on the roster. Choose other days or somebody else."
    )
    field = "instructor_id"


class PeriodWrong(DomainError):
    code = "assignment_period"
    message = _("It begins on %(first)s at the earliest, and ends after it began.")
    field = "from_day"


class AssignedAlready(Conflict):
    code = "assignment_already"
    message = _("This instructor looks after the place on some of these days already.")
    field = "instructor_id"


class LoadTooHigh(DomainError):
    code = "assignment_load"
    message = _(
        "They look after %(held)d places; %(limit)d are usual. Write why one more is right."
    )
    field = "load_reason"


class OverAlready(Conflict):
    code = "assignment_over"
    message = _("This assignment ended on %(day)s. Look at the place again.")
    field = "from_day"


@dataclass(frozen=True)
class AssignmentEntry:
    """Who looks after a place from a day to the last day, both included."""

    instructor_id: int
    from_day: date
    last_day: date
    load_reason: str = ""


def assign(point_id: int, entry: AssignmentEntry, *, actor: Actor, at: datetime) -> Assignment:
    """Let an instructor look after a place for a period.

    Raises:
        NotVisible, Forbidden: the place is out of reach, or the instructor is.
        NotOnRoster, PeriodWrong, AssignedAlready, LoadTooHigh: as they say.
    """
    with audit.act(actor, "support.assign", at=at) as journal:
        point = locked_point(point_id, actor)
        return _begin(point, entry, actor, journal)


def replace(
    assignment_id: int, entry: AssignmentEntry, *, actor: Actor, at: datetime
) -> Assignment:
    """End an assignment and begin another's on the same day, so that the place is never without.

    Raises:
        OverAlready: the assignment is over by that day.
        NotOnRoster, PeriodWrong, AssignedAlready, LoadTooHigh: as :func:`assign` says.
    """
    with audit.act(actor, "support.replace", at=at) as journal:
        before = locked_assignment(assignment_id, actor)
        if before.valid_to < entry.from_day:
            raise OverAlready(day=before.valid_to)
        if entry.from_day < before.valid_from:
            raise PeriodWrong(first=before.valid_from)
        if before.valid_to > entry.from_day:
            cut(before, entry.from_day, "", journal)
        return _begin(before.point, entry, actor, journal)


def end_assignment(
    assignment_id: int, *, from_day: date, reason: str, actor: Actor, at: datetime
) -> Assignment:
    """End an assignment early; the place then stands on the list of those without anybody.

    Raises:
        ReasonMissing: as said.
        OverAlready, PeriodWrong: the day lies outside its period.
    """
    reason = require_reason(reason)
    with audit.act(actor, "support.assignment.end", at=at) as journal:
        assignment = locked_assignment(assignment_id, actor)
        if assignment.valid_to <= from_day:
            raise OverAlready(day=assignment.valid_to)
        if from_day < assignment.valid_from:
            raise PeriodWrong(first=assignment.valid_from)
        cut(assignment, from_day, reason, journal)
        return assignment


def _begin(
    point: ContactPoint, entry: AssignmentEntry, actor: Actor, journal: audit.Journal
) -> Assignment:
    """Begin an assignment to a place that is locked."""
    instructor = locked_instructor(entry.instructor_id, actor, policy.VIEW)
    after = queries.day_after(entry.last_day)
    if entry.from_day < point.valid_from or entry.last_day < entry.from_day:
        raise PeriodWrong(first=point.valid_from)
    if point.valid_to is not None and after > point.valid_to:
        raise PeriodWrong(first=point.valid_from, field="last_day")
    if not _is_on_roster(instructor, entry.from_day, after):
        raise NotOnRoster
    same = Assignment.objects.filter(
        policy.held(), point=point, instructor=instructor, valid_to__gt=entry.from_day
    )
    if same.filter(valid_from__lt=after).exists():
        raise AssignedAlready
    reason = entry.load_reason.strip()
    limit = parameters.in_force(entry.from_day).whole("instructor.load")
    held = queries.count_load(instructor.pk, entry.from_day)
    if rules.is_over_load(held, limit) and not reason:
        raise LoadTooHigh(held=held, limit=limit)
    return journal.create(
        Assignment(
            instructor=instructor,
            point=point,
            valid_from=entry.from_day,
            valid_to=after,
            load_reason=reason if rules.is_over_load(held, limit) else "",
        )
    )


def _is_on_roster(instructor: Instructor, first: date, after: date) -> bool:
    ends = instructor.valid_to
    return instructor.valid_from <= first and (ends is None or after <= ends)
