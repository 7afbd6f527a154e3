"""Types that every API shares: what a well-formed request may hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Query, Schema
from pydantic import BeforeValidator, Field, StringConstraints

from . import submissions
from .actor import Actor

# No control characters: PostgreSQL stores no NUL, and a line of text has no line breaks.
_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"


def _as_written(value: Any) -> Any:
    """Refuse numbers, which would be read as seconds since 1970."""
    if not isinstance(value, date) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        raise ValueError("a day is written as 2026-11-21")
    return value


Day = Annotated[date, BeforeValidator(_as_written)]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Heads = Annotated[int, Field(ge=1, le=9999)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_ONE_LINE)]
Place = Annotated[str, StringConstraints(max_length=80, pattern=_ONE_LINE)]
Note = Annotated[str, StringConstraints(max_length=400, pattern=_ONE_LINE)]
Document = Annotated[str, StringConstraints(max_length=120, pattern=_ONE_LINE)]
Text = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Skill = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=_ONE_LINE)]
Search = Annotated[str, Query(max_length=80, pattern=_ONE_LINE)]
Page = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^([A-Za-z0-9_-]{8,64})?$")
]


class Refusal(Schema):
    """Why a request was refused: a stable code, words, and the field it belongs to."""

    code: str
    message: str
    field: str | None = None
    faults: list[dict[str, Any]] | None = None


class Done(Schema):
    """What a write has made or changed: its key."""

    id: int


REFUSALS = {400: Any, 401: Any, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal}
"""The answers that any API route may give beside its own."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request."""
    actor: Actor = request.actor
    return actor


def once(
    request: HttpRequest, key: str, perform: Callable[[Actor, datetime], int]
) -> dict[str, int]:
    """Carry out a write, once for each ``Idempotency-Key``, and return the row's key."""
    actor, at = actor_of(request), timezone.now()
    if not key:
        return {"id": perform(actor, at)}
    outcome = submissions.once(key, actor=actor, at=at, perform=lambda: str(perform(actor, at)))
    return {"id": int(outcome)}
