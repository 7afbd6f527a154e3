"""One review: each item of the checklist, fine or with its finding, and what was learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor

from .. import policy
from ..models import Review
from ..terms import ReviewState, RoundState
from .findings import FindingRow, list_of_review


@dataclass(frozen=True)
class ReviewRow:
    """A review as a round shows it; the numbers count its findings."""

    id: int
    reviewer_id: int
    reviewer: str
    reviewed_id: int
    reviewed: str
    state: ReviewState
    visited_on: date | None
    findings: int
    undone: int


@dataclass(frozen=True)
class CheckLine:
    """An item of the checklist, and the finding at it: none means fine, once handed in."""

    item_id: int
    text: str
    finding: FindingRow | None


@dataclass(frozen=True)
class ReviewPage:
    """One review; ``may_make`` tells whether the reader hands it in now."""

    id: int
    round_id: int
    round: str
    starts_on: date
    ends_on: date
    reviewer: str
    reviewed: str
    reviewed_id: int
    state: ReviewState
    visited_on: date | None
    learned: str
    lines: tuple[CheckLine, ...]
    may_make: bool


def row_of(review: Any) -> ReviewRow:
    """Return a review as a round shows it; it carries ``found`` and ``undone``."""
    return ReviewRow(
        id=review.pk,
        reviewer_id=review.reviewer_id,
        reviewer=review.reviewer.name,
        reviewed_id=review.reviewed_id,
        reviewed=review.reviewed.name,
        state=ReviewState(review.state),
        visited_on=review.visited_on,
        findings=review.found,
        undone=review.undone,
    )


def get_review(review_id: int, actor: Actor) -> ReviewPage:
    """Return one review.

    Raises:
        NotVisible: there is none, or the actor is on neither side and not above.
    """
    seen = policy.reviews(actor, "review.view")
    rows = Review.objects.select_related("round", "reviewer", "reviewed")
    review = fetch(rows, review_id, allowed=seen, visible=seen)
    findings = {each.item_id: each for each in list_of_review(review.pk, actor.on)}
    items = review.round.items.order_by("number").values_list("pk", "text")
    mine = Review.objects.filter(policy.reviews(actor, "review.make"), pk=review.pk)
    is_open = review.state == ReviewState.ASSIGNED and review.round.state == RoundState.RUNNING
    return ReviewPage(
        id=review.pk,
        round_id=review.round_id,
        round=review.round.name,
        starts_on=review.round.starts_on,
        ends_on=review.round.ends_on,
        reviewer=review.reviewer.name,
        reviewed=review.reviewed.name,
        reviewed_id=review.reviewed_id,
        state=ReviewState(review.state),
        visited_on=review.visited_on,
        learned=review.learned,
        lines=tuple(CheckLine(pk, text, findings.get(pk)) for pk, text in items),
        may_make=is_open and mine.exists(),
    )
