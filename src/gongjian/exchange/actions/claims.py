"""Claiming all or part of a need, proposals of the host, answers to both."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.kernel.states import StepNotPossible, require_step
from gongjian.org.models import Unit

from .. import rules
from ..models import Claim, Need, ServiceItem
from ..terms import ClaimState, DeclineReason, ItemState, NeedState
from .access import (
    locked_claim,
    locked_need,
    refresh_state,
    require_unit,
)


class NotEnoughLeft(Conflict):
    code = "not_enough_left"
    message = _("Only %(left)d of %(heads)d are still open. Claim %(left)d or fewer.")
    field = "heads"


class OwnNeed(DomainError):
    code = "own_need"
    message = _("This is your own unit's need; another unit can claim it.")


class AlreadyClaimed(Conflict):
    code = "already_claimed"
    message = _("Your unit has already claimed a part of this need.")


def claim(
    need_id: int,
    *,
    unit_id: int,
    heads: int,
    resource_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Claim:
    """Claim ``heads`` of a need for a unit; two units at once never get more than there is.

    Raises:
        NotEnoughLeft: fewer heads are open than asked for.
        OwnNeed, AlreadyClaimed: the unit cannot claim this one.
    """
    unit = require_unit(actor, "need.claim", unit_id)
    with audit.act(actor, "exchange.claim", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.view")
        _check_free(need, unit, heads)
        proposed = Claim.objects.filter(
            need=need, unit=unit, state__in=[ClaimState.PROPOSED, ClaimState.CLAIMED]
        ).first()
        if proposed is not None and proposed.state == ClaimState.CLAIMED:
            raise AlreadyClaimed
        made = proposed or Claim(need=need, unit=unit)
        made.heads, made.resource_id = heads, resource_id or made.resource_id
        made.state = ClaimState.CLAIMED
        made.claimed_by_id, made.claimed_at = actor.person_id, at
        if proposed is None:
            journal.create(made)
        else:
            journal.save(made)
        refresh_state(need, at, journal)
        return made


def _check_free(need: Need, unit: Unit, heads: int) -> None:
    if need.unit_id == unit.pk:
        raise OwnNeed
    # A need whose last head has just gone is answered in numbers, not by its state.
    if need.state != NeedState.OPEN and need.heads_left > 0:
        raise StepNotPossible(state=need.get_state_display())
    if heads < 1 or heads > need.heads_left:
        raise NotEnoughLeft(left=need.heads_left, heads=need.heads)


def propose(
    need_id: int,
    *,
    unit_id: int,
    heads: int,
    resource_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Claim:
    """Propose a unit for a need, as its host; the unit answers, nothing is taken until then."""
    with audit.act(actor, "exchange.propose", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.propose")
        unit = require_unit(actor, "need.propose", unit_id)
        _check_free(need, unit, heads)
        if Claim.objects.filter(
            need=need, unit=unit, state__in=[ClaimState.PROPOSED, ClaimState.CLAIMED]
        ).exists():
            raise AlreadyClaimed(_("This unit has already been asked or has claimed."))
        return journal.create(
            Claim(
                need=need,
                unit=unit,
                resource_id=resource_id,
                heads=heads,
                state=ClaimState.PROPOSED,
                claimed_by_id=actor.person_id,
                claimed_at=at,
            )
        )


def accept_proposal(claim_id: int, *, actor: Actor, at: datetime) -> Claim:
    """Accept the host's proposal for one's unit: it becomes a claim."""
    with audit.act(actor, "exchange.proposal.accept", at=at):
        proposed = locked_claim(claim_id, actor, "need.claim")
        require_step(rules.CLAIM_EDGES, proposed.state, proposed.get_state_display(), "accept")
        return claim(
            proposed.need_id,
            unit_id=proposed.unit_id,
            heads=proposed.heads,
            resource_id=proposed.resource_id,
            actor=actor,
            at=at,
        )


def decline(
    claim_id: int, *, reason: DeclineReason, note: str = "", actor: Actor, at: datetime
) -> Claim:
    """Decline a match with its reason: the proposed unit, or the requester of a claimed need.

    The heads are open again; the reason counts in later rankings.
    """
    with audit.act(actor, "exchange.claim.decline", at=at) as journal:
        permission = _permission_to_decline(claim_id)
        declined = locked_claim(claim_id, actor, permission)
        require_step(rules.CLAIM_EDGES, declined.state, declined.get_state_display(), "decline")
        return _end(declined, ClaimState.DECLINED, journal, actor, at, reason, note)


def _permission_to_decline(claim_id: int) -> str:
    proposed = Claim.objects.filter(pk=claim_id, state=ClaimState.PROPOSED).exists()
    return "need.claim" if proposed else "item.agree"


def withdraw_claim(claim_id: int, *, actor: Actor, at: datetime) -> Claim:
    """Take back one's unit's claim before it is agreed."""
    with audit.act(actor, "exchange.claim.withdraw", at=at) as journal:
        withdrawn = locked_claim(claim_id, actor, "need.claim")
        require_step(rules.CLAIM_EDGES, withdrawn.state, withdrawn.get_state_display(), "withdraw")
        return _end(withdrawn, ClaimState.WITHDRAWN, journal, actor, at)


def _end(
    ended: Claim,
    state: ClaimState,
    journal: audit.Journal,
    actor: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
) -> Claim:
    need = Need.objects.select_for_update().get(pk=ended.need_id)
    ended.state = state
    ended.answered_by_id, ended.answered_at = actor.person_id, at
    ended.decline_reason, ended.decline_note = reason, note
    journal.save(ended)
    for item in ServiceItem.objects.filter(claim=ended, state=ItemState.DRAFTED):
        item.state = ItemState.CANCELLED
        journal.save(item, "state")
    refresh_state(need, at, journal)
    return ended
