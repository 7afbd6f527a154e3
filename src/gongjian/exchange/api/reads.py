"""Reads of the exchange as JSON: the frozen pages of the queries as they are."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import REFUSALS, Key, Page, PageSize, Search, actor_of

from .. import queries
from ..terms import ItemState, NeedState, ResourceState
from .root import router


def _asked(q: str, page: int, size: int, state: str | None, sort: str) -> TableQuery:
    filters = {"state": state} if state else {}
    return TableQuery(sort=sort, page=page, per_page=size, text=q, filters=filters)


@router.get("/needs", response={200: queries.NeedList, **REFUSALS})
def list_needs(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[NeedState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the needs in sight, newest first."""
    asked = _asked(q, page, size, state, "-raised")
    return queries.list_needs(actor_of(request), asked, on=timezone.localdate())


@router.get("/needs/fitting", response={200: queries.FitPage, **REFUSALS})
def list_fitting(request: HttpRequest, page: Page = 1, size: PageSize = 50) -> Any:
    """List the open needs that fit one's units, best first, each with its reasons."""
    actor = actor_of(request)
    if not actor.may("need.claim"):
        raise Forbidden
    rows = TableQuery(page=page, per_page=size).rows
    return queries.needs_that_fit(actor, rows=rows, on=timezone.localdate())


@router.get("/needs/{need_id}", response={200: queries.NeedPage, **REFUSALS})
def get_need(request: HttpRequest, need_id: Key) -> Any:
    """Return a need with its history, its claims and what one may do with it."""
    return queries.get_need(need_id, actor_of(request), on=timezone.localdate())


@router.get("/resources", response={200: queries.ResourceList, **REFUSALS})
def list_resources(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[ResourceState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the resources in sight, newest first."""
    asked = _asked(q, page, size, state, "-from")
    return queries.list_resources(actor_of(request), asked)


@router.get("/resources/{resource_id}", response={200: queries.ResourceRow, **REFUSALS})
def get_resource(request: HttpRequest, resource_id: Key) -> Any:
    """Return a resource."""
    return queries.get_resource(resource_id, actor_of(request))


@router.get("/items", response={200: queries.ItemList, **REFUSALS})
def list_items(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[ItemState | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the service items in sight."""
    return queries.list_items(actor_of(request), _asked(q, page, size, state, "-starts"))


@router.get("/items/{item_id}", response={200: queries.ItemPage, **REFUSALS})
def get_item(request: HttpRequest, item_id: Key) -> Any:
    """Return a service item with both sides and what one may do with it."""
    return queries.get_item(item_id, actor_of(request))


@router.get("/shifts", response={200: queries.ShiftList, **REFUSALS})
def list_shifts(request: HttpRequest, q: Search = "", page: Page = 1, size: PageSize = 50) -> Any:
    """List the services that take volunteers."""
    asked = _asked(q, page, size, None, "starts")
    return queries.list_shifts(actor_of(request), asked, at=timezone.now())


@router.get("/pairings", response={200: queries.PairingList, **REFUSALS})
def list_pairings(request: HttpRequest, q: Search = "", page: Page = 1, size: PageSize = 50) -> Any:
    """List the pairings in sight with their health."""
    return queries.list_pairings(actor_of(request), _asked(q, page, size, None, ""))


@router.get("/pairings/{pairing_id}", response={200: queries.PairingPage, **REFUSALS})
def get_pairing(request: HttpRequest, pairing_id: Key) -> Any:
    """Return a pairing with its goals and activities."""
    return queries.get_pairing(pairing_id, actor_of(request))


@router.get("/units/{unit_id}/ledger", response={200: queries.Ledger, **REFUSALS})
def get_ledger(request: HttpRequest, unit_id: Key) -> Any:
    """Return who gave and who got between a unit and each of its partners."""
    return queries.get_ledger(unit_id, actor_of(request))
