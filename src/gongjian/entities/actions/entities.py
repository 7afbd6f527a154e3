"""Writes to entities: entering, changing from a day on, names, closing and opening again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.org.models import Territory

from ..models import EarlierFacts, Entity, EntityName, Trade, Venue
from ..rules import codes
from ..terms import EntityKind, NameKind
from . import search_index
from .access import locked_entity, reaches_place, require_place
from .head import raise_version


class NameMissing(DomainError):
    code = "entity_name_missing"
    message = _("Write the name of the entity.")
    field = "name"


class CodeTaken(Conflict):
    code = "entity_code_taken"
    message = _("“%(name)s” has this code already. Open that entry, or correct the code.")
    field = "code"


class UnknownPlace(DomainError):
    code = "entity_place_unknown"
    message = _("There is no place with the code %(code)s. Choose one from the list.")
    field = "territory"


class UnknownTrade(DomainError):
    code = "entity_trade_unknown"
    message = _("There is no trade with the code %(code)s. Use a code of GB/T 4754-2017.")
    field = "trade"


class UnknownVenue(DomainError):
    code = "entity_venue_unknown"
    message = _("There is no such venue, or it is closed. Choose one from the list.")
    field = "venue"


class TooEarly(DomainError):
    code = "entity_change_too_early"
    message = _("What stands here holds since %(since)s. Choose that day or a later one.")
    field = "from_day"


class HalfAPoint(DomainError):
    code = "entity_half_a_point"
    message = _("Longitude and latitude belong together. Fill in both or neither.")
    field = "latitude"


class PlaceOutOfReach(DomainError):
    code = "entity_place_out_of_reach"
    message = _("This place is outside your reach. The office above both places can move it there.")
    field = "territory"


class ClosedEntity(Conflict):
    code = "entity_closed"
    message = _("This entity is closed since %(day)s. Open it again first.")


class NotClosed(Conflict):
    code = "entity_not_closed"
    message = _("This entity is not closed.")


class ClosedTooEarly(DomainError):
    code = "entity_closed_too_early"
    message = _("It cannot close before %(since)s, the day since which its present facts hold.")
    field = "closed_on"


@dataclass(frozen=True)
class EntityFacts:
    """What is entered about an entity; ``territory`` and ``trade`` are codes."""

    name: str
    kind: str
    territory: str
    code: str = ""
    trade: str | None = None
    venue_id: int | None = None
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    staff: int | None = None
    founded_on: date | None = None


DATED = ("kind", "trade_id", "territory_id", "venue_id")
"""What counts in figures, and therefore holds from a day to a day."""


def enter(facts: EntityFacts, *, actor: Actor, at: datetime) -> Entity:
    """Enter an entity; it counts from the day it was founded, or from today if that is unknown.

    Raises:
        Forbidden: its place is out of the actor's reach.
        DomainError: a fact is missing, taken or refers to nothing.
    """
    require_place(facts.territory, actor)
    with audit.act(actor, "entities.entity.enter", at=at) as journal:
        version = raise_version()
        entity = _with_facts(Entity(version=version), facts)
        entity.since = facts.founded_on or timezone.localdate(at)
        entity.save(force_insert=True)
        journal.wrote(Entity, [entity.pk])
        search_index.add([entity.pk], [entity.name], [entity.code])
        return entity


def _with_facts(entity: Entity, facts: EntityFacts) -> Entity:
    _check(facts, entity.pk)
    entity.name, entity.code = facts.name.strip(), codes.tidy(facts.code)
    entity.doubtful_code = codes.is_doubtful(entity.code)
    entity.kind, entity.trade_id = facts.kind, facts.trade or None
    entity.territory_id, entity.venue_id = facts.territory, facts.venue_id
    entity.address, entity.staff = facts.address, facts.staff
    entity.longitude, entity.latitude = facts.longitude, facts.latitude
    entity.founded_on = facts.founded_on
    return entity


def _check(facts: EntityFacts, entity_id: int | None) -> None:
    if not facts.name.strip():
        raise NameMissing
    EntityKind(facts.kind)
    if not Territory.objects.filter(pk=facts.territory).exists():
        raise UnknownPlace(code=facts.territory)
    if (facts.longitude is None) != (facts.latitude is None):
        raise HalfAPoint
    if facts.trade and not Trade.objects.filter(pk=facts.trade).exists():
        raise UnknownTrade(code=facts.trade)
    if facts.venue_id is not None:
        open_one = Venue.objects.filter(pk=facts.venue_id, closed_on__isnull=True)
        if not open_one.exists():
            raise UnknownVenue
    if code := codes.tidy(facts.code):
        taken = Entity.objects.filter(code=code).first()
        if taken is not None and taken.pk != entity_id:
            raise CodeTaken(name=taken.name)


def change(
    entity_id: int, facts: EntityFacts, *, from_day: date, actor: Actor, at: datetime
) -> Entity:
    """Change what is known of an entity; what counts in figures holds from a day on.

    What was before moves to ``EarlierFacts``, unless it began on that very day: then it was
    never right. A name that it leaves stays as a former name.

    Raises:
        TooEarly: a counted fact changes on a day before the present ones began.
        PlaceOutOfReach: it would move to a place out of the actor's reach.
        ClosedEntity: as said.
    """
    with audit.act(actor, "entities.entity.change", at=at, detail={"entity": entity_id}) as journal:
        version = raise_version()
        entity = _open(entity_id, actor)
        earlier = EarlierFacts(
            entity_id=entity_id,
            valid_from=entity.since,
            valid_to=from_day,
            version=version,
            **{name: getattr(entity, name) for name in DATED},
        )
        former = entity.name
        if facts.territory != entity.territory_id and not reaches_place(facts.territory, actor):
            raise PlaceOutOfReach
        _with_facts(entity, facts)
        if any(getattr(entity, name) != getattr(earlier, name) for name in DATED):
            if from_day < earlier.valid_from:
                raise TooEarly(since=earlier.valid_from.isoformat())
            if from_day > earlier.valid_from:
                earlier.save(force_insert=True)
                journal.wrote(EarlierFacts, [earlier.pk])
                entity.since = from_day
        if former != entity.name:
            _keep_name(entity, former, NameKind.FORMER, journal)
        return _save(entity, version, journal)


def _open(entity_id: int, actor: Actor) -> Entity:
    entity = locked_entity(entity_id, actor)
    if entity.closed_on is not None:
        raise ClosedEntity(day=entity.closed_on.isoformat())
    return entity


def _save(entity: Entity, version: int, journal: audit.Journal) -> Entity:
    entity.version = version
    entity.save()
    journal.wrote(Entity, [entity.pk])
    search_index.add([entity.pk], [entity.name], [entity.code])
    return entity


def _keep_name(entity: Entity, name: str, kind: NameKind, journal: audit.Journal) -> None:
    if not EntityName.objects.filter(entity=entity, name=name).exists():
        journal.create(EntityName(entity=entity, name=name, kind=kind))
        search_index.add([entity.pk], [name], [""])


def rename(entity_id: int, name: str, *, actor: Actor, at: datetime) -> Entity:
    """Give an entity its new name; the one that it leaves stays as a former name."""
    if not name.strip():
        raise NameMissing
    with audit.act(actor, "entities.entity.rename", at=at, detail={"entity": entity_id}) as journal:
        version = raise_version()
        entity = locked_entity(entity_id, actor)
        if entity.name == name.strip():
            return entity
        _keep_name(entity, entity.name, NameKind.FORMER, journal)
        entity.name = name.strip()
        return _save(entity, version, journal)


def add_alias(entity_id: int, name: str, *, actor: Actor, at: datetime) -> None:
    """Record that an entity is also written in another way; twice is once."""
    if not name.strip():
        raise NameMissing
    with audit.act(actor, "entities.entity.alias", at=at, detail={"entity": entity_id}) as journal:
        raise_version()
        entity = locked_entity(entity_id, actor)
        _keep_name(entity, name.strip(), NameKind.ALIAS, journal)


def close(entity_id: int, *, closed_on: date, actor: Actor, at: datetime) -> Entity:
    """Close an entity on a day: from then on it counts no more.

    Raises:
        ClosedEntity: it is closed already.
        ClosedTooEarly: its present facts began after that day.
    """
    with audit.act(actor, "entities.entity.close", at=at, detail={"entity": entity_id}) as journal:
        version = raise_version()
        entity = _open(entity_id, actor)
        if closed_on < entity.since:
            raise ClosedTooEarly(since=entity.since.isoformat())
        entity.closed_on = closed_on
        return _save(entity, version, journal)


def reopen(entity_id: int, *, actor: Actor, at: datetime) -> Entity:
    """Take the closing of an entity back, as if it had never been entered.

    Raises:
        NotClosed: as said.
    """
    with audit.act(actor, "entities.entity.reopen", at=at, detail={"entity": entity_id}) as journal:
        version = raise_version()
        entity = locked_entity(entity_id, actor)
        if entity.closed_on is None:
            raise NotClosed
        entity.closed_on = None
        return _save(entity, version, journal)
