"""Open work about needs, claims, services, shifts and pairings, by who is to do it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Button, Kind, Open, Task, declare

from . import policy, rules
from .models import Claim, Need, ServiceItem, SignUp, Training
from .queries.pairings import dormant
from .terms import ClaimState, ItemState, NeedState

SOON = timedelta(days=5)
"""A clock that runs out within this time is shown."""


def _needs(actor: Actor, permission: str, **condition: Any) -> QuerySet[Need]:
    found = Need.objects.filter(policy.needs(actor, permission), **condition)
    return found.select_related("unit")


def _need(need: Need, **days: Any) -> Task:
    return Task(need.title, "need", (need.pk,), need.unit.name, **days)


def _to_verify(actor: Actor, at: datetime) -> Open:
    days = parameters.in_force(timezone.localdate(at)).whole("need.verify_days")

    def task(need: Need) -> Task:
        return _need(need, due=rules.add_working_days(timezone.localdate(need.raised_at), days))

    raised = _needs(actor, "need.verify", state=NeedState.RAISED)
    return Open(raised.order_by("raised_at", "pk"), task)


def _clocks(actor: Actor, at: datetime) -> Open:
    running_out = _needs(
        actor,
        "need.hand_over",
        state=NeedState.OPEN,
        stages__ended_at__isnull=True,
        stages__due_on__lte=timezone.localdate(at) + SOON,
    ).annotate(due_on=F("stages__due_on"))
    return Open(running_out.order_by("due_on", "pk"), lambda need: _need(need, due=need.due_on))


def _unmet(actor: Actor, at: datetime) -> Open:
    states = [NeedState.UNMET, NeedState.EXPIRED]
    rows = _needs(actor, "need.hand_over", state__in=states)
    return Open(rows.order_by("raised_at", "pk"), lambda need: _need(need, since=need.raised_at))


def _dormant(actor: Actor, at: datetime) -> Open:
    def task(pairing: Any) -> Task:
        sides = f"{pairing.first.name} · {pairing.second.name}"
        return Task(pairing.title, "pairing", (pairing.pk,), sides, since=pairing.last_on)

    return Open(dormant(actor), task)


def _proposals(actor: Actor, at: datetime) -> Open:
    proposed = Claim.objects.filter(
        policy.claims(actor, "need.claim"), state=ClaimState.PROPOSED
    ).select_related("need__unit")
    ordered = proposed.order_by("claimed_at", "pk")
    return Open(ordered, lambda claim: _need(claim.need, since=claim.claimed_at))


def _claims(actor: Actor, at: datetime) -> Open:
    def task(claim: Claim) -> Task:
        need = claim.need
        return Task(need.title, "need", (need.pk,), claim.unit.name, since=claim.claimed_at)

    claimed = Claim.objects.filter(
        policy.claims(actor, "item.agree"), state=ClaimState.CLAIMED, item__isnull=True
    ).select_related("need", "unit")
    return Open(claimed.order_by("claimed_at", "pk"), task)


def _still(actor: Actor, at: datetime) -> Open:
    asked = _needs(actor, "need.edit", state=NeedState.OPEN, asked_still_at__isnull=False)
    ordered = asked.order_by("asked_still_at", "pk")
    return Open(ordered, lambda need: _need(need, since=need.asked_still_at))


def _items(condition: Q, *order: str) -> QuerySet[ServiceItem]:
    found = ServiceItem.objects.filter(condition).order_by(*order, "pk")
    return found.select_related("need__unit", "unit")


def _item(item: ServiceItem, **more: Any) -> Task:
    units = f"{item.unit.name} · {item.need.unit.name}"
    return Task(item.need.title, "item", (item.pk,), units, **more)


def _terms(actor: Actor, at: datetime) -> Open:
    """Return the terms that the other side drafted."""
    sides = {grant.unit_id for grant, _permission in actor.holding("item.agree")}
    ours = Q(unit_id__in=sides, drafted_by=F("need__unit_id"))
    theirs = Q(need__unit_id__in=sides, drafted_by=F("unit_id"))
    drafted = _items((ours | theirs) & Q(state=ItemState.DRAFTED), "starts_at")
    return Open(drafted, lambda item: _item(item, due=item.starts_at))


def _to_confirm(actor: Actor, at: datetime) -> Open:
    def task(item: Any) -> Task:
        asked = ngettext("asked once", "asked %(n)s times", item.asked) % {"n": item.asked}
        return _item(item, due=item.due_on, note=asked if item.asked > 1 else "")

    waiting = Q(state__in=[ItemState.DELIVERED, ItemState.UNCONFIRMED])
    rows = ServiceItem.objects.filter(policy.items(actor, "item.confirm") & waiting)
    asked = rows.annotate(asked=Max("asks__number"), due_on=Max("asks__due_on"))
    return Open(asked.select_related("need__unit", "unit").order_by("due_on", "pk"), task)


def _missing(actor: Actor, at: datetime) -> Open:
    rows = _items(policy.items(actor, "item.run") & Q(state=ItemState.MISSING), "starts_at")
    return Open(rows, lambda item: _item(item, since=item.starts_at))


def _to_run(actor: Actor, at: datetime) -> Open:
    running = Q(state__in=[ItemState.AGREED, ItemState.DELIVERING])
    rows = _items(policy.items(actor, "item.run") & running, "starts_at")
    return Open(rows, lambda item: _item(item, due=item.starts_at))


def _signed_up(actor: Actor, at: datetime) -> QuerySet[SignUp]:
    return SignUp.objects.filter(
        policy.own_signups(actor),
        left_at__isnull=True,
        item__state__in=[ItemState.AGREED, ItemState.DELIVERING],
        item__ends_at__gt=at,
    )


def _shift(item: ServiceItem, place: str, starts_at: datetime) -> Task:
    return Task(item.need.title, "shift", (item.pk,), place, due=starts_at)


def _trainings(actor: Actor, at: datetime) -> Open:
    untrained = _signed_up(actor, at).filter(trained_at__isnull=True)
    rows = Training.objects.filter(item__in=untrained.values("item_id"), starts_at__gt=at)
    return Open(
        rows.select_related("item__need").order_by("starts_at", "pk"),
        lambda training: _shift(training.item, training.place, training.starts_at),
    )


def _services(actor: Actor, at: datetime) -> Open:
    rows = _signed_up(actor, at).select_related("item__need").order_by("item__starts_at", "pk")
    return Open(rows, lambda each: _shift(each.item, each.item.place, each.item.starts_at))


WORK = declare(
    "exchange",
    _("Needs and services"),
    Kind("exchange.verify", _("Needs to verify"), "need.verify", _to_verify, due=_("verify by")),
    Kind(
        "exchange.clock",
        _("Needs whose clock runs out"),
        "need.hand_over",
        _clocks,
        due=_("handed over after"),
    ),
    Kind(
        "exchange.unmet",
        _("Needs that nobody could meet"),
        "need.hand_over",
        _unmet,
        since=_("raised on"),
    ),
    Kind(
        "exchange.dormant",
        _("Pairings gone dormant"),
        "need.verify",
        _dormant,
        since=_("last activity"),
    ),
    Kind(
        "exchange.proposals",
        _("Proposals to answer"),
        "need.claim",
        _proposals,
        since=_("proposed on"),
    ),
    Kind(
        "exchange.claims",
        _("Claims to agree terms on"),
        "item.agree",
        _claims,
        since=_("claimed on"),
    ),
    Kind(
        "exchange.terms",
        _("Terms to agree"),
        "item.agree",
        _terms,
        due=_("begins"),
    ),
    Kind(
        "exchange.confirm",
        _("Deliveries to confirm"),
        "item.confirm",
        _to_confirm,
        due=_("answer by"),
    ),
    Kind(
        "exchange.still",
        _("Still needed?"),
        "item.agree",
        _still,
        since=_("asked on"),
        button=Button(_("Yes, still needed"), "need_still", _("Still needed: %(title)s")),
    ),
    Kind(
        "exchange.missing",
        _("Something is missing"),
        "item.run",
        _missing,
        since=_("service on"),
    ),
    Kind(
        "exchange.run",
        _("Services to run"),
        "item.run",
        _to_run,
        due=_("begins"),
        is_appointment=True,
    ),
    Kind(
        "exchange.trainings",
        _("My trainings"),
        "signup.self",
        _trainings,
        due=_("begins"),
        is_appointment=True,
    ),
    Kind(
        "exchange.services",
        _("My next services"),
        "signup.self",
        _services,
        due=_("begins"),
        is_appointment=True,
    ),
)
