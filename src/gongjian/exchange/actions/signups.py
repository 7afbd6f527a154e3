"""Volunteers: taking a place, leaving it, training and deployment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.kernel.states import StepNotPossible

from .. import policy
from ..models import ServiceItem, SignUp
from ..terms import ItemState
from .access import locked_item
from .items import start_delivering


class NoPlaceLeft(Conflict):
    code = "no_place_left"
    message = _("All %(places)d places are taken. Nothing was booked for you.")


class AlreadySignedUp(Conflict):
    code = "already_signed_up"
    message = _("You already have a place in this service.")


class TooLate(Conflict):
    code = "service_over"
    message = _("This service is over or no longer takes volunteers.")


class NotTrained(DomainError):
    code = "not_trained"
    message = _("%(names)s: the required training is not recorded as attended.")


class AlreadyDeployed(Conflict):
    code = "already_deployed"
    message = _("You were already at this service, so the place stays recorded.")


def sign_up(item_id: int, *, actor: Actor, at: datetime) -> SignUp:
    """Take a place in a service for oneself; nobody can do it for another (G12).

    Raises:
        NoPlaceLeft: the last place has gone, perhaps at this very moment.
        AlreadySignedUp, TooLate: as said.
    """
    if actor.person_id is None or not actor.may("signup.self"):
        raise Forbidden
    with audit.act(actor, "exchange.signup", at=at, detail={"item": item_id}) as journal:
        item = locked_item(item_id, actor, "shift.view")
        if item.state not in (ItemState.AGREED, ItemState.DELIVERING) or item.ends_at <= at:
            raise TooLate
        taken = dict(
            SignUp.objects.filter(item=item, left_at__isnull=True).values_list("seat", "person_id")
        )
        if actor.person_id in taken.values():
            raise AlreadySignedUp
        seat = next((n for n in range(1, item.places + 1) if n not in taken), None)
        if seat is None:
            raise NoPlaceLeft(places=item.places)
        return journal.create(SignUp(item=item, person_id=actor.person_id, seat=seat, signed_at=at))


def leave(signup_id: int, *, actor: Actor, at: datetime) -> SignUp:
    """Give one's place back; it has no effect on the person."""
    with audit.act(actor, "exchange.signup.leave", at=at) as journal:
        signup = fetch(
            SignUp.objects.all(),
            signup_id,
            allowed=policy.own_signups(actor),
            visible=policy.signups(actor, "item.run"),
            lock=True,
        )
        if signup.deployed_at is not None:
            raise AlreadyDeployed
        if signup.left_at is None:
            signup.left_at = at
            journal.save(signup, "left_at")
        return signup


def mark_trained(
    item_id: int, signup_ids: Iterable[int], *, actor: Actor, at: datetime
) -> list[SignUp]:
    """Record who attended the training; those already recorded stay as they are."""
    with audit.act(actor, "exchange.training.attend", at=at) as journal:
        item = locked_item(item_id, actor, "item.run")
        attended = [s for s in _live(item, signup_ids) if s.trained_at is None]
        for signup in attended:
            signup.trained_at = at
        journal.save_many(attended, ["trained_at"])
        return attended


def deploy(item_id: int, signup_ids: Iterable[int], *, actor: Actor, at: datetime) -> list[SignUp]:
    """Send volunteers to the service; where training is required, only who attended.

    Raises:
        NotTrained: names those who did not; nobody is deployed then.
    """
    with audit.act(actor, "exchange.deploy", at=at) as journal:
        item = locked_item(item_id, actor, "item.run")
        if item.state not in (ItemState.AGREED, ItemState.DELIVERING):
            raise StepNotPossible(state=item.get_state_display())
        chosen = _live(item, signup_ids)
        untrained = [s.person.name for s in chosen if s.trained_at is None]
        if item.training_required and untrained:
            raise NotTrained(names="、".join(untrained))
        sent = [s for s in chosen if s.deployed_at is None]
        for signup in sent:
            signup.deployed_at = at
        journal.save_many(sent, ["deployed_at"])
        if sent:
            start_delivering(item, at, journal)
        return sent


def _live(item: ServiceItem, signup_ids: Iterable[int]) -> list[SignUp]:
    return list(
        SignUp.objects.select_for_update(of=("self",))
        .filter(item=item, pk__in=list(signup_ids), left_at__isnull=True)
        .select_related("person")
        .order_by("seat")
    )
