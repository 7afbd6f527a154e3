"""Rounds of peer review: the list, one round with its pairs, and what others can learn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.states import open_events
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES
from gongjian.org.models import Placement
from gongjian.org.policy import on_day

from .. import policy, rules
from ..models import ChecklistItem, Review, Round
from ..terms import FindingState, ReviewState, RoundState
from .reviews import ReviewRow, row_of


@dataclass(frozen=True)
class RoundRow:
    """A round as the list shows it; the numbers count what the reader may open."""

    id: int
    name: str
    superior: str
    line: str
    starts_on: date
    ends_on: date
    state: RoundState
    reviews: int
    handed_in: int
    undone: int


@dataclass(frozen=True)
class RoundList:
    """One page of rounds, and how many there are on all pages."""

    rows: tuple[RoundRow, ...]
    total: int


@dataclass(frozen=True)
class Practice:
    """A practice worth copying, and where it was seen."""

    review_id: int
    unit: str
    words: str


@dataclass(frozen=True)
class RoundPage:
    """One round: what is looked at, who reviews whom, what is worth copying.

    A branch sees the two reviews that it is part of; practices are there for all of them.
    """

    row: RoundRow
    superior_id: int
    items: tuple[str, ...]
    reviews: tuple[ReviewRow, ...]
    practices: tuple[Practice, ...]
    may: frozenset[str]


@dataclass(frozen=True)
class Superior:
    """A unit with branches enough on a line for a round."""

    unit_id: int
    unit: str
    line: str
    branches: int


def _rounds(actor: Actor) -> QuerySet[Any]:
    """Return rounds, each counting the reviews and findings that the actor may open."""
    seen = Q(reviews__in=Review.objects.filter(policy.reviews(actor, "review.view")))
    handed_in = seen & Q(reviews__state=ReviewState.HANDED_IN)
    found = seen & Q(reviews__findings__isnull=False)
    undone = found & ~Q(reviews__findings__state=FindingState.CLOSED)
    return Round.objects.select_related("superior").annotate(
        all_reviews=Count("reviews", filter=seen, distinct=True),
        in_reviews=Count("reviews", filter=handed_in, distinct=True),
        undone=Count("reviews__findings", filter=undone, distinct=True),
    )


def list_rounds(actor: Actor, query: TableQuery) -> RoundList:
    """Return one page of the rounds in sight, the latest first."""
    found = _rounds(actor).filter(policy.rounds(actor, "review.view"))
    if query.text:
        found = found.filter(
            Q(name__icontains=query.text) | Q(superior__name__icontains=query.text)
        )
    if state := query.filters.get("state"):
        found = found.filter(state=state)
    page = found.order_by("-starts_on", "-pk")[query.rows]
    return RoundList(tuple(map(_row, page)), found.count())


def _row(each: Any) -> RoundRow:
    return RoundRow(
        id=each.pk,
        name=each.name,
        superior=each.superior.name,
        line=each.line,
        starts_on=each.starts_on,
        ends_on=each.ends_on,
        state=RoundState(each.state),
        reviews=each.all_reviews,
        handed_in=each.in_reviews,
        undone=each.undone,
    )


def get_round(round_id: int, actor: Actor) -> RoundPage:
    """Return one round.

    Raises:
        NotVisible: there is none, or the actor is not in it and not above it.
    """
    seen = policy.rounds(actor, "review.view")
    found = fetch(_rounds(actor), round_id, allowed=seen, visible=seen)
    reviews = Review.objects.filter(policy.reviews(actor, "review.view"), round=found)
    rows = reviews.select_related("reviewer", "reviewed").annotate(
        found=Count("findings"),
        undone=Count("findings", filter=~Q(findings__state=FindingState.CLOSED)),
    )
    learned = Review.objects.filter(round=found).exclude(learned="").select_related("reviewed")
    return RoundPage(
        row=_row(found),
        superior_id=found.superior_id,
        items=tuple(found.items.order_by("number").values_list("text", flat=True)),
        reviews=tuple(row_of(each) for each in rows.order_by("reviewer__name", "pk")),
        practices=tuple(
            Practice(each.pk, each.reviewed.name, each.learned)
            for each in learned.order_by("reviewed__name", "pk")
        ),
        may=_open_to(found, actor),
    )


def _open_to(found: Round, actor: Actor) -> frozenset[str]:
    led = Round.objects.filter(policy.rounds(actor, "review.lead"), pk=found.pk).exists()
    return open_events(rules.ROUND_EDGES, found.state, {"review.lead"} if led else ())


def list_superiors(actor: Actor) -> tuple[Superior, ...]:
    """Return the units in the actor's lead that have branches enough below them, by name."""
    types = [each.code for each in UNIT_TYPES.values() if each.kind == ORGANISATION]
    placed = Placement.objects.filter(
        on_day(actor.on),
        org_policy.units(actor, "review.lead", "parent_id"),
        unit__type__in=types,
        unit__closed_on__isnull=True,
    )
    groups = placed.values("parent_id", "parent__name", "line").annotate(branches=Count("pk"))
    enough = groups.filter(branches__gte=rules.LEAST_BRANCHES).order_by("parent__name", "line")
    return tuple(
        Superior(each["parent_id"], each["parent__name"], each["line"], each["branches"])
        for each in enough
    )


def last_checklist(actor: Actor) -> tuple[str, ...]:
    """Return the items of the latest round that the actor leads, to begin the next one with."""
    led = Round.objects.filter(policy.rounds(actor, "review.lead")).order_by("-pk")[:1]
    items = ChecklistItem.objects.filter(round__in=led.values("pk"))
    return tuple(items.order_by("number").values_list("text", flat=True))
