"""Re-organisations and responsibilities as JSON: the pages' own reads, one action a write.

A re-organisation is prepared, rehearsed and applied in the pages, where its effect is read first.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import (
    REFUSALS,
    Day,
    Document,
    Done,
    IdempotencyKey,
    Key,
    Page,
    PageSize,
    Search,
    actor_of,
    once,
)
from gongjian.members import actions as members
from gongjian.org import actions as org

from . import actions, queries
from .terms import ReorganisationState, VacancyKind

router = Router(tags=["structure"])

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}

Code = Annotated[str, Field(min_length=2, max_length=12, pattern=r"^[0-9]*$")]
Within = Annotated[str, Query(max_length=12, pattern=r"^[0-9]*$")]
LineCode = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9_]*$")]


class DutyIn(Schema):
    """Which unit is responsible for which place on which line."""

    unit_id: Key
    line: LineCode
    territory: Code
    from_day: Day
    document: Document


class HandOverIn(Schema):
    """To which unit a responsibility goes, and whether the person in charge goes along."""

    to_unit_id: Key
    from_day: Day
    document: Document
    person_goes_along: bool = False


class ChargeIn(Schema):
    """Who is put in charge of a responsibility."""

    person_id: Key
    from_day: Day
    document: Document


class EndDutyIn(Schema):
    """On which day a responsibility ends, by which document."""

    on: Day
    document: Document


@router.get("/reorganisations", response={200: queries.ReorganisationRows, **REFUSALS})
def list_reorganisations(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[ReorganisationState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the re-organisations of the authorities in reach, the latest first."""
    filters = {"state": state.value} if state else {}
    asked = TableQuery(page=page, per_page=size, text=q, filters=filters)
    return queries.list_reorganisations(actor_of(request), asked)


@router.get(
    "/reorganisations/{reorganisation_id}", response={200: queries.ReorganisationPage, **REFUSALS}
)
def get_reorganisation(request: HttpRequest, reorganisation_id: Key) -> Any:
    """Return a re-organisation with its changes in words."""
    return queries.get_reorganisation(reorganisation_id, actor_of(request))


@router.get("/responsibilities", response={200: queries.MatrixPage, **REFUSALS})
def list_duties(
    request: HttpRequest,
    q: Search = "",
    within: Within = "",
    on: Day | None = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the places in reach with who answers for them on each line, on a day."""
    actor, rows = actor_of(request), TableQuery(page=page, per_page=size).rows
    return queries.get_matrix(actor, on=on or actor.on, within=within, text=q, rows=rows)


@router.get("/responsibilities/vacant", response={200: queries.VacancyPage, **REFUSALS})
def list_vacant(
    request: HttpRequest,
    kind: Annotated[VacancyKind | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List what is vacant in reach today, with how many there are of each kind."""
    actor, rows = actor_of(request), TableQuery(page=page, per_page=size).rows
    if not actor.may("unit.view"):
        raise Forbidden
    return queries.page_vacancies(actor.on, actor, kind.value if kind else "", rows)


@router.get("/responsibilities/places/{code}", response={200: queries.PlacePage, **REFUSALS})
def get_place(request: HttpRequest, code: Code) -> Any:
    """Return who has been responsible for a place, hand-over by hand-over."""
    return queries.get_place(code, actor_of(request))


@router.post("/responsibilities", response=WRITES)
def assign(request: HttpRequest, body: DutyIn, key: IdempotencyKey = "") -> Any:
    """Make a unit responsible for a place."""
    return once(request, key, lambda actor, at: org.assign(**body.dict(), actor=actor, at=at).pk)


@router.post("/responsibilities/{duty_id}/hand-over", response=WRITES)
def hand_over(
    request: HttpRequest, duty_id: Key, body: HandOverIn, key: IdempotencyKey = ""
) -> Any:
    """Hand a responsibility over to another unit, without a day between."""
    return once(
        request,
        key,
        lambda actor, at: actions.hand_over(duty_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/responsibilities/{duty_id}/charge", response=WRITES)
def put_in_charge(
    request: HttpRequest, duty_id: Key, body: ChargeIn, key: IdempotencyKey = ""
) -> Any:
    """Put a person in charge of a responsibility."""
    return once(
        request,
        key,
        lambda actor, at: members.put_in_charge(duty_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/responsibilities/{duty_id}/relieve", response=WRITES)
def end_charge(
    request: HttpRequest, duty_id: Key, body: EndDutyIn, key: IdempotencyKey = ""
) -> Any:
    """Relieve who is in charge, without a successor; ``id`` is the responsibility's."""

    def perform(actor: Actor, at: Any) -> int:
        members.end_charge(duty_id, **body.dict(), actor=actor, at=at)
        return duty_id

    return once(request, key, perform)


@router.post("/responsibilities/{duty_id}/end", response=WRITES)
def end_duty(request: HttpRequest, duty_id: Key, body: EndDutyIn, key: IdempotencyKey = "") -> Any:
    """End a responsibility without a successor, with its charge."""
    return once(
        request,
        key,
        lambda actor, at: actions.end_duty(duty_id, **body.dict(), actor=actor, at=at).pk,
    )
