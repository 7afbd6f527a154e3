"""Handing in a review: for each item fine or a finding in words, and what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.kernel.states import StepNotPossible, require_step

from .. import policy, rules
from ..models import Finding, FindingStep, Review
from ..terms import FindingState, ReviewState, RoundState


class DayOutside(DomainError):
    code = "review_day"
    message = _("Choose a day from %(first)s to %(last)s.")
    field = "visited_on"


class UnknownItem(DomainError):
    code = "review_item"
    message = _("This item is not on the round's checklist. Open the page again.")


@dataclass(frozen=True)
class Report:
    """What a branch saw at another: the day, findings by item, a practice worth copying.

    Items without a finding were fine.
    """

    visited_on: date
    findings: Mapping[int, str] = field(default_factory=dict)
    learned: str = ""


def hand_in(review_id: int, report: Report, *, actor: Actor, at: datetime) -> Review:
    """Hand in a review; each finding then waits for the branch reviewed, until a day.

    Raises:
        NotVisible, Forbidden: the review is not the actor's to make.
        StepNotPossible: it is handed in already.
        DayOutside: the visit was before the round or is ahead.
        UnknownItem: a finding is at no item of the round.
    """
    with audit.act(actor, "standards.review.hand_in", at=at) as journal:
        review = _locked(review_id, actor)
        today = timezone.localdate(at)
        first = min(review.round.starts_on, today)
        if not first <= report.visited_on <= today:
            raise DayOutside(first=first.isoformat(), last=today.isoformat())
        known = set(review.round.items.values_list("pk", flat=True))
        if not set(report.findings) <= known:
            raise UnknownItem
        review.state = ReviewState.HANDED_IN
        review.visited_on, review.learned = report.visited_on, report.learned.strip()
        review.handed_in_at, review.handed_in_by_id = at, actor.person_id
        journal.save(review)
        _raise(journal, review, report.findings, actor, at)
        return review


def _locked(review_id: int, actor: Actor) -> Review:
    review = fetch(
        Review.objects.select_related("round"),
        review_id,
        allowed=policy.reviews(actor, "review.make"),
        visible=policy.reviews(actor, "review.view"),
        lock=True,
    )
    if review.round.state != RoundState.RUNNING:
        raise StepNotPossible(state=review.round.get_state_display())
    require_step(rules.REVIEW_EDGES, review.state, review.get_state_display(), "hand in")
    return review


def _raise(
    journal: audit.Journal,
    review: Review,
    findings: Mapping[int, str],
    actor: Actor,
    at: datetime,
) -> None:
    due_on = answer_due(timezone.localdate(at))
    raised = journal.create_many(
        [
            Finding(review=review, item_id=pk, words=words.strip(), due_on=due_on, raised_at=at)
            for pk, words in sorted(findings.items())
            if words.strip()
        ]
    )
    journal.create_many(
        [
            FindingStep(
                finding=finding,
                event="raise",
                state=FindingState.OPEN,
                words=finding.words,
                by_id=actor.person_id,
                at=at,
            )
            for finding in raised
        ]
    )


def answer_due(day: date) -> date:
    """Return the day by which what is raised on a day is to be answered."""
    return day + timedelta(days=parameters.in_force(day).whole("review.answer_days"))
