"""What waits for a person about members: letters, receipts, floating members, alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.utils import timezone

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor

from .. import policy
from ..models import DataRequest, FloatingMember, Transfer
from ..terms import WITHOUT_BRANCH, FloatingState, RequestState, TransferState
from .stays import out_of_contact


@dataclass(frozen=True)
class Waits:
    """One thing that waits: ``about`` names the page that it opens, ``due`` until when."""

    about: str
    id: int
    title: str
    unit: str
    due: date | None
    is_late: bool


@dataclass(frozen=True)
class Waiting:
    """All that waits of one kind; ``total`` counts those not shown too."""

    kind: str
    tasks: tuple[Waits, ...]
    total: int


def list_waiting(actor: Actor, *, at: datetime, most: int) -> tuple[Waiting, ...]:
    """Return what waits for the actor, each kind's most pressing first, ``most`` of each."""
    today = timezone.localdate(at)
    kinds = (
        ("transfer.receive", _letters),
        ("transfer.decide", _decisions),
        ("floating.receive", _reports),
        ("floating.claim", _contacts),
        ("member.edit", _news),
        ("data.answer", _questions),
    )
    found = [
        _waiting(kind, rows, task, most)
        for permission, of in kinds
        if actor.may(permission)
        for kind, rows, task in of(actor, today)
    ]
    return tuple(each for each in found if each.total)


Kind = tuple[str, QuerySet[Any], Callable[[Any], Waits]]


def _waiting(kind: str, rows: QuerySet[Any], task: Callable[[Any], Waits], most: int) -> Waiting:
    shown = list(rows.annotate(of_all=Window(Count("pk")))[:most])
    return Waiting(kind, tuple(map(task, shown)), shown[0].of_all if shown else 0)


def _transfers(actor: Actor, permission: str, state: TransferState) -> QuerySet[Transfer]:
    found = Transfer.objects.filter(policy.transfers(actor, permission), state=state)
    return found.select_related("person", "from_unit").order_by("due_on", "requested_at", "pk")


def _letters(actor: Actor, today: date) -> Iterator[Kind]:
    def task(transfer: Transfer) -> Waits:
        is_late = transfer.due_on is not None and transfer.due_on < today
        return _about(transfer, transfer.due_on, is_late=is_late)

    yield "receive", _transfers(actor, "transfer.receive", TransferState.ISSUED), task


def _decisions(actor: Actor, today: date) -> Iterator[Kind]:
    requested = _transfers(actor, "transfer.decide", TransferState.REQUESTED)
    yield "letter", requested, lambda transfer: _about(transfer, None)
    expired = _transfers(actor, "transfer.decide", TransferState.EXPIRED)
    yield "expired", expired, lambda transfer: _about(transfer, transfer.due_on, is_late=True)


def _about(transfer: Transfer, due: date | None, *, is_late: bool = False) -> Waits:
    title, unit = transfer.person.name, transfer.from_unit.name
    return Waits("transfer", transfer.pk, title, unit, due, is_late)


def _stays(condition: Q) -> QuerySet[FloatingMember]:
    return FloatingMember.objects.filter(condition).select_related("person", "station", "branch")


def _of_stay(stay: FloatingMember, due: date | None, *, is_late: bool = False) -> Waits:
    at = stay.branch or stay.station
    name = stay.person.name if stay.person else stay.name
    return Waits("stay", stay.pk, name, at.name if at else "", due, is_late)


def _reports(actor: Actor, today: date) -> Iterator[Kind]:
    days = timedelta(days=parameters.in_force(today).whole("floating.attach_days"))

    def task(stay: FloatingMember) -> Waits:
        reported = timezone.localdate(stay.reported_at) if stay.reported_at else today
        return _of_stay(stay, reported + days, is_late=reported + days < today)

    waiting = policy.floating(actor, "floating.receive") & Q(state__in=WITHOUT_BRANCH)
    yield "floating", _stays(waiting).order_by("reported_at", "pk"), task


def _contacts(actor: Actor, today: date) -> Iterator[Kind]:
    lost = policy.floating(actor, "floating.claim") & out_of_contact(today)
    rows = _stays(lost & Q(branch__isnull=False)).order_by("last_contact_on", "pk")
    yield "lost", rows, lambda stay: _of_stay(stay, stay.last_contact_on)


def _news(actor: Actor, today: date) -> Iterator[Kind]:
    of_home = policy.floating(actor, "member.edit")
    news = of_home & Q(state=FloatingState.ATTACHED, told_home_at__isnull=True)
    yield "news", _stays(news).order_by("attached_at", "pk"), lambda stay: _of_stay(stay, None)
    away = of_home & Q(state=FloatingState.LEFT) & out_of_contact(today)
    rows = _stays(away).order_by("last_contact_on", "pk")
    yield "away", rows, lambda stay: _of_stay(stay, stay.last_contact_on)


def _questions(actor: Actor, today: date) -> Iterator[Kind]:
    def task(asked: DataRequest) -> Waits:
        title, unit = asked.person.name, asked.person.unit.name
        return Waits("data_request", asked.pk, title, unit, asked.due_on, asked.due_on < today)

    to_answer = policy.data_requests(actor, "data.answer") & Q(state=RequestState.OPEN)
    rows = DataRequest.objects.filter(to_answer).select_related("person__unit")
    yield "data", rows.order_by("due_on", "pk"), task
