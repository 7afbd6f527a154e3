"""Needs, claims and service items, each brought to a state through actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, make_zone, moment, office
from gongjian.exchange import actions
from gongjian.exchange.actions import ItemTerms, NeedEntry, PairingEntry
from gongjian.exchange.models import Claim, Need, Pairing, ServiceItem
from gongjian.kernel.actor import Actor
from gongjian.members.models import Person
from gongjian.org.models import Unit


@dataclass(frozen=True)
class Zone:
    """A zone with its host, the unit that asks, the unit that gives, and their contacts."""

    unit: Unit
    host: Person
    asking: Unit
    requester: Person
    giving: Unit
    giver: Person

    def volunteer(self) -> Person:
        """Return one more volunteer of the giving unit."""
        return make_person(self.giving, "volunteer")


def make_exchange_zone() -> Zone:
    """Return a zone of a clinic that asks and a community that gives."""
    zone = make_zone()
    asking = make_unit(type="clinic", under=zone)
    giving = make_unit(type="community", under=zone)
    return Zone(
        unit=zone,
        host=make_person(zone, "host"),
        asking=asking,
        requester=make_person(asking, "contact"),
        giving=giving,
        giver=make_person(giving, "contact"),
    )


def make_need(zone: Zone, *, at: datetime | None = None, **changes: Any) -> Need:
    """Return a verified, open need of the asking unit."""
    at = at or moment()
    facts: dict[str, Any] = {
        "unit_id": zone.asking.pk,
        "title": "门诊智能终端导引",
        "beneficiaries": "老年患者",
        "heads": 20,
        "starts_on": at.date(),
        "ends_on": at.date() + timedelta(days=10),
    }
    need = actions.raise_need(NeedEntry(**(facts | changes)), actor=office(), at=at)
    return actions.verify_need(need.pk, actor=office(), at=at)


def make_claim(zone: Zone, *, heads: int = 20, at: datetime | None = None, **need: Any) -> Claim:
    """Return the giving unit's claim on a new need."""
    made = make_need(zone, at=at, **need)
    return actions.claim(
        made.pk, unit_id=zone.giving.pk, heads=heads, actor=actor_of(zone.giver), at=at or moment()
    )


def terms(zone: Zone, *, at: datetime | None = None, **changes: Any) -> ItemTerms:
    """Return terms of a service one day from now, with 20 places and no training."""
    start = (at or moment()) + timedelta(days=1)
    facts: dict[str, Any] = {
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "place": "门诊大厅",
        "places": 20,
        "liaison_id": zone.giver.pk,
    }
    return ItemTerms(**(facts | changes))


def make_item(
    zone: Zone, *, at: datetime | None = None, heads: int = 20, **changes: Any
) -> ServiceItem:
    """Return a service item to which both sides have agreed."""
    claim = make_claim(zone, heads=heads, at=at)
    at = at or moment()
    drafted = terms(zone, at=at, **changes)
    item = actions.draft_item(claim.pk, drafted, actor=actor_of(zone.giver), at=at)
    return actions.agree_item(item.pk, actor=actor_of(zone.requester), at=at)


def make_delivered(zone: Zone, *, heads: int = 18, at: datetime | None = None) -> ServiceItem:
    """Return a service item that was delivered and waits for the requester."""
    item = make_item(zone, at=at)
    return actions.deliver_item(item.pk, heads=heads, actor=actor_of(zone.giver), at=at or moment())


def make_confirmed(zone: Zone, *, heads: int = 18, at: datetime | None = None) -> ServiceItem:
    """Return a service item that its requester confirmed."""
    item = make_delivered(zone, heads=heads, at=at)
    return actions.confirm_item(item.pk, actor=actor_of(zone.requester), at=at or moment())


def make_pairing(zone: Zone, *, actor: Actor | None = None, **changes: Any) -> Pairing:
    """Return an active agreement of the two units."""
    facts: dict[str, Any] = {
        "one_id": zone.asking.pk,
        "other_id": zone.giving.pk,
        "title": "智慧就医结对",
        "measures": "每月一次门诊导引",
        "valid_from": TODAY,
        "goals": ("培训二十名志愿者", "服务一百名老人"),
    }
    entry = PairingEntry(**(facts | changes))
    return actions.sign_pairing(entry, actor=actor or actor_of(zone.giver), at=moment())
