"""Findings: the list with what is overdue, and one finding with what was said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.states import open_events

from .. import policy, rules
from ..models import Finding
from ..terms import FindingState

OVERDUE = "overdue"
"""The value of the list's filter for findings whose answer is late."""


@dataclass(frozen=True)
class FindingRow:
    """A finding as lists show it."""

    id: int
    item_id: int
    item: str
    words: str
    reviewed: str
    reviewer: str
    state: FindingState
    due_on: date
    is_overdue: bool


@dataclass(frozen=True)
class FindingList:
    """One page of findings, and how many there are on all pages."""

    rows: tuple[FindingRow, ...]
    total: int


@dataclass(frozen=True)
class Said:
    """What was said about a finding, by whom."""

    event: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class FindingPage:
    """One finding, what was said, the latest first, and what the reader may do now."""

    row: FindingRow
    review_id: int
    round_id: int
    round: str
    said: tuple[Said, ...]
    may: frozenset[str]


def _findings() -> QuerySet[Finding]:
    return Finding.objects.select_related("item", "review__reviewed", "review__reviewer")


def list_findings(actor: Actor, query: TableQuery) -> FindingList:
    """Return one page of the findings in sight, those due first."""
    found = _findings().filter(policy.findings(actor, "review.view"))
    if query.text:
        found = found.filter(words__icontains=query.text)
    chosen = query.filters.get("state")
    if chosen == OVERDUE:
        found = found.filter(state=FindingState.OPEN, due_on__lt=actor.on)
    elif chosen:
        found = found.filter(state=chosen)
    page = found.order_by("due_on", "pk")[query.rows]
    return FindingList(tuple(_row(each, actor.on) for each in page), found.count())


def list_of_review(review_id: int, on: date) -> tuple[FindingRow, ...]:
    """Return the findings of one review."""
    return tuple(_row(each, on) for each in _findings().filter(review=review_id))


def _row(finding: Finding, on: date) -> FindingRow:
    state = FindingState(finding.state)
    return FindingRow(
        id=finding.pk,
        item_id=finding.item_id,
        item=finding.item.text,
        words=finding.words,
        reviewed=finding.review.reviewed.name,
        reviewer=finding.review.reviewer.name,
        state=state,
        due_on=finding.due_on,
        is_overdue=rules.is_overdue(state, finding.due_on, on),
    )


def get_finding(finding_id: int, actor: Actor) -> FindingPage:
    """Return one finding.

    Raises:
        NotVisible: there is none, or the actor is on neither side and not above.
    """
    seen = policy.findings(actor, "review.view")
    rows = _findings().select_related("review__round")
    finding = fetch(rows, finding_id, allowed=seen, visible=seen)
    steps = finding.steps.select_related("by").order_by("-at", "-pk")
    return FindingPage(
        row=_row(finding, actor.on),
        review_id=finding.review_id,
        round_id=finding.review.round_id,
        round=finding.review.round.name,
        said=tuple(
            Said(step.event, step.words, step.by.name if step.by else "", step.at) for step in steps
        ),
        may=_open_to(finding, actor),
    )


def _open_to(finding: Finding, actor: Actor) -> frozenset[str]:
    own = Finding.objects.filter(pk=finding.pk)
    held = {
        permission
        for permission in ("review.make", "review.answer")
        if own.filter(policy.findings(actor, permission)).exists()
    }
    return open_events(rules.FINDING_EDGES, finding.state, held)
