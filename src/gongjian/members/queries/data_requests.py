"""What people ask about their data, for who asked and for who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.register import registered

from .. import policy, rules
from ..models import DataRequest
from ..terms import RequestKind, RequestState


@dataclass(frozen=True)
class RequestRow:
    """A request as its asker sees it; ``purpose`` is why the field is held."""

    id: int
    kind: RequestKind
    field: str
    purpose: Any
    text: str
    state: RequestState
    asked_at: datetime
    due_on: date
    answer: str
    is_late: bool


@dataclass(frozen=True)
class RequestPage:
    """One request, and what the reader may do with it."""

    row: RequestRow
    person_id: int
    person: str
    answered_at: datetime | None
    is_own: bool
    is_applied: bool
    events: tuple[str, ...]


def requests_of(person_id: int, *, on: date) -> tuple[RequestRow, ...]:
    """Return what somebody has asked about their data, the newest first."""
    asked = DataRequest.objects.filter(person_id=person_id).order_by("-asked_at", "-pk")
    return tuple(_row(each, on) for each in asked)


def _row(request: DataRequest, on: date) -> RequestRow:
    known = registered().get(request.field)
    return RequestRow(
        id=request.pk,
        kind=RequestKind(request.kind),
        field=request.field,
        purpose=known.purpose if known else request.field,
        text=request.text,
        state=RequestState(request.state),
        asked_at=request.asked_at,
        due_on=request.due_on,
        answer=request.answer,
        is_late=request.state == RequestState.OPEN and request.due_on < on,
    )


def get_data_request(request_id: int, actor: Actor) -> RequestPage:
    """Return a request about data.

    Raises:
        NotVisible: it is neither the actor's own nor theirs to answer.
    """
    visible = policy.data_requests(actor, "data.view")
    rows = DataRequest.objects.select_related("person")
    request = fetch(rows, request_id, allowed=visible, visible=visible)
    is_own = request.person_id == actor.person_id
    held = "data.ask" if is_own else "data.answer"
    return RequestPage(
        row=_row(request, actor.on),
        person_id=request.person_id,
        person=request.person.name,
        answered_at=request.answered_at,
        is_own=is_own,
        is_applied=request.kind == RequestKind.CORRECT and request.field in rules.APPLIED,
        events=tuple(
            edge.event
            for edge in rules.REQUEST_EDGES
            if edge.before == request.state and edge.permission == held
        ),
    )
