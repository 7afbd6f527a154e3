"""Putting members on the roster of instructors, and letting them leave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, NotVisible
from gongjian.members import actions as members
from gongjian.members.models import Membership, Person
from gongjian.org import actions as org
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, queries
from ..models import Assignment, Instructor
from ..terms import ROLE
from .access import cut, locked_instructor, require_reason


class NotFound(DomainError):
    code = "instructor_not_found"
    message = _("No member of this name is within your reach. Write the full name.")
    field = "person"


class SeveralFound(DomainError):
    code = "instructor_several"
    message = _(
        "Several members have this name. Add a space and the last four digits of the number."
    )
    field = "person"


class NotFormal(DomainError):
    code = "instructor_not_formal"
    message = _("Only formal members are sent as instructors. Choose somebody else.")
    field = "person"


class NotWilling(DomainError):
    code = "instructor_not_willing"
    message = _("They say that they are willing before they begin, and not on a day to come.")
    field = "willing_on"


class OnRosterAlready(Conflict):
    code = "instructor_on_roster"
    message = _("This person is on the roster already.")
    field = "person"


class LeavesTooEarly(DomainError):
    code = "instructor_leaves_too_early"
    message = _("They began on %(day)s. Choose a later day, if they have not left already.")
    field = "from_day"


@dataclass(frozen=True)
class RosterEntry:
    """Who is sent by which unit from when; when they said they are willing, who agreed how."""

    person_id: int
    unit_id: int
    from_day: date
    willing_on: date
    document: str


def put_on_roster(entry: RosterEntry, *, actor: Actor, at: datetime) -> Instructor:
    """Put a formal member on the roster, and give them the role that writes notes.

    Raises:
        NotVisible, Forbidden: the unit or the person is out of reach.
        DocumentMissing: the sending unit's agreement is not named.
        NotFormal, NotWilling, OnRosterAlready: as they say.
    """
    document = org.require_document(entry.document)
    with audit.act(actor, "support.roster.put", at=at) as journal:
        unit = fetch(
            Unit.objects.filter(closed_on__isnull=True),
            entry.unit_id,
            allowed=org_policy.scope(actor, policy.EDIT),
            visible=org_policy.scope(actor, policy.VIEW),
        )
        person = _locked_person(entry.person_id, actor)
        membership = getattr(person, "membership", None)
        if membership is None or not _is_formal(membership, entry.from_day):
            raise NotFormal
        if entry.willing_on > min(entry.from_day, timezone.localdate(at)):
            raise NotWilling
        running = Q(valid_to__isnull=True) | Q(valid_to__gt=entry.from_day)
        if Instructor.objects.filter(running, person=person).exists():
            raise OnRosterAlready
        members.let_serve(person.pk, ROLE, unit.pk, from_day=entry.from_day, actor=actor, at=at)
        return journal.create(
            Instructor(
                person=person,
                unit=unit,
                willing_on=entry.willing_on,
                document=document,
                valid_from=entry.from_day,
            )
        )


def _locked_person(person_id: int, actor: Actor) -> Person:
    person = queries.candidates(actor).select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    return person


def _is_formal(membership: Membership, day: date) -> bool:
    since, ended = membership.formal_since, membership.ended_on
    return since is not None and since <= day and (ended is None or ended > day)


def leave_roster(
    instructor_id: int, *, from_day: date, reason: str, actor: Actor, at: datetime
) -> Instructor:
    """Let somebody leave the roster: their assignments end on that day, and stand as vacant.

    Raises:
        ReasonMissing: as said.
        LeavesTooEarly: they began later than that, or have left already.
    """
    reason = require_reason(reason)
    with audit.act(actor, "support.roster.leave", at=at) as journal:
        instructor = locked_instructor(instructor_id, actor, policy.EDIT)
        if instructor.valid_to is not None or from_day <= instructor.valid_from:
            raise LeavesTooEarly(day=instructor.valid_from)
        running = Assignment.objects.select_for_update().filter(
            instructor=instructor, valid_to__gt=from_day
        )
        for assignment in running.order_by("pk"):
            cut(assignment, from_day, reason, journal)
        instructor.valid_to = from_day
        members.let_go(
            instructor.person_id, ROLE, instructor.unit_id, on=from_day, actor=actor, at=at
        )
        return journal.save(instructor, "valid_to")
