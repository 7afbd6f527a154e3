"""What waits for somebody of the work of one module."""

from __future__ import annotations

from datetime import datetime

from factories.org import moment
from gongjian.kernel import work
from gongjian.kernel.actor import Actor

MOST = 10


def waiting(actor: Actor, area: str, *, at: datetime | None = None) -> tuple[work.Waiting, ...]:
    """Return what of an area waits for the actor, the first ten of each kind."""
    found = work.list_waiting(actor, at=at or moment(), most=MOST)
    return tuple(each for each in found if each.area.code == area)


def counts(actor: Actor, area: str, *, at: datetime | None = None) -> dict[str, int]:
    """Return how much of an area waits, by kind."""
    found = waiting(actor, area, at=at)
    return {each.kind.code.removeprefix(f"{area}."): each.total for each in found}
