"""Contact points, assignments and visits as JSON: the pages' own reads, one action a write."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

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
    actor_of,
    once,
)

from . import actions, queries, rules
from .terms import IssueKind, PlaceKind, PointStanding, VisitAct

router = Router(tags=["support"])

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}


class AssignmentIn(Schema):
    """Who looks after a place, from the first to the last day; why, where the load is high."""

    instructor_id: Key
    from_day: Day
    last_day: Day
    load_reason: Note = ""

    def entry(self) -> actions.AssignmentEntry:
        return actions.AssignmentEntry(**self.dict())


class AssignmentEndIn(Schema):
    """From which day nobody looks after a place any more, and why."""

    from_day: Day
    reason: Note


class IssueIn(Schema):
    """An issue found on a visit."""

    kind: IssueKind
    text: Annotated[Note, Field(min_length=1, max_length=300)]


class VisitIn(Schema):
    """A visit note; ``key`` is made where it is written, and marks it wherever it is sent from."""

    key: UUID
    point_id: Key
    visited_on: Day
    done: list[VisitAct] = []
    text: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    issues: Annotated[list[IssueIn], Field(max_length=20)] = []

    def entry(self) -> actions.VisitEntry:
        done = tuple(sorted({each.value for each in self.done}))
        found = tuple((each.kind.value, each.text) for each in self.issues)
        return actions.VisitEntry(
            self.key, self.point_id, self.visited_on, rules.Note(done, self.text, found)
        )


class SettledIn(Schema):
    """How an issue was settled."""

    how: Annotated[Note, Field(max_length=300)]


def _viewer(request: HttpRequest) -> Any:
    actor = actor_of(request)
    if not actor.may("instructor.view"):
        raise Forbidden
    return actor


@router.get("/instructors", response={200: queries.InstructorList, **REFUSALS})
def list_instructors(
    request: HttpRequest, q: Search = "", page: Page = 1, size: PageSize = 50
) -> Any:
    """List the roster in reach by name; no order but that, and no grades."""
    asked = TableQuery(page=page, per_page=size, text=q)
    return queries.list_instructors(_viewer(request), asked)


@router.get("/contact-points", response={200: queries.PointList, **REFUSALS})
def list_points(
    request: HttpRequest,
    q: Search = "",
    standing: Annotated[PointStanding | None, Query()] = None,
    kind: Annotated[PlaceKind | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the contact points in reach with who looks after each; ``none`` are vacant."""
    chosen = {"standing": standing, "kind": kind}
    filters = {name: each.value for name, each in chosen.items() if each}
    asked = TableQuery(page=page, per_page=size, text=q, filters=filters)
    return queries.list_points(_viewer(request), asked)


@router.get("/contact-points/{point_id}", response={200: queries.PointPage, **REFUSALS})
def get_point(request: HttpRequest, point_id: Key) -> Any:
    """Return a contact point with who looked after it when, and the last notes."""
    return queries.get_point(point_id, actor_of(request))


@router.post("/contact-points/{point_id}/assignments", response=WRITES)
def assign(
    request: HttpRequest, point_id: Key, body: AssignmentIn, idempotency: IdempotencyKey = ""
) -> Any:
    """Let an instructor look after a place for a period."""
    return once(
        request,
        idempotency,
        lambda actor, at: actions.assign(point_id, body.entry(), actor=actor, at=at).pk,
    )


@router.post("/assignments/{assignment_id}/replacement", response=WRITES)
def replace(
    request: HttpRequest, assignment_id: Key, body: AssignmentIn, idempotency: IdempotencyKey = ""
) -> Any:
    """End an assignment and begin another's on the same day."""
    return once(
        request,
        idempotency,
        lambda actor, at: actions.replace(assignment_id, body.entry(), actor=actor, at=at).pk,
    )


@router.post("/assignments/{assignment_id}/end", response=WRITES)
def end_assignment(
    request: HttpRequest,
    assignment_id: Key,
    body: AssignmentEndIn,
    idempotency: IdempotencyKey = "",
) -> Any:
    """End an assignment with nobody after it."""
    return once(
        request,
        idempotency,
        lambda actor, at: (
            actions.end_assignment(assignment_id, **body.dict(), actor=actor, at=at).pk
        ),
    )


@router.get("/my/places", response={200: queries.MyPlaces, **REFUSALS})
def my_places(request: HttpRequest) -> Any:
    """Return the places that one looks after, what is due first."""
    actor = actor_of(request)
    if not actor.may("visit.write"):
        raise Forbidden
    return queries.get_my_places(actor)


@router.get("/visits", response={200: queries.VisitList, **REFUSALS})
def list_visits(request: HttpRequest, q: Search = "", page: Page = 1, size: PageSize = 50) -> Any:
    """List the visit notes in reach, the last first."""
    actor = actor_of(request)
    if not (actor.may("instructor.view") or actor.may("visit.write")):
        raise Forbidden
    return queries.list_visits(actor, TableQuery(page=page, per_page=size, text=q))


@router.get("/visits/{visit_id}", response={200: queries.VisitPage, **REFUSALS})
def get_visit(request: HttpRequest, visit_id: Key) -> Any:
    """Return a visit note with the issues found."""
    return queries.get_visit(visit_id, actor_of(request))


@router.post("/visits", response=WRITES)
def record_visit(request: HttpRequest, body: VisitIn, idempotency: IdempotencyKey = "") -> Any:
    """Record a note of one's own visit; the same ``key`` is the same note."""
    if not actor_of(request).may("visit.write"):
        raise Forbidden
    return once(
        request,
        idempotency,
        lambda actor, at: actions.record_visit(body.entry(), actor=actor, at=at)[0].pk,
    )


@router.post("/visits/issues/{issue_id}/close", response=WRITES)
def close_issue(
    request: HttpRequest, issue_id: Key, body: SettledIn, idempotency: IdempotencyKey = ""
) -> Any:
    """Say that an issue is done, and how; for whoever raised it."""
    return once(
        request,
        idempotency,
        lambda actor, at: actions.close_finding(issue_id, body.how, actor=actor, at=at).pk,
    )
