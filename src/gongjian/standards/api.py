"""Brands and peer review as JSON: the pages' own reads, one action a write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import (
    REFUSALS,
    Day,
    Done,
    IdempotencyKey,
    Key,
    Note,
    Page,
    PageSize,
    Search,
    Text,
    actor_of,
    once,
)

from . import actions, queries
from .terms import BrandState, FindingState, RoundState

router = Router(tags=["standards"])

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}

Words = Annotated[Note, Field(min_length=1)]


class BrandIn(Schema):
    """A unit's specialty and brand, and who looks after it."""

    name: Annotated[Note, Field(min_length=1, max_length=60)]
    duty: Annotated[Note, Field(min_length=1, max_length=200)]
    specialty: Words
    owner_id: Key


class BrandDayIn(Schema):
    """From which day something holds."""

    on: Day


class BrandReasonIn(Schema):
    """From which day something holds, and why."""

    on: Day
    words: Words


class SaidIn(Schema):
    """What one side says to the other."""

    words: Words


class ItemFindingIn(Schema):
    """What is to be mended at an item of the checklist."""

    item_id: Key
    words: Words


class ReviewIn(Schema):
    """What was seen at another branch; items without a finding were fine."""

    visited_on: Day
    findings: list[ItemFindingIn] = []
    learned: Annotated[Text, Field(max_length=1000)] = ""


def _asked(page: int, size: int, q: str, state: str | None) -> TableQuery:
    filters = {"state": state} if state else {}
    return TableQuery(page=page, per_page=size, text=q, filters=filters)


def _write(
    request: HttpRequest, key: str, act: Callable[..., Any], pk: int, **said: Any
) -> dict[str, int]:
    return once(request, key, lambda actor, at: act(pk, **said, actor=actor, at=at).pk)


