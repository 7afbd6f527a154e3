"""Organisational life as JSON: the pages' own reads, one action a write."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import (
    REFUSALS,
    Day,
    Done,
    IdempotencyKey,
    Key,
    Line,
    Note,
    Page,
    PageSize,
    Search,
    Text,
    actor_of,
    once,
)

from . import actions, queries
from .terms import LONGEST

router = Router(tags=["life"])

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}

Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")]


class MeetingIn(Schema):
    """A meeting as it is recorded; ``items`` are what of the plan it fulfils."""

    unit_id: Key
    name: Line
    activity: Code = ""
    held_on: Day
    minutes: Annotated[int, Field(ge=1, le=LONGEST)]
    text: Annotated[Text, Field(min_length=1)]
    present: list[Key] = []
    excused: list[Key] = []
    items: list[Key] = []


class YearPlanIn(Schema):
    """From which template the plan of which year is drawn."""

    template: Annotated[Code, Field(min_length=1)]
    year: Annotated[int, Field(ge=2000, le=2199)]


class LeftOutIn(Schema):
    """Why it is left out; what is optional needs no reason."""

    why: Annotated[Note, Field(max_length=200)] = ""


def _entry(body: MeetingIn) -> actions.MeetingEntry:
    lists = {name: tuple(getattr(body, name)) for name in ("present", "excused", "items")}
    return actions.MeetingEntry(**{**body.dict(), **lists})


@router.get("/life/branches", response={200: queries.LifeList, **REFUSALS})
def list_life(request: HttpRequest, q: Search = "", page: Page = 1, size: PageSize = 50) -> Any:
    """List the branches in reach with what should have its record this year, and what has."""
    actor = actor_of(request)
    if not actor.may("life.view"):
        raise Forbidden
    asked = TableQuery(page=page, per_page=size, text=q)
    return queries.list_branches(actor, asked, at=timezone.now())


@router.get("/life/branches/{unit_id}", response={200: queries.MonthPage, **REFUSALS})
def get_month(request: HttpRequest, unit_id: Key) -> Any:
    """Return what is due in a branch today, what has no record, and its last records."""
    return queries.get_month(unit_id, actor_of(request))


@router.get("/life/branches/{unit_id}/recording", response={200: queries.Recording, **REFUSALS})
def get_recording(request: HttpRequest, unit_id: Key) -> Any:
    """Return what a record is made from: the branch's people, what is open, the types."""
    return queries.get_recording(unit_id, actor_of(request))


@router.get("/life/meetings/{meeting_id}", response={200: queries.MeetingPage, **REFUSALS})
def get_meeting(request: HttpRequest, meeting_id: Key) -> Any:
    """Return one meeting with who took part."""
    return queries.get_meeting(meeting_id, actor_of(request))


@router.post("/life/branches/{unit_id}/plan", response=WRITES)
def draw_plan(
    request: HttpRequest, unit_id: Key, body: YearPlanIn, key: IdempotencyKey = ""
) -> Any:
    """Draw a branch's plan of a year; the answer's ``id`` is the branch's."""

    def perform(actor: Actor, at: Any) -> int:
        actions.draw_plans([unit_id], **body.dict(), actor=actor, at=at)
        return unit_id

    return once(request, key, perform)


@router.post("/life/meetings", response=WRITES)
def record_meeting(request: HttpRequest, body: MeetingIn, key: IdempotencyKey = "") -> Any:
    """Record what a branch held."""
    entry = _entry(body)
    return once(request, key, lambda actor, at: actions.record(entry, actor=actor, at=at).pk)


@router.post("/life/meetings/{meeting_id}", response=WRITES)
def change_meeting(
    request: HttpRequest, meeting_id: Key, body: MeetingIn, key: IdempotencyKey = ""
) -> Any:
    """Correct a record."""
    entry = _entry(body)
    return once(
        request,
        key,
        lambda actor, at: actions.change_record(meeting_id, entry, actor=actor, at=at).pk,
    )


@router.post("/life/items/{item_id}/leave-out", response=WRITES)
def leave_out(request: HttpRequest, item_id: Key, body: LeftOutIn, key: IdempotencyKey = "") -> Any:
    """Leave out something expected."""
    return once(
        request, key, lambda actor, at: actions.leave_out(item_id, body.why, actor=actor, at=at).pk
    )


@router.post("/life/items/{item_id}/take-up", response=WRITES)
def take_up(request: HttpRequest, item_id: Key, key: IdempotencyKey = "") -> Any:
    """Expect again what was left out."""
    return once(request, key, lambda actor, at: actions.take_up(item_id, actor=actor, at=at).pk)
