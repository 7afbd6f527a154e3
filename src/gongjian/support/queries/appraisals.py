"""Appraisals of one instructor, for those whom they concern; there is no list of several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor

from .. import policy, rules
from ..models import Appraisal
from ..terms import AppraisalState, Verdict


@dataclass(frozen=True)
class AppraisalRow:
    """The appraisal of a year; ``events`` are the steps that the reader may take now."""

    id: int
    instructor_id: int
    year: int
    verdict: Verdict
    reason: str
    state: AppraisalState
    given_by: str
    last_day_to_object: date
    objection: str
    answered_by: str
    answer: str
    events: tuple[str, ...]

    def is_final(self, on: date) -> bool:
        """Tell whether it stands on a day."""
        if self.state == AppraisalState.GIVEN:
            return on > self.last_day_to_object
        return self.state == AppraisalState.ANSWERED


def appraisals_of(instructor_id: int, actor: Actor) -> tuple[AppraisalRow, ...]:
    """Return an instructor's appraisals that the actor may see, the last year's first."""
    found = _rows().filter(policy.appraisals(actor, policy.VIEW), instructor=instructor_id)
    return tuple(_row(each, actor) for each in found.order_by("-year"))


def get_appraisal(appraisal_id: int, actor: Actor) -> AppraisalRow:
    """Return an appraisal.

    Raises:
        NotVisible: there is none, or it is not for the actor to see.
    """
    visible = policy.appraisals(actor, policy.VIEW)
    return _row(fetch(_rows(), appraisal_id, allowed=visible, visible=visible), actor)


def _rows() -> QuerySet[Appraisal]:
    return Appraisal.objects.select_related("instructor", "given_by", "answered_by")


def _row(row: Appraisal, actor: Actor) -> AppraisalRow:
    last = row.final_on - timedelta(days=1)
    return AppraisalRow(
        id=row.pk,
        instructor_id=row.instructor_id,
        year=row.year,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        state=AppraisalState(row.state),
        given_by=row.given_by.name if row.given_by else "",
        last_day_to_object=last,
        objection=row.objection,
        answered_by=row.answered_by.name if row.answered_by else "",
        answer=row.answer,
        events=tuple(_events(row, actor, last)),
    )


def _events(row: Appraisal, actor: Actor, last: date) -> list[str]:
    is_own = row.instructor.person_id == actor.person_id
    mine = {
        "object": is_own and actor.may(policy.WRITE) and actor.on <= last,
        "answer": not is_own and row.given_by_id != actor.person_id and actor.may(policy.APPRAISE),
    }
    ahead = [edge.event for edge in rules.APPRAISAL_EDGES if edge.before == row.state]
    return [event for event in ahead if mine[event]]
