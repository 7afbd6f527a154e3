"""Transfers as both sides see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery

from .. import policy, rules
from ..models import Transfer
from ..terms import OPEN_TRANSFERS, TransferState


@dataclass(frozen=True)
class TransferRow:
    """A transfer as a list shows it; ``is_late``: its letter is past its last day."""

    id: int
    person: str
    from_unit: str
    to: str
    state: TransferState
    requested_at: datetime
    due_on: date | None
    is_late: bool


@dataclass(frozen=True)
class TransferList:
    """One page of transfers, and how many there are on all pages."""

    rows: tuple[TransferRow, ...]
    total: int


@dataclass(frozen=True)
class TransferPage:
    """One transfer with its letter; ``events`` are the steps that its reader may take now."""

    row: TransferRow
    person_id: int
    sees_member: bool
    letter: str
    issued_on: date | None
    answered_at: datetime | None
    reason: str
    is_outside: bool
    events: tuple[str, ...]


def list_transfers(actor: Actor, query: TableQuery) -> TransferList:
    """Return one page of transfers in sight: what is under way first, the nearest end first."""
    found = Transfer.objects.filter(policy.transfers(actor, "transfer.view"))
    match query.filters.get("state", ""):
        case "open":
            found = found.filter(state__in=OPEN_TRANSFERS)
        case "done":
            found = found.exclude(state__in=OPEN_TRANSFERS)
    if query.text:
        found = found.filter(
            Q(person__name__icontains=query.text)
            | Q(from_unit__name__icontains=query.text)
            | Q(to_unit__name__icontains=query.text)
            | Q(letter=query.text)
        )
    page = found.select_related("person", "from_unit", "to_unit").order_by("-requested_at", "-pk")
    return TransferList(tuple(_row(t, actor.on) for t in page[query.rows]), found.count())


def transfers_of(person_id: int, actor: Actor) -> tuple[TransferRow, ...]:
    """Return somebody's transfers that the reader may see, the newest first."""
    found = Transfer.objects.filter(policy.transfers(actor, "transfer.view"), person_id=person_id)
    page = found.select_related("person", "from_unit", "to_unit").order_by("-requested_at", "-pk")
    return tuple(_row(each, actor.on) for each in page)


def _row(transfer: Transfer, on: date) -> TransferRow:
    state = TransferState(transfer.state)
    is_late = transfer.due_on is not None and transfer.due_on < on and state in OPEN_TRANSFERS
    return TransferRow(
        id=transfer.pk,
        person=transfer.person.name,
        from_unit=transfer.from_unit.name,
        to=transfer.to_unit.name if transfer.to_unit else transfer.to_name,
        state=state,
        requested_at=transfer.requested_at,
        due_on=transfer.due_on,
        is_late=is_late,
    )


def get_transfer(transfer_id: int, actor: Actor) -> TransferPage:
    """Return a transfer and what its reader may do with it.

    Raises:
        NotVisible: the actor is of neither side.
    """
    visible = policy.transfers(actor, "transfer.view")
    transfer = fetch(
        Transfer.objects.select_related("person", "from_unit", "to_unit"),
        transfer_id,
        allowed=visible,
        visible=visible,
    )
    member = type(transfer.person).objects.filter(policy.members(actor, "member.view"))
    return TransferPage(
        row=_row(transfer, actor.on),
        person_id=transfer.person_id,
        sees_member=member.filter(pk=transfer.person_id).exists(),
        letter=transfer.letter,
        issued_on=transfer.issued_on,
        answered_at=transfer.answered_at,
        reason=transfer.reason,
        is_outside=transfer.to_unit_id is None,
        events=_events(transfer, actor),
    )


def _events(transfer: Transfer, actor: Actor) -> tuple[str, ...]:
    ahead = [edge for edge in rules.TRANSFER_EDGES if edge.before == transfer.state]
    mine = Transfer.objects.filter(pk=transfer.pk)
    allowed = {
        permission
        for permission in sorted({edge.permission for edge in ahead})
        if mine.filter(policy.transfers(actor, permission)).exists()
    }
    is_today = (
        transfer.answered_at is not None and timezone.localdate(transfer.answered_at) == actor.on
    )
    return tuple(
        edge.event
        for edge in ahead
        if edge.permission in allowed and (edge.event != "undo" or is_today)
    )
