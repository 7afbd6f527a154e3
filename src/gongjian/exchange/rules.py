"""Pure decisions of the exchange: states, deadlines, and why a need fits an offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gongjian.kernel.states import edges

from .terms import Audience, ClaimState, DeclineReason, ItemState, NeedState

N, C, S = NeedState, ClaimState, ItemState

NEED_EDGES = edges(
    (N.RAISED, N.OPEN, "verify", "need.verify"),
    (N.RAISED, N.WITHDRAWN, "withdraw", "need.edit"),
    (N.OPEN, N.WITHDRAWN, "withdraw", "need.edit"),
    (N.OPEN, N.CLAIMED, "claim", "need.claim"),
    (N.CLAIMED, N.OPEN, "decline", "item.agree"),
    (N.CLAIMED, N.AGREED, "agree", "item.agree"),
    (N.AGREED, N.DELIVERING, "deploy", "item.run"),
    (N.DELIVERING, N.DELIVERED, "deliver", "item.run"),
    (N.DELIVERED, N.CONFIRMED, "confirm", "item.confirm"),
    (N.OPEN, N.UNMET, "no answer", "need.hand_over"),
    (N.OPEN, N.EXPIRED, "expire", "need.hand_over"),
    (N.EXPIRED, N.OPEN, "offer again", "need.edit"),
    (N.UNMET, N.OPEN, "offer again", "need.edit"),
)

CLAIM_EDGES = edges(
    (C.PROPOSED, C.CLAIMED, "accept", "need.claim"),
    (C.PROPOSED, C.DECLINED, "decline", "need.claim"),
    (C.CLAIMED, C.DECLINED, "decline", "item.agree"),
    (C.CLAIMED, C.WITHDRAWN, "withdraw", "need.claim"),
    (C.CLAIMED, C.AGREED, "agree", "item.agree"),
)

ITEM_EDGES = edges(
    (S.DRAFTED, S.AGREED, "agree", "item.agree"),
    (S.DRAFTED, S.CANCELLED, "decline", "item.agree"),
    (S.AGREED, S.DELIVERING, "deploy", "item.run"),
    (S.AGREED, S.DELIVERED, "deliver", "item.run"),
    (S.DELIVERING, S.DELIVERED, "deliver", "item.run"),
    (S.DELIVERED, S.CONFIRMED, "confirm", "item.confirm"),
    (S.DELIVERED, S.MISSING, "say what is missing", "item.confirm"),
    (S.DELIVERED, S.UNCONFIRMED, "no answer", "need.hand_over"),
    (S.UNCONFIRMED, S.CONFIRMED, "confirm", "item.confirm"),
    (S.UNCONFIRMED, S.MISSING, "say what is missing", "item.confirm"),
    (S.MISSING, S.DELIVERED, "deliver", "item.run"),
)


def may_edit(state: NeedState, heads_taken: int) -> bool:
    """Tell whether what a need asks may still be changed: nobody has taken a part of it."""
    return state in (NeedState.RAISED, NeedState.OPEN) and heads_taken == 0


@dataclass(frozen=True)
class Part:
    """A live part of a need: heads, and the state of its item, None while only claimed."""

    heads: int
    item: ItemState | None


_NEED_OF_ITEM = {
    None: NeedState.CLAIMED,
    ItemState.DRAFTED: NeedState.CLAIMED,
    ItemState.AGREED: NeedState.AGREED,
    ItemState.DELIVERING: NeedState.DELIVERING,
    ItemState.DELIVERED: NeedState.DELIVERED,
    ItemState.MISSING: NeedState.DELIVERED,
    ItemState.UNCONFIRMED: NeedState.DELIVERED,
    ItemState.CONFIRMED: NeedState.CONFIRMED,
}

_ORDER = [
    NeedState.CLAIMED,
    NeedState.AGREED,
    NeedState.DELIVERING,
    NeedState.DELIVERED,
    NeedState.CONFIRMED,
]


def need_state(heads: int, parts: Iterable[Part]) -> NeedState:
    """Return the state of a verified need: open until all heads are taken, then the slowest part.

    A need claimed in parts is done only when its last part is confirmed.
    """
    live = list(parts)
    if sum(part.heads for part in live) < heads:
        return NeedState.OPEN
    return min((_NEED_OF_ITEM[part.item] for part in live), key=_ORDER.index)


def add_working_days(day: date, days: int) -> date:
    """Return the day that is this many working days (Monday to Friday) later."""
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return day


def last_overdue_day(on: date, days: int) -> date:
    """Return the last day that lies more than this many working days back."""
    day = on
    while add_working_days(day, days) >= on:
        day -= timedelta(days=1)
    return day


def next_audience(audience: Audience) -> Audience | None:
    """Return whom an unclaimed need is offered to next; None after the wider area."""
    order = list(Audience)
    place = order.index(audience) + 1
    return order[place] if place < len(order) else None


def is_dormant(last_activity: date, on: date, dormant_days: int) -> bool:
    """Tell whether a pairing has been without activity for so long."""
    return (on - last_activity).days >= dormant_days


@dataclass(frozen=True)
class NeedFacts:
    """What the ranking knows of a need. ``territory`` is a code whose prefixes are the places."""

    skills: frozenset[str]
    category: str
    territory: str
    starts_on: date
    ends_on: date
    heads_left: int
    raised_on: date


@dataclass(frozen=True)
class Offer:
    """What the ranking knows of a resource, or of a unit that has entered none."""

    skills: frozenset[str]
    category: str
    territory: str
    capacity: int
    available_from: date
    available_to: date | None


@dataclass(frozen=True)
class Past:
    """What lies between the two units, in confirmed services, and earlier refusals.

    ``given``: by the offering unit to the requester; ``got``: the other way; ``delivered``: by
    the offering unit to anybody; ``declined``: its reasons for needs of the same category.
    """

    given: int = 0
    got: int = 0
    delivered: int = 0
    declined: Mapping[DeclineReason, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """One part of a score in words: points out of ``best``; negative points count against."""

    kind: str
    text: Any
    points: int
    best: int


MOST_POINTS = 100
"""What the parts of a score add up to at best (domain 5.5)."""


@dataclass(frozen=True)
class Fit:
    """How well an offer answers a need, 0 to 100, with every reason (domain 5.5)."""

    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return max(0, sum(reason.points for reason in self.reasons))


def fit(need: NeedFacts, offer: Offer, past: Past, *, on: date, fresh_days: int) -> Fit:
    """Score an offer against a need, each part with its reason in words."""
    reasons = [
        _skill_reason(need, offer),
        _place_reason(need, offer),
        _time_reason(need, offer),
        _capacity_reason(need, offer),
        _reciprocity_reason(past),
        _record_reason(past),
        _declined_reason(past),
        _age_reason(need, on, fresh_days),
    ]
    return Fit(tuple(reason for reason in reasons if reason is not None))


def _skill_reason(need: NeedFacts, offer: Offer) -> Reason:
    asked, has = len(need.skills), len(need.skills & offer.skills)
    category = 10 if need.category and need.category == offer.category else 0
    if not asked:
        return Reason("skill", _("No particular skill is asked"), 30 + category, 40)
    points = round(30 * has / asked) + category
    if has == asked:
        return Reason("skill", _("Every skill asked"), points, 40)
    if has:
        text = _("%(has)d of %(asked)d skills asked") % {"has": has, "asked": asked}
        return Reason("skill", text, points, 40)
    if category:
        return Reason("skill", _("The same category, other skills"), points, 40)
    return Reason("skill", _("None of the skills asked"), points, 40)


_PLACE_POINTS = (
    (12, 20, _("In the same community")),
    (9, 16, _("In the same street or town")),
    (6, 10, _("In the same district")),
    (4, 5, _("In the same city")),
)


def _place_reason(need: NeedFacts, offer: Offer) -> Reason:
    for size, points, text in _PLACE_POINTS:
        if len(need.territory) >= size and need.territory[:size] == offer.territory[:size]:
            return Reason("place", text, points, 20)
    return Reason("place", _("Further away, or the place is not known"), 0, 20)


def _time_reason(need: NeedFacts, offer: Offer) -> Reason:
    wanted = (need.ends_on - need.starts_on).days + 1
    first = max(need.starts_on, offer.available_from)
    last = min(need.ends_on, offer.available_to or need.ends_on)
    days = max(0, (last - first).days + 1)
    points = round(10 * days / wanted)
    if days == wanted:
        return Reason("time", _("Available the whole time"), points, 10)
    if days:
        text = _("Available on %(days)d of %(wanted)d days") % {"days": days, "wanted": wanted}
        return Reason("time", text, points, 10)
    return Reason("time", _("Not available at that time"), points, 10)


def _capacity_reason(need: NeedFacts, offer: Offer) -> Reason:
    points = round(10 * min(1.0, offer.capacity / max(1, need.heads_left)))
    if offer.capacity >= need.heads_left:
        return Reason("capacity", _("Enough people for all of it"), points, 10)
    text = _("%(capacity)d people of %(heads)d wanted") % {
        "capacity": offer.capacity,
        "heads": need.heads_left,
    }
    return Reason("capacity", text, points, 10)


def _reciprocity_reason(past: Past) -> Reason | None:
    if not past.given and not past.got:
        return None
    facts = {"got": past.got, "given": past.given}
    text = _("Helped by the requester %(got)d times, helped it %(given)d times") % facts
    points = 10 if past.got > past.given else 6 if past.got == past.given else 2
    return Reason("reciprocity", text, points, 10)


def _record_reason(past: Past) -> Reason | None:
    if not past.delivered:
        return None
    text = ngettext(
        "%(n)d earlier service was confirmed by its requester",
        "%(n)d earlier services were confirmed by their requesters",
        past.delivered,
    ) % {"n": past.delivered}
    return Reason("record", text, min(10, 2 * past.delivered), 10)


_DECLINE_POINTS = {
    DeclineReason.WRONG_SKILL: -20,
    DeclineReason.TOO_FAR: -10,
    DeclineReason.NO_CAPACITY: -5,
    DeclineReason.WRONG_TIME: -5,
    DeclineReason.OTHER: 0,
}


def _declined_reason(past: Past) -> Reason | None:
    if not past.declined:
        return None
    worst = min(past.declined, key=lambda reason: _DECLINE_POINTS[reason])
    text = _("Declined a need like this: %(reason)s") % {"reason": worst.label}
    return Reason("declined", text, _DECLINE_POINTS[worst], 0)


def _age_reason(need: NeedFacts, on: date, fresh_days: int) -> Reason | None:
    over = (on - need.raised_on).days - fresh_days
    if over <= 0:
        return None
    text = _("Raised more than %(days)d days ago") % {"days": fresh_days}
    return Reason("age", text, -min(10, over), 0)
