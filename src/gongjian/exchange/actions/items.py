"""Agreeing on a service item, delivering it, and the requester's answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.kernel.states import StepNotPossible, require_step
from gongjian.members.models import Person

from .. import rules
from ..models import (
    Claim,
    ConfirmationAsk,
    Need,
    Pairing,
    PairingActivity,
    ServiceItem,
    Training,
)
from ..terms import ClaimState, ItemState, PairingState
from .access import (
    locked_claim,
    locked_item,
    refresh_state,
    today,
)


class TimesCrossed(DomainError):
    code = "times_crossed"
    message = _("The end is not after the beginning.")
    field = "ends_at"


class NotOfEitherSide(DomainError):
    code = "liaison_not_of_unit"
    message = _("The liaison belongs to neither of the two units. Choose one of their people.")
    field = "liaison_id"


class OtherSideAgrees(DomainError):
    code = "other_side_agrees"
    message = _("Your side proposed these terms; the other side agrees to them.")


@dataclass(frozen=True)
class ItemTerms:
    """The terms of a service: when, where, how many, and who leads it."""

    starts_at: datetime
    ends_at: datetime
    place: str
    places: int
    liaison_id: int
    training_required: bool = False


def draft_item(claim_id: int, terms: ItemTerms, *, actor: Actor, at: datetime) -> ServiceItem:
    """Propose terms for a claim, or other terms instead; the other side agrees to them."""
    if terms.ends_at <= terms.starts_at:
        raise TimesCrossed
    with audit.act(actor, "exchange.item.draft", at=at) as journal:
        claim, side = _claim_and_side(claim_id, actor)
        if claim.state != ClaimState.CLAIMED:
            raise StepNotPossible(state=claim.get_state_display())
        units = [claim.unit_id, claim.need.unit_id]
        if not Person.objects.filter(pk=terms.liaison_id, unit_id__in=units).exists():
            raise NotOfEitherSide
        item = ServiceItem.objects.select_for_update().filter(claim=claim).first()
        if item is None:
            item = ServiceItem(claim=claim, need=claim.need, unit=claim.unit)
        is_new = item.pk is None
        item.drafted_by_id, item.state = side, ItemState.DRAFTED
        item.starts_at, item.ends_at, item.place = terms.starts_at, terms.ends_at, terms.place
        item.places, item.liaison_id = terms.places, terms.liaison_id
        item.training_required = terms.training_required or claim.need.training_required
        return journal.create(item) if is_new else journal.save(item)


def _claim_and_side(claim_id: int, actor: Actor) -> tuple[Claim, int]:
    """Return the claim, locked, and the unit of the side for which the actor speaks."""
    giving = any(
        grant.unit_id == unit_id
        for unit_id in Claim.objects.filter(pk=claim_id).values_list("unit_id", flat=True)
        for grant, _permission in actor.holding("need.claim")
    )
    claim = locked_claim(claim_id, actor, "need.claim" if giving else "item.agree")
    return claim, claim.unit_id if giving else claim.need.unit_id


def agree_item(item_id: int, *, actor: Actor, at: datetime) -> ServiceItem:
    """Agree to the terms that the other side proposed; volunteers can sign up from now on.

    Raises:
        OtherSideAgrees: the actor's own side proposed them.
    """
    with audit.act(actor, "exchange.item.agree", at=at) as journal:
        item = locked_item(item_id, actor, "item.agree")
        require_step(rules.ITEM_EDGES, item.state, item.get_state_display(), "agree")
        sides = {grant.unit_id for grant, _permission in actor.holding("item.agree")}
        other = item.need.unit_id if item.drafted_by_id == item.unit_id else item.unit_id
        if other not in sides:
            raise OtherSideAgrees
        item.state, item.agreed_at = ItemState.AGREED, at
        if other == item.need.unit_id:
            item.host_liaison_id = actor.person_id
        journal.save(item)
        claim = Claim.objects.select_for_update().get(pk=item.claim_id)
        claim.state, claim.answered_at = ClaimState.AGREED, at
        claim.answered_by_id = actor.person_id
        journal.save(claim)
        _refresh(item, at, journal)
        return item


def _refresh(item: ServiceItem, at: datetime, journal: audit.Journal) -> None:
    refresh_state(Need.objects.select_for_update().get(pk=item.need_id), at, journal)


def plan_training(
    item_id: int, *, starts_at: datetime, place: str, trainer: str, actor: Actor, at: datetime
) -> Training:
    """Plan the training of a service item."""
    with audit.act(actor, "exchange.training.plan", at=at) as journal:
        item = locked_item(item_id, actor, "item.run")
        return journal.create(
            Training(item=item, starts_at=starts_at, place=place, trainer=trainer)
        )


def start_delivering(item: ServiceItem, at: datetime, journal: audit.Journal) -> None:
    """Note that people are at work; the first deployment does this."""
    if item.state == ItemState.AGREED:
        item.state = ItemState.DELIVERING
        journal.save(item, "state")
        _refresh(item, at, journal)


def deliver_item(
    item_id: int, *, heads: int, note: str = "", actor: Actor, at: datetime
) -> ServiceItem:
    """Report a service as delivered, and ask the requester to confirm it.

    Delivered is not done: only the requester's confirmation counts.
    """
    with audit.act(actor, "exchange.item.deliver", at=at) as journal:
        item = locked_item(item_id, actor, "item.run")
        require_step(rules.ITEM_EDGES, item.state, item.get_state_display(), "deliver")
        item.state, item.delivered_at = ItemState.DELIVERED, at
        item.heads_delivered, item.delivered_note = heads, note
        journal.save(item)
        ask_requester(item, at, journal)
        _refresh(item, at, journal)
        return item


def ask_requester(item: ServiceItem, at: datetime, journal: audit.Journal) -> None:
    """Ask the requester to confirm, once more than so far."""
    days = parameters.in_force(today(at)).whole("need.feedback_days")
    journal.create(
        ConfirmationAsk(
            item=item,
            number=ConfirmationAsk.objects.filter(item=item).count() + 1,
            asked_at=at,
            due_on=rules.add_working_days(today(at), days),
        )
    )


def confirm_item(item_id: int, *, thanks: str = "", actor: Actor, at: datetime) -> ServiceItem:
    """Confirm a delivered service, as the one who asked for it."""
    with audit.act(actor, "exchange.item.confirm", at=at) as journal:
        item = locked_item(item_id, actor, "item.confirm")
        require_step(rules.ITEM_EDGES, item.state, item.get_state_display(), "confirm")
        item.state, item.confirmed_at = ItemState.CONFIRMED, at
        item.confirmed_by_id, item.thanks, item.missing_note = actor.person_id, thanks, ""
        journal.save(item)
        _note_in_pairing(item, at, journal)
        _refresh(item, at, journal)
        return item


def say_missing(item_id: int, *, note: str, actor: Actor, at: datetime) -> ServiceItem:
    """Say what is missing, as the one who asked; the giving side delivers again."""
    with audit.act(actor, "exchange.item.missing", at=at) as journal:
        item = locked_item(item_id, actor, "item.confirm")
        require_step(rules.ITEM_EDGES, item.state, item.get_state_display(), "say what is missing")
        item.state, item.missing_note = ItemState.MISSING, note
        return journal.save(item, "state", "missing_note")


def _note_in_pairing(item: ServiceItem, at: datetime, journal: audit.Journal) -> None:
    """Enter a confirmed service into the pairing of its two sides: it was recorded once."""
    sides = sorted((item.unit_id, item.need.unit_id))
    pairings: Iterable[Pairing] = Pairing.objects.filter(
        Q(first_id=sides[0], second_id=sides[1]), state=PairingState.ACTIVE
    )
    for pairing in pairings:
        journal.create(
            PairingActivity(pairing=pairing, held_on=today(at), title=item.need.title, item=item)
        )
