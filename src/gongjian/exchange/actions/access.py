"""Loading rows for a write: in scope, locked, in a state that allows it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.audit import Journal
from gongjian.kernel.errors import Forbidden
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import Claim, Need, NeedSpan, ServiceItem
from ..terms import ClaimState, ItemState, NeedState


def require_unit(actor: Actor, permission: str, unit_id: int) -> Unit:
    """Return the unit that the actor acts for; refuse one for which the actor may not act."""
    unit = Unit.objects.filter(org_policy.scope(actor, permission), pk=unit_id).first()
    if unit is None:
        raise Forbidden
    return unit


def locked_need(need_id: int, actor: Actor, permission: str) -> Need:
    return fetch(
        Need.objects.all(),
        need_id,
        allowed=policy.needs(actor, permission),
        visible=policy.needs(actor, "need.view"),
        lock=True,
    )


def locked_claim(claim_id: int, actor: Actor, permission: str) -> Claim:
    # The need first, then its claims and items: one order for all writers, so no deadlock.
    list(Need.objects.select_for_update().filter(claims=claim_id))
    return fetch(
        Claim.objects.select_related("need"),
        claim_id,
        allowed=policy.claims(actor, permission),
        visible=policy.claims(actor, "claim.view"),
        lock=True,
    )


def locked_item(item_id: int, actor: Actor, permission: str) -> ServiceItem:
    list(Need.objects.select_for_update().filter(items=item_id))
    return fetch(
        ServiceItem.objects.select_related("need", "claim"),
        item_id,
        allowed=policy.items(actor, permission),
        visible=policy.items(actor, "item.view"),
        lock=True,
    )


def today(at: datetime) -> date:
    """Return the local day of a moment."""
    return timezone.localdate(at)


def set_state(need: Need, state: NeedState, at: datetime, journal: Journal) -> None:
    """Put a need into a state and note since when; the same state again changes nothing."""
    if need.state == state:
        return
    for span in NeedSpan.objects.filter(need=need, to_at__isnull=True):
        span.to_at = at
        journal.save(span, "to_at")
    journal.create(NeedSpan(need=need, state=state, from_at=at))
    need.state = state
    need.confirmed_at = at if state == NeedState.CONFIRMED else None
    journal.save(need, "state", "confirmed_at")


def refresh_state(need: Need, at: datetime, journal: Journal) -> None:
    """Derive a need's heads taken and state from its live claims and items."""
    live = Claim.objects.filter(need=need, state__in=[ClaimState.CLAIMED, ClaimState.AGREED])
    rows = live.annotate(item_state=F("item__state")).values_list("heads", "item_state")
    parts = [rules.Part(heads, ItemState(state) if state else None) for heads, state in rows]
    need.heads_taken = sum(part.heads for part in parts)
    journal.save(need, "heads_taken")
    set_state(need, rules.need_state(need.heads, parts), at, journal)
