"""The yearly appraisal: given with a reason, seen by who it is about, answered by another (G5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.kernel.states import require_step

from .. import policy, rules
from ..models import Appraisal
from ..terms import AppraisalState, Verdict
from .access import locked_appraisal, locked_instructor, require_reason


class YearToCome(DomainError):
    code = "appraisal_year"
    message = _("Appraise a year in which this person was on the roster, and not one to come.")
    field = "year"


class AlreadyAppraised(Conflict):
    code = "appraisal_given"
    message = _("%(year)d has its appraisal already.")
    field = "year"


class OfOneself(Forbidden):
    code = "appraisal_of_oneself"
    message = _("Nobody appraises themselves.")


class TooLateToObject(DomainError):
    code = "appraisal_final"
    message = _("Objections were possible until %(day)s.")


class SomebodyElse(Forbidden):
    code = "appraisal_somebody_else"
    message = _("Somebody else than who appraised answers an objection.")


@dataclass(frozen=True)
class AppraisalEntry:
    """The grade of a year, and why."""

    year: int
    verdict: Verdict
    reason: str


def appraise(instructor_id: int, entry: AppraisalEntry, *, actor: Actor, at: datetime) -> Appraisal:
    """Appraise an instructor's year; they see it at once and may object for some days.

    Raises:
        NotVisible, Forbidden: it is not for the actor to do.
        OfOneself, YearToCome, AlreadyAppraised, ReasonMissing: as they say.
    """
    reason = require_reason(entry.reason)
    today = timezone.localdate(at)
    with audit.act(actor, "support.appraise", at=at) as journal:
        instructor = locked_instructor(instructor_id, actor, policy.APPRAISE)
        if instructor.person_id == actor.person_id:
            raise OfOneself
        last = (instructor.valid_to or today) - timedelta(days=1)
        if not instructor.valid_from.year <= entry.year <= min(today.year, last.year):
            raise YearToCome
        if Appraisal.objects.filter(instructor=instructor, year=entry.year).exists():
            raise AlreadyAppraised(year=entry.year)
        days = parameters.in_force(today).whole("instructor.objection_days")
        return journal.create(
            Appraisal(
                instructor=instructor,
                year=entry.year,
                verdict=entry.verdict,
                reason=reason,
                given_by_id=actor.person_id,
                given_at=at,
                final_on=rules.last_day_to_object(today, days) + timedelta(days=1),
            )
        )


def object_to(appraisal_id: int, reason: str, *, actor: Actor, at: datetime) -> Appraisal:
    """Object to one's own appraisal.

    Raises:
        ReasonMissing, TooLateToObject, StepNotPossible: as they say.
    """
    reason = require_reason(reason)
    with audit.act(actor, "support.appraisal.object", at=at) as journal:
        appraisal = _step(appraisal_id, "object", actor, policy.WRITE)
        if timezone.localdate(at) >= appraisal.final_on:
            raise TooLateToObject(day=_day_before(appraisal.final_on))
        appraisal.objection, appraisal.state = reason, AppraisalState.OBJECTED
        return journal.save(appraisal, "objection", "state")


def answer_objection(
    appraisal_id: int, *, verdict: Verdict, reason: str, actor: Actor, at: datetime
) -> Appraisal:
    """Answer an objection with the grade that stands and why; not by who appraised.

    Raises:
        SomebodyElse, ReasonMissing, StepNotPossible: as they say.
    """
    reason = require_reason(reason)
    with audit.act(actor, "support.appraisal.answer", at=at) as journal:
        appraisal = _step(appraisal_id, "answer", actor, policy.APPRAISE)
        if actor.person_id is not None and appraisal.given_by_id == actor.person_id:
            raise SomebodyElse
        appraisal.verdict, appraisal.answer = verdict, reason
        appraisal.answered_by_id = actor.person_id
        appraisal.state = AppraisalState.ANSWERED
        return journal.save(appraisal, "verdict", "answer", "answered_by", "state")


def _step(appraisal_id: int, event: str, actor: Actor, permission: str) -> Appraisal:
    appraisal = locked_appraisal(appraisal_id, actor, permission)
    label = appraisal.get_state_display()
    require_step(rules.APPRAISAL_EDGES, appraisal.state, label, event)
    return appraisal


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
