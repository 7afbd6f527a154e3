"""Who may see and do what with needs, resources, items and pairings."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org

from .models import Claim, Pairing
from .terms import Audience, ItemState, NeedState, PairingState

UNVERIFIED = (NeedState.RAISED, NeedState.WITHDRAWN)

PUBLIC_NEEDS = ~Q(state__in=UNVERIFIED) & Q(audience__in=[Audience.ZONE, Audience.WIDER])
"""What everybody may see of needs: verified, and offered to the zone or wider."""

PUBLIC_ITEMS = Q(state=ItemState.CONFIRMED)
"""What everybody may see of services: that they were done, and confirmed."""


def _own_units(actor: Actor) -> frozenset[int]:
    """Return the units that the actor may claim for."""
    return frozenset(grant.unit_id for grant, _ in actor.holding("need.claim"))


def _paired(units: frozenset[int]) -> Q:
    pairs = Pairing.objects.filter(state=PairingState.ACTIVE)
    return Q(unit_id__in=pairs.filter(first_id__in=units).values("second_id")) | Q(
        unit_id__in=pairs.filter(second_id__in=units).values("first_id")
    )


def needs(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Need`` rows.

    A verified need is seen as far as its audience goes: the paired units, then the zone, then
    every unit of the wider area. The requester, its host and its officers see it always.
    """
    if permission != "need.view":
        return org.units(actor, permission, "unit_id")
    seen = org.units(actor, "need.view_unverified", "unit_id")
    if not actor.may("need.view"):
        return seen
    units = _own_units(actor)
    offered = Q(audience=Audience.WIDER) | (
        Q(audience=Audience.ZONE) & org.units(actor, "need.view", "unit_id")
    )
    if units:
        offered |= Q(audience=Audience.PAIR) & _paired(units)
        offered |= Q(pk__in=Claim.objects.filter(unit_id__in=units).values("need_id"))
    return seen | (offered & ~Q(state__in=UNVERIFIED))


def resources(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Resource`` rows."""
    return org.units(actor, permission, "unit_id")


def claims(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Claim`` rows: seen by both sides and by their host."""
    if permission == "item.agree":
        return org.units(actor, permission, "need__unit_id")
    if permission == "claim.view":
        return org.units(actor, "need.claim", "unit_id") | org.units(
            actor, "need.view_unverified", "need__unit_id"
        )
    return org.units(actor, permission, "unit_id")


def items(actor: Actor, permission: str) -> Q:
    """Return the condition on ``ServiceItem`` rows.

    ``item.run`` is the giving side's, ``item.confirm`` the requester's, ``item.agree`` either's.
    ``shift.view`` shows volunteers the services that they can join.
    """
    if permission == "item.confirm":
        return org.units(actor, permission, "need__unit_id")
    if permission == "item.run":
        return org.units(actor, permission, "unit_id")
    either = org.units(actor, permission, "unit_id") | org.units(actor, permission, "need__unit_id")
    if permission == "shift.view":
        return either & Q(state__in=[ItemState.AGREED, ItemState.DELIVERING])
    if permission == "item.view":
        return either | (items(actor, "shift.view") if actor.may("shift.view") else org.NOTHING)
    return either


def signups(actor: Actor, permission: str) -> Q:
    """Return the condition on ``SignUp`` rows: one's own, or those of an item one runs."""
    return own_signups(actor) | org.units(actor, "item.run", "item__unit_id")


def own_signups(actor: Actor) -> Q:
    """Return the condition on ``SignUp`` rows: the actor's own."""
    return Q(person_id=actor.person_id) if actor.person_id is not None else org.NOTHING


def pairings(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Pairing`` rows: either side in reach."""
    return org.units(actor, permission, "first_id") | org.units(actor, permission, "second_id")
