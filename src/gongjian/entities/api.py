"""Entities, venues and covers as JSON: the same reads and writes as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked
from gongjian.kernel.schema import (
    REFUSALS,
    Done,
    IdempotencyKey,
    Key,
    Line,
    Page,
    PageSize,
    Place,
    Search,
    actor_of,
    once,
)
from gongjian.org.terms import Line as Lines

from . import actions
from .actions import EntityFacts, Target
from .queries import covers, entities, entities_page, venues
from .terms import CoveredBy, EntityKind

router = Router(tags=["entities"])

Day = Annotated[date | None, Query()]
Code = Annotated[str, Field(max_length=18, pattern=r"^[0-9A-Za-z]*$")]
PlaceCode = Annotated[str, Field(max_length=12, pattern=r"^[0-9]{2,12}$")]


class EntityOut(Schema):
    """An entity in a list, with what covers it on the day; ``unit`` does."""

    id: int
    name: str
    code: str
    doubtful_code: bool
    kind: str
    trade: str
    territory: str
    place: str
    venue: str
    address: str
    staff: int | None
    founded_on: date | None
    closed_on: date | None
    coverage: str
    unit: str


class EntitiesOut(Schema):
    """One page of entities; ``total`` counts all that fit, or so many at least."""

    rows: list[EntityOut]
    total: int
    is_all: bool


class UnitRef(Schema):
    """A unit."""

    id: int
    name: str


class StandingOut(Schema):
    """Where an entity stands on a line: by its branch, or by who answers for its place."""

    line: str
    trail: list[UnitRef]
    by_branch: bool
    responsible: UnitRef | None


class CoverOut(Schema):
    """Which unit covers or covered what, from a day to a day."""

    id: int
    unit_id: int
    unit: str
    by: str
    target: str
    target_kind: str
    valid_from: date
    valid_to: date | None
    document: str


class EntityPageOut(Schema):
    """An entity with its other names, its places on both lines and its covers; no contact."""

    id: int
    name: str
    code: str
    doubtful_code: bool
    kind: str
    trade: str | None
    territory: str
    place: list[str]
    venue_id: int | None
    address: str
    longitude: float | None
    latitude: float | None
    staff: int | None
    founded_on: date | None
    closed_on: date | None
    names: list[str]
    coverage: str
    standings: list[StandingOut]
    covers: list[CoverOut]


class VenueOut(Schema):
    """A venue, how many open entities are in it today, and its branch on the day."""

    id: int
    name: str
    type: str
    place: str
    address: str
    entities: int
    branch: str
    closed_on: date | None


class VenuesOut(Schema):
    """One page of venues; ``total`` counts all that fit."""

    rows: list[VenueOut]
    total: int


class VenuePageOut(VenueOut):
    """A venue with what covers and covered it."""

    covers: list[CoverOut]


class CoversOut(Schema):
    """One page of covers; ``total`` counts all."""

    rows: list[CoverOut]
    total: int


class EntityIn(Schema):
    """What is entered about an entity; ``territory`` and ``trade`` are codes."""

    name: Line
    kind: EntityKind
    territory: PlaceCode
    code: Code = ""
    trade: Annotated[str, Field(max_length=4)] = ""
    venue_id: Key | None = None
    address: Place = ""
    longitude: Annotated[float, Field(ge=73, le=136)] | None = None
    latitude: Annotated[float, Field(ge=3, le=54)] | None = None
    staff: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    founded_on: date | None = None


class CloseIn(Schema):
    """The day on which it closes."""

    closed_on: date


class CoverIn(Schema):
    """A unit covers one of an entity, a venue or a place from a day on."""

    unit_id: Key
    entity_id: Key | None = None
    venue_id: Key | None = None
    territory: PlaceCode | None = None
    by: CoveredBy = CoveredBy.BRANCH
    from_day: date
    document: Place = ""


class EndIn(Schema):
    """The day on which a cover ends."""

    day: date


def _looking(request: HttpRequest) -> Actor:
    """Return who asks, if it is somebody who may look at entities at all."""
    actor = actor_of(request)
    if not actor.may("entity.view"):
        raise Forbidden
    return actor


def _day(actor: Actor, on: date | None) -> date:
    return min(on or actor.on, actor.on)


@router.get("/entities", response={200: EntitiesOut, **REFUSALS})
def list_entities(
    request: HttpRequest,
    q: Search = "",
    kind: Search = "",
    coverage: Search = "",
    section: Search = "",
    division: Search = "",
    place: Search = "",
    venue: Search = "",
    state: Search = "",
    line: Lines = Lines.TERRITORIAL,
    on: Day = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the entities in reach on a day; ``q`` searches names, initials and codes."""
    actor = _looking(request)
    asked = entities.narrowed(
        Asked(line=line.value, on=_day(actor, on)),
        kind=kind,
        coverage=coverage,
        section=section,
        division=division,
        territory=place,
        venue=venue,
    )
    query = TableQuery(page=page, per_page=size, text=q)
    return entities.find_entities(asked, query, actor, state)