@router.get("/brands", response={200: queries.BrandList, **REFUSALS})
def list_brands(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[BrandState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the brands of units in reach and those that are shown, by name."""
    actor = actor_of(request)
    if not actor.may("brand.view"):
        raise Forbidden
    return queries.list_brands(actor, _asked(page, size, q, state))


@router.get("/brands/{brand_id}", response={200: queries.BrandPage, **REFUSALS})
def get_brand(request: HttpRequest, brand_id: Key) -> Any:
    """Return one brand with its steps, and what the reader may do."""
    return queries.get_brand(brand_id, actor_of(request))


@router.post("/units/{unit_id}/brand", response=WRITES)
def propose_brand(
    request: HttpRequest, unit_id: Key, said: BrandIn, key: IdempotencyKey = ""
) -> Any:
    """Propose a unit's brand."""
    entry = actions.BrandEntry(unit_id=unit_id, **said.dict())
    return once(request, key, lambda actor, at: actions.propose(entry, actor=actor, at=at).pk)


@router.post("/brands/{brand_id}/guide", response=WRITES)
def guide_brand(request: HttpRequest, brand_id: Key, said: SaidIn, key: IdempotencyKey = "") -> Any:
    """Advise the branch in words."""
    return _write(request, key, actions.guide, brand_id, **said.dict())


@router.post("/brands/{brand_id}/approve", response=WRITES)
def approve_brand(
    request: HttpRequest, brand_id: Key, said: BrandDayIn, key: IdempotencyKey = ""
) -> Any:
    """Let a brand run from a day on."""
    return _write(request, key, actions.approve, brand_id, **said.dict())


@router.post("/brands/{brand_id}/show", response=WRITES)
def show_brand(
    request: HttpRequest, brand_id: Key, said: BrandDayIn, key: IdempotencyKey = ""
) -> Any:
    """Show a running brand in the matrix."""
    return _write(request, key, actions.show, brand_id, **said.dict())


@router.post("/brands/{brand_id}/take-down", response=WRITES)
def take_down_brand(
    request: HttpRequest, brand_id: Key, said: BrandReasonIn, key: IdempotencyKey = ""
) -> Any:
    """Show a brand no longer."""
    return _write(request, key, actions.take_down, brand_id, **said.dict())


@router.post("/brands/{brand_id}/renew", response=WRITES)
def renew_brand(
    request: HttpRequest, brand_id: Key, said: BrandReasonIn, key: IdempotencyKey = ""
) -> Any:
    """Renew a brand in force."""
    return _write(request, key, actions.renew, brand_id, **said.dict())


@router.post("/brands/{brand_id}/end", response=WRITES)
def end_brand(
    request: HttpRequest, brand_id: Key, said: BrandReasonIn, key: IdempotencyKey = ""
) -> Any:
    """End a brand in force."""
    return _write(request, key, actions.end, brand_id, **said.dict())


@router.post("/brands/{brand_id}/withdraw", response=WRITES)
def withdraw_brand(request: HttpRequest, brand_id: Key, key: IdempotencyKey = "") -> Any:
    """Withdraw a proposal."""
    return _write(request, key, actions.withdraw, brand_id)


@router.get("/rounds", response={200: queries.RoundList, **REFUSALS})
def list_rounds(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[RoundState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the rounds of peer review in sight, the latest first."""
    actor = actor_of(request)
    if not actor.may("review.view"):
        raise Forbidden
    return queries.list_rounds(actor, _asked(page, size, q, state))


@router.get("/rounds/{round_id}", response={200: queries.RoundPage, **REFUSALS})
def get_round(request: HttpRequest, round_id: Key) -> Any:
    """Return one round: who reviews whom, as far as the reader sees, and what is worth copying."""
    return queries.get_round(round_id, actor_of(request))


@router.post("/rounds/{round_id}/confirm", response=WRITES)
def confirm_round(request: HttpRequest, round_id: Key, key: IdempotencyKey = "") -> Any:
    """Confirm who reviews whom."""
    return _write(request, key, actions.confirm_round, round_id)


@router.get("/reviews/{review_id}", response={200: queries.ReviewPage, **REFUSALS})
def get_review(request: HttpRequest, review_id: Key) -> Any:
    """Return one review: each item fine or with its finding."""
    return queries.get_review(review_id, actor_of(request))


@router.post("/reviews/{review_id}/hand-in", response=WRITES)
def hand_in(request: HttpRequest, review_id: Key, said: ReviewIn, key: IdempotencyKey = "") -> Any:
    """Hand a review in."""
    findings = {each.item_id: each.words for each in said.findings}
    report = actions.Report(said.visited_on, findings, said.learned)
    return once(
        request, key, lambda actor, at: actions.hand_in(review_id, report, actor=actor, at=at).pk
    )


@router.get("/findings", response={200: queries.FindingList, **REFUSALS})
def list_findings(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[FindingState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the findings of peer reviews in sight, those due first."""
    actor = actor_of(request)
    if not actor.may("review.view"):
        raise Forbidden
    return queries.list_findings(actor, _asked(page, size, q, state))


@router.get("/findings/{finding_id}", response={200: queries.FindingPage, **REFUSALS})
def get_finding(request: HttpRequest, finding_id: Key) -> Any:
    """Return one finding with what was said, and what the reader may do."""
    return queries.get_finding(finding_id, actor_of(request))


@router.post("/findings/{finding_id}/answer", response=WRITES)
def answer_finding(
    request: HttpRequest, finding_id: Key, said: SaidIn, key: IdempotencyKey = ""
) -> Any:
    """Say what was done about a finding."""
    return _write(request, key, actions.answer, finding_id, **said.dict())


@router.post("/findings/{finding_id}/close", response=WRITES)
def close_finding(request: HttpRequest, finding_id: Key, key: IdempotencyKey = "") -> Any:
    """Call a finding done."""
    return _write(request, key, actions.close, finding_id)


@router.post("/findings/{finding_id}/ask-again", response=WRITES)
def ask_again(request: HttpRequest, finding_id: Key, said: SaidIn, key: IdempotencyKey = "") -> Any:
    """Say what is still missing."""
    return _write(request, key, actions.ask_again, finding_id, **said.dict())


@router.post("/findings/{finding_id}/reopen", response=WRITES)
def reopen_finding(
    request: HttpRequest, finding_id: Key, said: SaidIn, key: IdempotencyKey = ""
) -> Any:
    """Open a finding again."""
    return _write(request, key, actions.reopen, finding_id, **said.dict())
