"""Loading instructors, places and assignments for a write: in scope, and locked in one order.

First the place, then the instructor, then the assignment.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError

from .. import policy
from ..models import Appraisal, Assignment, ContactPoint, Finding, Instructor


class ReasonMissing(DomainError):
    code = "support_reason_missing"
    message = _("Write why.")
    field = "reason"


def require_reason(reason: str) -> str:
    """Return a reason in words.

    Raises:
        ReasonMissing: it is empty.
    """
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def locked_instructor(instructor_id: int, actor: Actor, permission: str) -> Instructor:
    """Return somebody on the roster for a write."""
    return fetch(
        Instructor.objects.all(),
        instructor_id,
        allowed=policy.instructors(actor, permission),
        visible=policy.instructors(actor, policy.VIEW),
        lock=True,
    )


def locked_point(point_id: int, actor: Actor) -> ContactPoint:
    """Return a place for a write."""
    return fetch(
        ContactPoint.objects.all(),
        point_id,
        allowed=policy.points(actor, policy.EDIT),
        visible=policy.points(actor, policy.VIEW),
        lock=True,
    )


def locked_assignment(assignment_id: int, actor: Actor) -> Assignment:
    """Return an assignment for a write, its place locked before."""
    list(ContactPoint.objects.select_for_update().filter(assignments=assignment_id))
    return fetch(
        Assignment.objects.all(),
        assignment_id,
        allowed=policy.assignments(actor, policy.EDIT),
        visible=policy.assignments(actor, policy.VIEW),
        lock=True,
    )


def locked_appraisal(appraisal_id: int, actor: Actor, permission: str) -> Appraisal:
    """Return an appraisal for a write."""
    return fetch(
        Appraisal.objects.all(),
        appraisal_id,
        allowed=policy.appraisals(actor, permission),
        visible=policy.appraisals(actor, policy.VIEW),
        lock=True,
    )


def locked_finding(finding_id: int, actor: Actor) -> Finding:
    """Return an issue for a write by who raised it."""
    return fetch(
        Finding.objects.all(),
        finding_id,
        allowed=policy.findings(actor, policy.WRITE),
        visible=policy.findings(actor, policy.VIEW),
        lock=True,
    )


def cut(assignment: Assignment, day: date, why: str, journal: audit.Journal) -> None:
    """End an assignment on a day; one that begins later never holds."""
    assignment.valid_to = max(day, assignment.valid_from)
    assignment.ended_why = why
    journal.save(assignment, "valid_to", "ended_why")
