"""Writes of the exchange as JSON: one action each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from gongjian.kernel.schema import (
    REFUSALS,
    Done,
    Heads,
    IdempotencyKey,
    Key,
    Line,
    Note,
    Place,
    Skill,
    once,
)

from .. import actions
from ..terms import DeclineReason
from .root import router

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}


class NeedIn(Schema):
    """A need as it is raised."""

    unit_id: Key
    title: Line
    beneficiaries: Line
    heads: Heads
    starts_on: date
    ends_on: date
    skills: list[Skill] = []
    place: Place = ""
    training_required: bool = False
    note: Note = ""


class ClaimIn(Schema):
    """All or part of a need, for one's unit."""

    unit_id: Key
    heads: Heads
    resource_id: Key | None = None


class DeclineIn(Schema):
    """Why a match is declined."""

    reason: DeclineReason
    note: Note = ""


class TermsIn(Schema):
    """The terms of a service."""

    starts_at: datetime
    ends_at: datetime
    place: Line
    places: Heads
    liaison_id: Key
    training_required: bool = False


class DeliveredIn(Schema):
    """How many people came."""

    heads: Heads
    note: Note = ""


class WordsIn(Schema):
    """The requester's words."""

    note: Note = ""


@router.post("/needs", response=WRITES)
def raise_need(request: HttpRequest, body: NeedIn, key: IdempotencyKey = "") -> Any:
    """Raise a need for one's unit."""
    entry = actions.NeedEntry(**{**body.dict(), "skills": tuple(body.skills)})
    return once(request, key, lambda actor, at: actions.raise_need(entry, actor=actor, at=at).pk)


@router.post("/needs/{need_id}/verify", response=WRITES)
def verify_need(request: HttpRequest, need_id: Key, key: IdempotencyKey = "") -> Any:
    """Open a raised need, as the zone's host."""
    return once(request, key, lambda actor, at: actions.verify_need(need_id, actor=actor, at=at).pk)


@router.post("/needs/{need_id}/withdraw", response=WRITES)
def withdraw_need(request: HttpRequest, need_id: Key, key: IdempotencyKey = "") -> Any:
    """Withdraw a need that nobody has taken on."""
    return once(
        request, key, lambda actor, at: actions.withdraw_need(need_id, actor=actor, at=at).pk
    )


@router.post("/needs/{need_id}/claims", response=WRITES)
def claim(request: HttpRequest, need_id: Key, body: ClaimIn, key: IdempotencyKey = "") -> Any:
    """Claim all or part of a need."""
    return once(
        request,
        key,
        lambda actor, at: actions.claim(need_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/needs/{need_id}/proposals", response=WRITES)
def propose(request: HttpRequest, need_id: Key, body: ClaimIn, key: IdempotencyKey = "") -> Any:
    """Propose a unit for a need, as the zone's host."""
    return once(
        request,
        key,
        lambda actor, at: actions.propose(need_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/claims/{claim_id}/accept", response=WRITES)
def accept_proposal(request: HttpRequest, claim_id: Key, key: IdempotencyKey = "") -> Any:
    """Accept the host's proposal."""
    return once(
        request, key, lambda actor, at: actions.accept_proposal(claim_id, actor=actor, at=at).pk
    )


@router.post("/claims/{claim_id}/decline", response=WRITES)
def decline(request: HttpRequest, claim_id: Key, body: DeclineIn, key: IdempotencyKey = "") -> Any:
    """Decline a match with its reason."""
    return once(
        request,
        key,
        lambda actor, at: actions.decline(claim_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/claims/{claim_id}/terms", response=WRITES)
def draft_item(request: HttpRequest, claim_id: Key, body: TermsIn, key: IdempotencyKey = "") -> Any:
    """Propose the terms of a service."""
    terms = actions.ItemTerms(**body.dict())
    return once(
        request, key, lambda actor, at: actions.draft_item(claim_id, terms, actor=actor, at=at).pk
    )


@router.post("/items/{item_id}/agree", response=WRITES)
def agree_item(request: HttpRequest, item_id: Key, key: IdempotencyKey = "") -> Any:
    """Agree to the terms that the other side proposed."""
    return once(request, key, lambda actor, at: actions.agree_item(item_id, actor=actor, at=at).pk)


@router.post("/items/{item_id}/signups", response=WRITES)
def sign_up(request: HttpRequest, item_id: Key, key: IdempotencyKey = "") -> Any:
    """Take a place in a service for oneself."""
    return once(request, key, lambda actor, at: actions.sign_up(item_id, actor=actor, at=at).pk)


@router.post("/signups/{signup_id}/leave", response=WRITES)
def leave(request: HttpRequest, signup_id: Key, key: IdempotencyKey = "") -> Any:
    """Give one's place back."""
    return once(request, key, lambda actor, at: actions.leave(signup_id, actor=actor, at=at).pk)


@router.post("/items/{item_id}/deliver", response=WRITES)
def deliver_item(
    request: HttpRequest, item_id: Key, body: DeliveredIn, key: IdempotencyKey = ""
) -> Any:
    """Report a service as delivered; the requester is asked to confirm."""
    return once(
        request,
        key,
        lambda actor, at: actions.deliver_item(item_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/items/{item_id}/confirm", response=WRITES)
def confirm_item(
    request: HttpRequest, item_id: Key, body: WordsIn, key: IdempotencyKey = ""
) -> Any:
    """Confirm a delivered service, as the one who asked for it."""
    return once(
        request,
        key,
        lambda actor, at: actions.confirm_item(item_id, thanks=body.note, actor=actor, at=at).pk,
    )


@router.post("/items/{item_id}/missing", response=WRITES)
def say_missing(request: HttpRequest, item_id: Key, body: WordsIn, key: IdempotencyKey = "") -> Any:
    """Say what is missing, as the one who asked."""
    return once(
        request,
        key,
        lambda actor, at: actions.say_missing(item_id, note=body.note, actor=actor, at=at).pk,
    )
