"""Reads about one claim: the page on which it is answered, and its terms proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.members import queries as members

from .. import policy
from ..models import Claim, ServiceItem
from ..terms import ClaimState, ItemState
from .entry import Choice


@dataclass(frozen=True)
class Terms:
    """The terms that one side has proposed for a claim."""

    item_id: int
    state: ItemState
    starts_at: datetime
    ends_at: datetime
    place: str
    places: int
    liaison_id: int
    training_required: bool


@dataclass(frozen=True)
class ClaimPage:
    """A claim on a need with what its answer needs to know."""

    id: int
    state: ClaimState
    heads: int
    unit: str
    need_id: int
    title: str
    requester: str
    starts_on: date
    ends_on: date
    place: str
    training_required: bool
    people: tuple[Choice, ...]
    own_liaison: int | None
    terms: Terms | None


def get_claim(claim_id: int, actor: Actor, *permissions: str) -> ClaimPage:
    """Return a claim that the actor may act on with any of these permissions.

    Raises:
        NotVisible: there is none, or it is out of sight.
        Forbidden: it is in sight and answering it is not the actor's.
    """
    allowed = Q()
    for permission in permissions:
        allowed |= policy.claims(actor, permission)
    rows = Claim.objects.select_related("unit", "need__unit", "need__room", "need__territory")
    claim = fetch(rows, claim_id, allowed=allowed, visible=policy.claims(actor, "claim.view"))
    need = claim.need
    people = members.list_people_of((claim.unit_id, need.unit_id))
    ids = {person.pk for person in people}
    return ClaimPage(
        id=claim.pk,
        state=ClaimState(claim.state),
        heads=claim.heads,
        unit=claim.unit.name,
        need_id=need.pk,
        title=need.title,
        requester=need.unit.name,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        place=" ".join(filter(None, (need.room.name if need.room else "", need.place)))
        or need.unit.name,
        training_required=need.training_required,
        people=tuple(Choice(str(p.pk), f"{p.name} · {p.unit.name}") for p in people),
        own_liaison=actor.person_id if actor.person_id in ids else None,
        terms=_terms(claim.pk),
    )


def _terms(claim_id: int) -> Terms | None:
    item = ServiceItem.objects.filter(claim_id=claim_id).first()
    if item is None:
        return None
    return Terms(
        item_id=item.pk,
        state=ItemState(item.state),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        place=item.place,
        places=item.places,
        liaison_id=item.liaison_id,
        training_required=item.training_required,
    )
