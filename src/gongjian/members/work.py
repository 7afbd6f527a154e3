"""Open work about members: letters, receipts, floating members, alerts, questions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Kind, Open, Task, declare

from . import policy
from .models import DataRequest, FloatingMember, Transfer
from .queries.stays import out_of_contact
from .terms import WITHOUT_BRANCH, FloatingState, RequestState, TransferState


def _transfers(actor: Actor, permission: str, state: TransferState) -> QuerySet[Transfer]:
    found = Transfer.objects.filter(policy.transfers(actor, permission), state=state)
    return found.select_related("person", "from_unit").order_by("due_on", "requested_at", "pk")


def _about(transfer: Transfer, **days: Any) -> Task:
    title, unit = transfer.person.name, transfer.from_unit.name
    return Task(title, "transfer", (transfer.pk,), unit, **days)


def _to_receive(actor: Actor, at: datetime) -> Open:
    rows = _transfers(actor, "transfer.receive", TransferState.ISSUED)
    return Open(rows, lambda transfer: _about(transfer, due=transfer.due_on))


def _to_issue(actor: Actor, at: datetime) -> Open:
    rows = _transfers(actor, "transfer.decide", TransferState.REQUESTED)
    return Open(rows, lambda transfer: _about(transfer, since=transfer.requested_at))


def _expired(actor: Actor, at: datetime) -> Open:
    rows = _transfers(actor, "transfer.decide", TransferState.EXPIRED)
    return Open(rows, lambda transfer: _about(transfer, due=transfer.due_on))


def _stays(condition: Q, *order: str) -> QuerySet[FloatingMember]:
    found = FloatingMember.objects.filter(condition).order_by(*order, "pk")
    return found.select_related("person", "station", "branch")


def _stay(stay: FloatingMember, **days: Any) -> Task:
    at = stay.branch or stay.station
    name = stay.person.name if stay.person else stay.name
    return Task(name, "stay", (stay.pk,), at.name if at else "", **days)


def _to_attach(actor: Actor, at: datetime) -> Open:
    today = timezone.localdate(at)
    days = timedelta(days=parameters.in_force(today).whole("floating.attach_days"))

    def task(stay: FloatingMember) -> Task:
        reported = timezone.localdate(stay.reported_at) if stay.reported_at else today
        return _stay(stay, due=reported + days)

    waiting = policy.floating(actor, "floating.receive") & Q(state__in=WITHOUT_BRANCH)
    return Open(_stays(waiting, "reported_at"), task)


def _out_of_contact(waiting: Q, today: date) -> Open:
    rows = _stays(waiting & out_of_contact(today), "last_contact_on")
    return Open(rows, lambda stay: _stay(stay, since=stay.last_contact_on))


def _lost(actor: Actor, at: datetime) -> Open:
    ours = policy.floating(actor, "floating.claim") & Q(branch__isnull=False)
    return _out_of_contact(ours, timezone.localdate(at))


def _away(actor: Actor, at: datetime) -> Open:
    ours = policy.floating(actor, "member.edit") & Q(state=FloatingState.LEFT)
    return _out_of_contact(ours, timezone.localdate(at))


def _news(actor: Actor, at: datetime) -> Open:
    news = Q(state=FloatingState.ATTACHED, told_home_at__isnull=True)
    rows = _stays(policy.floating(actor, "member.edit") & news, "attached_at")
    return Open(rows, lambda stay: _stay(stay, since=stay.attached_at))


def _questions(actor: Actor, at: datetime) -> Open:
    def task(asked: DataRequest) -> Task:
        title, unit = asked.person.name, asked.person.unit.name
        return Task(title, "data_request", (asked.pk,), unit, due=asked.due_on)

    to_answer = policy.data_requests(actor, "data.answer") & Q(state=RequestState.OPEN)
    rows = DataRequest.objects.filter(to_answer).select_related("person__unit")
    return Open(rows.order_by("due_on", "pk"), task)


WORK = declare(
    "members",
    _("Members"),
    Kind(
        "members.receive",
        _("Members to receive"),
        "transfer.receive",
        _to_receive,
        due=_("answer by"),
    ),
    Kind(
        "members.letter",
        _("Letters of transfer to issue"),
        "transfer.decide",
        _to_issue,
        since=_("asked for on"),
    ),
    Kind(
        "members.expired",
        _("Letters that nobody answered"),
        "transfer.decide",
        _expired,
        due=_("letter valid until"),
    ),
    Kind(
        "members.floating",
        _("Floating members whom nobody has"),
        "floating.receive",
        _to_attach,
        due=_("find a branch by"),
    ),
    Kind(
        "members.lost",
        _("Floating members without contact for long"),
        "floating.claim",
        _lost,
        since=_("last contact"),
    ),
    Kind(
        "members.news",
        _("Your members taken in elsewhere"),
        "member.edit",
        _news,
        since=_("taken in on"),
    ),
    Kind(
        "members.away",
        _("Members away without contact for long"),
        "member.edit",
        _away,
        since=_("last contact"),
    ),
    Kind(
        "members.data",
        _("Questions about one's own data to answer"),
        "data.answer",
        _questions,
        due=_("answer by"),
    ),
)
