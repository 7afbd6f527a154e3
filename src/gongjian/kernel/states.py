"""State machines: each is one table of edges, from which pages, diagrams and tests are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .errors import Conflict


class StepNotPossible(Conflict):
    """The state machine has no such step from here."""

    code = "step_not_possible"
    message = _("It is “%(state)s” now, so this is no longer possible. Look at it again.")


@dataclass(frozen=True)
class Edge:
    """One permitted step of a state machine: what happens, and the permission it takes."""

    before: str
    after: str
    event: str
    permission: str


def edges(*rows: tuple[str, str, str, str]) -> tuple[Edge, ...]:
    """Return a state machine's table: before, after, event, permission."""
    return tuple(Edge(*row) for row in rows)


def may_step(table: Iterable[Edge], before: str, event: str) -> bool:
    """Tell whether this event is possible in this state."""
    return any(edge.before == before and edge.event == event for edge in table)


def require_step(table: Iterable[Edge], state: str, label: object, event: str) -> None:
    """Refuse an event that the state machine does not have here.

    Raises:
        StepNotPossible: as said; ``label`` names the state in words.
    """
    if not may_step(table, state, event):
        raise StepNotPossible(state=label)


def open_events(table: Iterable[Edge], state: str, held: Collection[str]) -> frozenset[str]:
    """Return the events that a state has and that these permissions bring about."""
    return frozenset(e.event for e in table if e.before == state and e.permission in held)


def way(table: Iterable[Edge], start: str, end: str) -> tuple[str, ...]:
    """Return the states from ``start`` to ``end``, taking the table's earlier edges first."""
    known = tuple(table)

    def onward(path: tuple[str, ...]) -> tuple[str, ...]:
        if path[-1] == end:
            return path
        ahead = (e.after for e in known if e.before == path[-1] and e.after not in path)
        return next(filter(None, (onward((*path, state)) for state in ahead)), ())

    return onward((start,))
