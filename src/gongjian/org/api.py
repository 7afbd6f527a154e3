"""Units, zones and the trees as JSON: the same reads as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import REFUSALS, Key, Page, PageSize, Search, actor_of

from . import queries
from .terms import Line

router = Router(tags=["org"])


class NodeOut(Schema):
    """A unit as a node of a tree."""

    id: int
    name: str
    type: str


class UnitOut(NodeOut):
    """A unit in a list."""

    place: str
    party_organisation: str
    other_names: str


class UnitsOut(Schema):
    """One page of units; ``total`` counts all that fit."""

    units: list[UnitOut]
    total: int


class PlaceOut(Schema):
    """Where a unit stood on a line from a day to a day: the units from the root to it."""

    line: str
    trail: list[NodeOut]
    valid_from: date
    valid_to: date | None
    document: str


class RoomOut(Schema):
    """A room that others may use."""

    id: int
    name: str
    seats: int


class UnitPageOut(NodeOut):
    """A unit with its other names, its places on the lines, and its rooms."""

    uscc: str
    territory: list[str]
    address: str
    party_organisation: str
    founded_on: date | None
    closed_on: date | None
    names: list[str]
    places: list[PlaceOut]
    rooms: list[RoomOut]


def _node(node: queries.Node) -> dict[str, Any]:
    return {"id": node.id, "name": node.name, "type": node.type.code}


def _looking(request: HttpRequest) -> Actor:
    """Return who asks, if it is somebody who may look at units at all."""
    actor = actor_of(request)
    if not actor.may("zone.view"):
        raise Forbidden
    return actor


@router.get("/units", response={200: UnitsOut, **REFUSALS})
def list_units(
    request: HttpRequest,
    q: Search = "",
    kind: Search = "",
    type: Search = "",
    place: Search = "",
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the units in reach by name; ``place`` is the code of a place they lie in."""
    filters = {"kind": kind, "type": type, "place": place}
    asked = TableQuery(sort="name", page=page, per_page=size, text=q, filters=filters)
    found = queries.find_units(_looking(request), asked)
    return {
        "units": [
            {
                "id": unit.id,
                "name": unit.name,
                "type": unit.type.code,
                "place": unit.place,
                "party_organisation": unit.party_organisation,
                "other_names": unit.other_names,
            }
            for unit in found.units
        ],
        "total": found.total,
    }


@router.get("/units/{unit_id}", response={200: UnitPageOut, **REFUSALS})
def get_unit(request: HttpRequest, unit_id: Key) -> Any:
    """Return a unit with every place that it has or had."""
    unit = queries.get_unit(unit_id, actor_of(request), "zone.view")
    return {
        "id": unit.pk,
        "name": unit.name,
        "type": unit.type,
        "uscc": unit.uscc,
        "territory": queries.territory_trail(unit.territory_id) if unit.territory_id else (),
        "address": unit.address,
        "party_organisation": unit.party_organisation,
        "founded_on": unit.founded_on,
        "closed_on": unit.closed_on,
        "names": [each.name for each in queries.names_of(unit_id)],
        "places": [
            {
                "line": place.line,
                "trail": [_node(node) for node in place.trail],
                "valid_from": place.valid_from,
                "valid_to": place.valid_to,
                "document": place.document,
            }
            for place in queries.places_of(unit_id)
        ],
        "rooms": [
            {"id": room.pk, "name": room.name, "seats": room.seats}
            for room in queries.rooms_of(unit_id)
        ],
    }


@router.get("/units/{unit_id}/trail", response={200: list[NodeOut], **REFUSALS})
def get_trail(
    request: HttpRequest,
    unit_id: Key,
    line: Line = Line.TERRITORIAL,
    on: Annotated[date | None, Query()] = None,
) -> Any:
    """Return the units from the line's root to this one on a day, today if none is named."""
    actor = actor_of(request)
    queries.get_unit(unit_id, actor, "zone.view")
    return [_node(node) for node in queries.breadcrumb(unit_id, line=line, on=on or actor.on)]


@router.get("/zones", response={200: list[NodeOut], **REFUSALS})
def list_zones(request: HttpRequest) -> Any:
    """List the zones in reach."""
    return [_node(zone) for zone in queries.list_zones(_looking(request))]
