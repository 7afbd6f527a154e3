"""What happens because time has passed: hand-overs, questions, expiry. Never a confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor

from ..models import Need, ServiceItem
from ..terms import ItemState, NeedState
from .access import today
from .items import ask_requester
from .needs import expire, hand_over


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
    with audit.act(actor, "exchange.need.ask_still", at=at) as journal:
        needs = list(old.select_for_update())
        for need in needs:
            need.asked_still_at = at
        journal.save_many(needs, ["asked_still_at"])
    return len(needs)


def _expire_unanswered(actor: Actor, at: datetime) -> int:
    in_force = parameters.in_force(today(at))
    silence = in_force.whole("need.expire_days") - in_force.whole("need.fresh_days")
    silent = Need.objects.filter(
        state=NeedState.OPEN, heads_taken=0, asked_still_at__lte=at - timedelta(days=silence)
    )
    with audit.act(actor, "exchange.need.expire", at=at) as journal:
        needs = list(silent.select_for_update())
        for need in needs:
            expire(need, at=at, journal=journal)
    return len(needs)


def _overdue(at: datetime) -> list[tuple[ServiceItem, int]]:
    waiting = (
        ServiceItem.objects.filter(state=ItemState.DELIVERED)
        .annotate(last_due=Max("asks__due_on"), asked=Max("asks__number"))
        .filter(last_due__lt=today(at))
        .order_by("pk")
    )
    return [(item, item.asked) for item in waiting]


def _ask_again(actor: Actor, at: datetime) -> int:
    limit = parameters.in_force(today(at)).whole("need.feedback_asks")
    again = [item for item, asked in _overdue(at) if asked < limit]
    with audit.act(actor, "exchange.item.ask_again", at=at) as journal:
        for item in again:
            ask_requester(item, at, journal)
    return len(again)


def _mark_unconfirmed(actor: Actor, at: datetime) -> int:
    limit = parameters.in_force(today(at)).whole("need.feedback_asks")
    silent = [item for item, asked in _overdue(at) if asked >= limit]
    with audit.act(actor, "exchange.item.unconfirmed", at=at) as journal:
        for item in silent:
            item.state = ItemState.UNCONFIRMED
            journal.save(item, "state")
    return len(silent)
