"""Members, transfers and floating members as JSON: the pages' own reads, one action a write."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import (
    REFUSALS,
    Done,
    IdempotencyKey,
    Key,
    Note,
    Page,
    PageSize,
    Place,
    Search,
    actor_of,
    once,
)

from . import actions, queries
from .terms import Channel, Standing

router = Router(tags=["members"])

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}


def _asked(q: str, page: int, size: int, **filters: str | None) -> TableQuery:
    chosen = {key: value for key, value in filters.items() if value}
    return TableQuery(page=page, per_page=size, text=q, filters=chosen)


def _looking(request: HttpRequest, permission: str) -> Any:
    actor = actor_of(request)
    if not actor.may(permission):
        raise Forbidden
    return actor


@router.get("/members", response={200: queries.MemberList, **REFUSALS})
def list_members(
    request: HttpRequest,
    q: Search = "",
    relation: Annotated[Literal["home", "guest"] | None, Query()] = None,
    standing: Annotated[Standing | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the members of the branches in reach, and who takes part there."""
    asked = _asked(q, page, size, relation=relation, standing=standing)
    return queries.list_members(_looking(request, "member.view"), asked)


@router.get("/transfers", response={200: queries.TransferList, **REFUSALS})
def list_transfers(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[Literal["open", "done"] | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the transfers to and from the branches in reach."""
    asked = _asked(q, page, size, state=state)
    return queries.list_transfers(_looking(request, "transfer.view"), asked)


@router.get("/transfers/{transfer_id}", response={200: queries.TransferPage, **REFUSALS})
def get_transfer(request: HttpRequest, transfer_id: Key) -> Any:
    """Return a transfer and what one may do with it."""
    return queries.get_transfer(transfer_id, actor_of(request))


@router.get("/floating", response={200: queries.StayList, **REFUSALS})
def list_floating(
    request: HttpRequest,
    q: Search = "",
    state: Annotated[Literal["waiting", "attached", "left", "done"] | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the floating members in sight, those whom nobody has first."""
    asked = _asked(q, page, size, state=state)
    return queries.list_stays(_looking(request, "floating.view"), asked)


class TransferIn(Schema):
    """Where a relation is to go: a branch here, or the name of an organisation outside."""

    to_unit_id: Key | None = None
    to_name: Place = ""


class ReasonIn(Schema):
    """Why a transfer is refused."""

    reason: Annotated[Note, Field(max_length=200)]


class ReportIn(Schema):
    """A floating member as reported in at a station."""

    station_id: Key
    name: Annotated[Place, Field(min_length=1, max_length=40)]
    mobile: Annotated[str, Field(pattern=r"^1[3-9]\d{9}$")]
    home: Place = ""
    channel: Literal["phone", "desk"] = "desk"


class AttachIn(Schema):
    """Which branch takes a floating member in."""

    branch_id: Key


@router.post("/members/{person_id}/transfers", response=WRITES)
def request_transfer(
    request: HttpRequest, person_id: Key, body: TransferIn, key: IdempotencyKey = ""
) -> Any:
    """Ask for the transfer of a member's relation."""
    return once(
        request,
        key,
        lambda actor, at: actions.request_transfer(person_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/transfers/{transfer_id}/issue", response=WRITES)
def issue_letter(request: HttpRequest, transfer_id: Key, key: IdempotencyKey = "") -> Any:
    """Issue the letter with the district's usual time."""
    return once(
        request, key, lambda actor, at: actions.issue_letter(transfer_id, actor=actor, at=at).pk
    )


@router.post("/transfers/{transfer_id}/receive", response=WRITES)
def receive_transfer(request: HttpRequest, transfer_id: Key, key: IdempotencyKey = "") -> Any:
    """Receive a member; from then on the new branch holds the relation."""
    return once(
        request, key, lambda actor, at: actions.receive_transfer(transfer_id, actor=actor, at=at).pk
    )


@router.post("/transfers/{transfer_id}/refuse", response=WRITES)
def refuse_transfer(
    request: HttpRequest, transfer_id: Key, body: ReasonIn, key: IdempotencyKey = ""
) -> Any:
    """Refuse a transfer with its reason."""
    return once(
        request,
        key,
        lambda actor, at: (
            actions.refuse_transfer(transfer_id, reason=body.reason, actor=actor, at=at).pk
        ),
    )


@router.post("/floating", response=WRITES)
def report_in(request: HttpRequest, body: ReportIn, key: IdempotencyKey = "") -> Any:
    """Report a floating member in who came to the desk or called."""
    report = actions.Report(body.name, body.mobile, body.home)
    return once(
        request,
        key,
        lambda actor, at: (
            actions.report_in(
                report,
                station_id=body.station_id,
                channel=Channel(body.channel),
                actor=actor,
                at=at,
            ).pk
        ),
    )


@router.post("/floating/{stay_id}/attach", response=WRITES)
def attach(request: HttpRequest, stay_id: Key, body: AttachIn, key: IdempotencyKey = "") -> Any:
    """Take a floating member into a branch."""
    return once(
        request,
        key,
        lambda actor, at: actions.attach(stay_id, branch_id=body.branch_id, actor=actor, at=at).pk,
    )