@router.get("/entities/{entity_id}", response={200: EntityPageOut, **REFUSALS})
def get_entity(request: HttpRequest, entity_id: Key, on: Day = None) -> Any:
    """Return an entity with what covers it on a day, in both lines."""
    actor = actor_of(request)
    page = entities_page.get_entity(entity_id, actor, _day(actor, on))
    entity = page.entity
    return {
        "id": entity.pk,
        "name": entity.name,
        "code": entity.code,
        "doubtful_code": entity.doubtful_code,
        "kind": entity.kind,
        "trade": entity.trade_id,
        "territory": entity.territory_id,
        "place": page.place,
        "venue_id": entity.venue_id,
        "address": entity.address,
        "longitude": entity.longitude,
        "latitude": entity.latitude,
        "staff": entity.staff,
        "founded_on": entity.founded_on,
        "closed_on": entity.closed_on,
        "names": [name.name for name in page.names],
        "coverage": page.coverage.value,
        "standings": page.standings,
        "covers": page.covers,
    }


@router.post("/entities", response={200: Done, **REFUSALS})
def enter_entity(request: HttpRequest, body: EntityIn, key: IdempotencyKey = "") -> Any:
    """Enter an entity."""
    facts = EntityFacts(
        name=body.name,
        kind=body.kind,
        territory=body.territory,
        code=body.code,
        trade=body.trade or None,
        venue_id=body.venue_id,
        address=body.address,
        longitude=body.longitude,
        latitude=body.latitude,
        staff=body.staff,
        founded_on=body.founded_on,
    )
    return once(request, key, lambda actor, at: actions.enter(facts, actor=actor, at=at).pk)


@router.post("/entities/{entity_id}/close", response={200: Done, **REFUSALS})
def close_entity(
    request: HttpRequest, entity_id: Key, body: CloseIn, key: IdempotencyKey = ""
) -> Any:
    """Close an entity on a day."""
    return once(
        request,
        key,
        lambda actor, at: actions.close(entity_id, closed_on=body.closed_on, actor=actor, at=at).pk,
    )


@router.get("/venues", response={200: VenuesOut, **REFUSALS})
def list_venues(
    request: HttpRequest,
    q: Search = "",
    type: Search = "",
    place: Search = "",
    on: Day = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the open venues in reach by place."""
    actor = _looking(request)
    filters = {"type": type, "place": place}
    query = TableQuery(sort="place", page=page, per_page=size, text=q, filters=filters)
    return venues.find_venues(query, actor, _day(actor, on))


@router.get("/venues/{venue_id}", response={200: VenuePageOut, **REFUSALS})
def get_venue(request: HttpRequest, venue_id: Key, on: Day = None) -> Any:
    """Return a venue with what covers and covered it."""
    actor = actor_of(request)
    page = venues.get_venue(venue_id, actor, _day(actor, on))
    row = page.row
    return {
        "id": row.id,
        "name": row.name,
        "type": row.type,
        "place": row.place,
        "address": row.address,
        "entities": row.entities,
        "branch": row.branch,
        "closed_on": row.closed_on,
        "covers": page.covers,
    }


@router.get("/units/{unit_id}/covers", response={200: CoversOut, **REFUSALS})
def list_covers(request: HttpRequest, unit_id: Key, page: Page = 1, size: PageSize = 50) -> Any:
    """List what a unit covers and covered, the latest first."""
    query = TableQuery(page=page, per_page=size)
    rows, total = covers.find_covers(unit_id, query, _looking(request))
    return {"rows": rows, "total": total}


@router.post("/covers", response={200: Done, **REFUSALS})
def cover(request: HttpRequest, body: CoverIn, key: IdempotencyKey = "") -> Any:
    """Let a unit cover a target from a day on; who covered it so ends on that day."""
    target = Target(body.entity_id, body.venue_id, body.territory)
    return once(
        request,
        key,
        lambda actor, at: (
            actions.cover(
                body.unit_id,
                target,
                from_day=body.from_day,
                by=body.by,
                document=body.document,
                actor=actor,
                at=at,
            ).pk
        ),
    )


@router.post("/covers/{cover_id}/end", response={200: Done, **REFUSALS})
def uncover(request: HttpRequest, cover_id: Key, body: EndIn, key: IdempotencyKey = "") -> Any:
    """End a cover on a day."""
    return once(
        request,
        key,
        lambda actor, at: actions.uncover(cover_id, day=body.day, actor=actor, at=at).pk,
    )
