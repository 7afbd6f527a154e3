"""Writes to venues: markets, streets, malls, buildings, parks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.org.models import Territory

from .. import policy
from ..models import Entity, Venue
from ..terms import VenueType
from .access import EDIT, require_place
from .entities import HalfAPoint, UnknownPlace
from .head import raise_version


class VenueNameMissing(DomainError):
    code = "venue_name_missing"
    message = _("Write the name of the venue.")
    field = "name"


class VenueNameTaken(Conflict):
    code = "venue_name_taken"
    message = _("There is a venue of this name at this place. Open that one.")
    field = "name"


class VenueClosed(Conflict):
    code = "venue_closed"
    message = _("This venue is closed.")


class VenueInUse(Conflict):
    code = "venue_in_use"
    message = _("%(count)d entities still stand in it. Enter where they have gone first.")


@dataclass(frozen=True)
class VenueFacts:
    """What is entered about a venue; ``territory`` is a code."""

    type: str
    name: str
    territory: str
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None


def enter_venue(facts: VenueFacts, *, actor: Actor, at: datetime) -> Venue:
    """Enter a venue.

    Raises:
        Forbidden: its place is out of the actor's reach.
        VenueNameTaken: an open one of this name is there.
    """
    require_place(facts.territory, actor)
    with audit.act(actor, "entities.venue.enter", at=at) as journal:
        raise_version()
        return journal.create(_with_facts(Venue(), facts))


def change_venue(venue_id: int, facts: VenueFacts, *, actor: Actor, at: datetime) -> Venue:
    """Correct what is known of a venue."""
    with audit.act(actor, "entities.venue.change", at=at) as journal:
        raise_version()
        return journal.save(_with_facts(_open(venue_id, actor), facts))


def close_venue(venue_id: int, *, closed_on: date, actor: Actor, at: datetime) -> Venue:
    """Close a venue from which all entities have gone.

    Raises:
        VenueInUse: open entities still stand in it.
    """
    with audit.act(actor, "entities.venue.close", at=at) as journal:
        raise_version()
        venue = _open(venue_id, actor)
        inside = Entity.objects.filter(
            venue=venue, closed_on__isnull=True, merged_into__isnull=True
        ).count()
        if inside:
            raise VenueInUse(count=inside)
        venue.closed_on = closed_on
        return journal.save(venue, "closed_on")


def _with_facts(venue: Venue, facts: VenueFacts) -> Venue:
    if not facts.name.strip():
        raise VenueNameMissing
    if not Territory.objects.filter(pk=facts.territory).exists():
        raise UnknownPlace(code=facts.territory)
    if (facts.longitude is None) != (facts.latitude is None):
        raise HalfAPoint
    namesakes = Venue.objects.filter(
        name=facts.name.strip(), territory_id=facts.territory, closed_on__isnull=True
    )
    if namesakes.exclude(pk=venue.pk).exists():
        raise VenueNameTaken
    venue.type, venue.name = VenueType(facts.type).value, facts.name.strip()
    venue.territory_id, venue.address = facts.territory, facts.address
    venue.longitude, venue.latitude = facts.longitude, facts.latitude
    return venue


def _open(venue_id: int, actor: Actor) -> Venue:
    venue = fetch(
        Venue.objects.all(),
        venue_id,
        allowed=policy.venues(actor, EDIT),
        visible=policy.venues(actor, "entity.view"),
        lock=True,
    )
    if venue.closed_on is not None:
        raise VenueClosed
    return venue
