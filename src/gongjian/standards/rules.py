"""The state machines of brands and findings, who reviews whom, and what is due.

Nothing here ranks: branches come in a fixed order and go out as pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from gongjian.kernel.states import Edge, edges

from .terms import BrandState, FindingState, Renewal, ReviewState, RoundState

B, F = BrandState, FindingState

BRAND_EDGES = edges(
    (B.PROPOSED, B.GUIDED, "guide", "brand.decide"),
    (B.GUIDED, B.PROPOSED, "rework", "brand.propose"),
    (B.PROPOSED, B.RUNNING, "approve", "brand.decide"),
    (B.RUNNING, B.SHOWN, "show", "brand.decide"),
    (B.SHOWN, B.RUNNING, "take down", "brand.decide"),
    (B.RUNNING, B.RUNNING, "renew", "brand.decide"),
    (B.SHOWN, B.SHOWN, "renew", "brand.decide"),
    (B.RUNNING, B.ENDED, "end", "brand.decide"),
    (B.SHOWN, B.ENDED, "end", "brand.decide"),
    (B.PROPOSED, B.WITHDRAWN, "withdraw", "brand.propose"),
    (B.GUIDED, B.WITHDRAWN, "withdraw", "brand.propose"),
)

ROUND_EDGES = edges(
    (RoundState.PROPOSED, RoundState.PROPOSED, "turn on", "review.lead"),
    (RoundState.PROPOSED, RoundState.PROPOSED, "exchange", "review.lead"),
    (RoundState.PROPOSED, RoundState.RUNNING, "confirm", "review.lead"),
    (RoundState.PROPOSED, RoundState.WITHDRAWN, "withdraw", "review.lead"),
)

REVIEW_EDGES = edges(
    (ReviewState.ASSIGNED, ReviewState.HANDED_IN, "hand in", "review.make"),
)

FINDING_EDGES = edges(
    (F.OPEN, F.ANSWERED, "answer", "review.answer"),
    (F.ANSWERED, F.CLOSED, "close", "review.make"),
    (F.ANSWERED, F.OPEN, "ask again", "review.make"),
    (F.CLOSED, F.OPEN, "reopen", "review.make"),
)

LEAST_BRANCHES = 3
"""With two, each would review its own reviewer."""

Pair = tuple[int, int]
"""Who reviews, and who is reviewed."""


def edge_of(table: Iterable[Edge], state: str, event: str) -> Edge:
    """Return the step that an event is in a state; the caller has required it before."""
    return next(each for each in table if each.before == state and each.event == event)


def rotation(branches: Sequence[int], turn: int) -> tuple[Pair, ...]:
    """Return who reviews whom in a turn: each the one so many places further on, by turns.

    Nobody reviews itself or its own reviewer, and over the turns everybody meets everybody whom
    that leaves.

    Raises:
        ValueError: there are fewer than three branches.
    """
    size = len(branches)
    # Half way round, two would review each other.
    shifts = [shift for shift in range(1, size) if 2 * shift != size]
    if size < LEAST_BRANCHES:
        raise ValueError("three branches at least review each other")
    shift = shifts[turn % len(shifts)]
    return tuple((each, branches[(n + shift) % size]) for n, each in enumerate(branches))


def are_fair(pairs: Iterable[Pair]) -> bool:
    """Tell whether each reviews one and is reviewed by one, never itself or its own reviewer."""
    known = list(pairs)
    by, of = {by for by, _of in known}, {of for _by, of in known}
    return (
        len(by) == len(of) == len(known)
        and all(one != other for one, other in known)
        and not any((other, one) in known for one, other in known)
    )


def exchanged(pairs: Iterable[Pair], one: int, other: int) -> tuple[Pair, ...]:
    """Return the pairs after two reviewers have exchanged whom they review."""
    known = dict(pairs)
    known[one], known[other] = known[other], known[one]
    return tuple(known.items())


def renewal(review_on: date | None, on: date, remind_days: int) -> Renewal | None:
    """Return whether a brand in force is to be renewed, on a day; it only reminds (G4)."""
    if review_on is None or on < review_on - timedelta(days=remind_days):
        return None
    return Renewal.SOON if on <= review_on else Renewal.OVERDUE


def is_overdue(state: FindingState, due_on: date, on: date) -> bool:
    """Tell whether the answer to a finding is late on a day."""
    return state == FindingState.OPEN and due_on < on


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def levels_above(above: str, below: str) -> int | None:
    """Return how many levels one path lies above another; None when it does not."""
    if not below.startswith(above):
        return None
    return below.count("/") - above.count("/")
