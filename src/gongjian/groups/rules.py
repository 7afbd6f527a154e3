"""Pure decisions about groups: whom a group may concern and why, and who answers."""

from __future__ import annotations

from dataclasses import dataclass

from gongjian.kernel.states import edges

from .terms import Answer, By, Why

A = Answer

ANSWER_EDGES = edges(
    (A.ASKED, A.JOINED, "join", "group.answer"),
    (A.ASKED, A.DECLINED, "decline", "group.answer"),
    (A.DECLINED, A.JOINED, "join", "group.answer"),
    (A.JOINED, A.LEFT, "leave", "group.answer"),
)
"""``group.answer`` is everybody's, for themselves; nobody answers for somebody else (G12)."""


@dataclass(frozen=True)
class Sought:
    """Whom a group is for: what its members share, codes of trades, and one place.

    ``territory`` is a code; all that lies within counts. No trade means any.
    """

    by: By
    type: str
    trades: frozenset[str] = frozenset()
    territory: str = ""
    venue_id: int | None = None


@dataclass(frozen=True)
class Known:
    """What a record says of somebody's place of work, and what they say of themselves."""

    trade: str = ""
    territory: str = ""
    venue_id: int | None = None
    identities: frozenset[str] = frozenset()


def concerns(sought: Sought, known: Known) -> tuple[Why, ...]:
    """Return why a group may concern somebody; nothing where it does not.

    All that the group asks for must be known: its place, a trade of its if it has some, and for
    a group by identity that they said so of themselves. What nobody recorded is never guessed.
    """
    place = _place(sought, known)
    if place is None:
        return ()
    found = [place]
    if sought.trades:
        if not any(known.trade.startswith(code) for code in sought.trades if known.trade):
            return ()
        found.insert(0, Why.TRADE)
    if sought.by == By.IDENTITY:
        if sought.type not in known.identities:
            return ()
        found.insert(0, Why.IDENTITY)
    return tuple(found)


def _place(sought: Sought, known: Known) -> Why | None:
    if sought.venue_id is not None:
        return Why.VENUE if known.venue_id == sought.venue_id else None
    inside = bool(sought.territory) and known.territory.startswith(sought.territory)
    return Why.PLACE if inside else None
