"""Proposals to set up organisations as JSON: the pages' own reads, one action a write."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import (
    REFUSALS,
    Done,
    IdempotencyKey,
    Key,
    Line,
    Note,
    Page,
    PageSize,
    Search,
    actor_of,
    once,
)

from . import actions, queries
from .terms import CaseState

router = Router(tags=["formation"])

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}


class DecisionIn(Schema):
    """The document by which the superior approves."""

    document: Line


class ReturnIn(Schema):
    """What has to change before it is proposed again."""

    why: Annotated[Note, Field(min_length=1)]


class FoundIn(Schema):
    """From which day the organisation exists."""

    on: date


@router.get("/formation", response={200: queries.CaseList, **REFUSALS})
def list_cases(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[CaseState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the proposals within reach, the latest first."""
    actor = actor_of(request)
    if not actor.may("formation.view"):
        raise Forbidden
    filters = {"state": state.value} if state else {}
    return queries.list_cases(actor, TableQuery(page=page, per_page=size, text=q, filters=filters))


@router.get("/formation/{case_id}", response={200: queries.CasePage, **REFUSALS})
def get_case(request: HttpRequest, case_id: Key) -> Any:
    """Return one proposal, what the rules say of it today, and what the reader may do."""
    return queries.get_case(case_id, actor_of(request))


@router.post("/formation/{case_id}/approve", response=WRITES)
def approve(request: HttpRequest, case_id: Key, said: DecisionIn, key: IdempotencyKey = "") -> Any:
    """Approve a proposal."""
    return once(
        request,
        key,
        lambda actor, at: actions.approve(case_id, document=said.document, actor=actor, at=at).pk,
    )


@router.post("/formation/{case_id}/return", response=WRITES)
def return_case(
    request: HttpRequest, case_id: Key, said: ReturnIn, key: IdempotencyKey = ""
) -> Any:
    """Return a proposal."""
    return once(
        request,
        key,
        lambda actor, at: actions.return_case(case_id, why=said.why, actor=actor, at=at).pk,
    )


@router.post("/formation/{case_id}/withdraw", response=WRITES)
def withdraw(request: HttpRequest, case_id: Key, key: IdempotencyKey = "") -> Any:
    """Withdraw a proposal."""
    return once(request, key, lambda actor, at: actions.withdraw(case_id, actor=actor, at=at).pk)


@router.post("/formation/{case_id}/found", response=WRITES)
def found(request: HttpRequest, case_id: Key, said: FoundIn, key: IdempotencyKey = "") -> Any:
    """Found an approved organisation from a day on."""
    return once(
        request,
        key,
        lambda actor, at: actions.found(case_id, on=said.on, actor=actor, at=at).pk,
    )
