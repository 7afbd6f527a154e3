"""What happens because time has passed: hand-overs, questions, expiry. Never a confirmation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor

from ..models import Need, ServiceItem
from ..terms import ItemState, NeedState
from .access import today
from .items import ask_requester
from .needs import expire, hand_over

R = TypeVar("R", Need, ServiceItem)


@dataclass(frozen=True)
class ClockReport:
    """How many records each part of the clock has moved."""

    handed_over: int
    asked_still: int
    expired: int
    asked_again: int
    unconfirmed: int


def run_clock(*, actor: Actor, at: datetime) -> ClockReport:
    """Do what is due by this moment; running it again at the same moment does nothing more."""
    return ClockReport(
        handed_over=_hand_over_due(actor, at),
        asked_still=_ask_whether_still_needed(actor, at),
        expired=_expire_unanswered(actor, at),
        asked_again=_ask_again(actor, at),
        unconfirmed=_mark_unconfirmed(actor, at),
    )


def _hand_over_due(actor: Actor, at: datetime) -> int:
    due = Need.objects.filter(
        state=NeedState.OPEN,
        heads_taken=0,
        stages__ended_at__isnull=True,
        stages__due_on__lt=today(at),
    )
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    for need_id in ids:
        hand_over(need_id, actor=actor, at=at)
    return len(ids)


def _ask_whether_still_needed(actor: Actor, at: datetime) -> int:
    days = parameters.in_force(today(at)).whole("need.fresh_days")
    old = Need.objects.annotate(fresh_at=Coalesce("still_needed_at", "raised_at")).filter(
        state=NeedState.OPEN, asked_still_at__isnull=True, fresh_at__lte=at - timedelta(days=days)
    )

    def ask(need: Need, journal: audit.Journal) -> None:
        need.asked_still_at = at
        journal.save(need, "asked_still_at")

    return _move(old, ask, "exchange.need.ask_still", actor, at)


def _expire_unanswered(actor: Actor, at: datetime) -> int:
    in_force = parameters.in_force(today(at))
    silence = in_force.whole("need.expire_days") - in_force.whole("need.fresh_days")
    silent = Need.objects.filter(
        state=NeedState.OPEN, heads_taken=0, asked_still_at__lte=at - timedelta(days=silence)
    )

    def end(need: Need, journal: audit.Journal) -> None:
        expire(need, at=at, journal=journal)

    return _move(silent, end, "exchange.need.expire", actor, at)


def _overdue(at: datetime, *, asked: Q) -> QuerySet[ServiceItem]:
    """Return the delivered items whose last question is past due, after so many questions."""
    counted = ServiceItem.objects.annotate(last_due=Max("asks__due_on"), asked=Max("asks__number"))
    late = counted.filter(asked, last_due__lt=today(at))
    return ServiceItem.objects.filter(pk__in=late.values("pk"), state=ItemState.DELIVERED)


def _ask_again(actor: Actor, at: datetime) -> int:
    limit = parameters.in_force(today(at)).whole("need.feedback_asks")

    def ask(item: ServiceItem, journal: audit.Journal) -> None:
        ask_requester(item, at, journal)

    again = _overdue(at, asked=Q(asked__lt=limit))
    return _move(again, ask, "exchange.item.ask_again", actor, at)


def _mark_unconfirmed(actor: Actor, at: datetime) -> int:
    limit = parameters.in_force(today(at)).whole("need.feedback_asks")

    def mark(item: ServiceItem, journal: audit.Journal) -> None:
        item.state = ItemState.UNCONFIRMED
        journal.save(item, "state")

    silent = _overdue(at, asked=Q(asked__gte=limit))
    return _move(silent, mark, "exchange.item.unconfirmed", actor, at)


def _move(
    due: QuerySet[R],
    move: Callable[[R, audit.Journal], None],
    action: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Lock what is due, so that nobody's answer of this moment is passed over, and move it."""
    if not due.exists():
        return 0
    with audit.act(actor, action, at=at) as journal:
        rows = list(due.select_for_update(of=("self",)))
        for row in rows:
            move(row, journal)
    return len(rows)
