"""Writes to units: entering, names, rooms, renaming, closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden

from .. import policy
from ..catalogue import types_on
from ..models import Room, Unit, UnitName
from ..terms import NameKind
from .access import ARRANGE, EDIT, require, require_document, require_units
from .placements import leave_all_lines, require_open, structure_changed
from .responsibilities import end_all


class UnknownUnitType(DomainError):
    code = "unknown_unit_type"
    message = _("“%(type)s” is no type of unit. Choose one from the list.")


class NameTaken(DomainError):
    code = "unit_name_taken"
    message = _("There is a unit “%(name)s” in the same place. Choose another name.")
    field = "name"


@dataclass(frozen=True)
class UnitFacts:
    """What is entered about a unit."""

    type: str
    name: str
    territory: str | None = None
    uscc: str = ""
    address: str = ""
    party_organisation: str = ""
    founded_on: date | None = None


def _check_type(facts: UnitFacts, day: date) -> None:
    if facts.type not in types_on(day):
        raise UnknownUnitType(type=facts.type)


def enter_unit(facts: UnitFacts, *, actor: Actor, at: datetime) -> Unit:
    """Enter a unit; it stands nowhere until it is placed."""
    require(actor, ARRANGE)
    with audit.act(actor, "org.unit.enter", at=at) as journal:
        return create(facts, at.date(), journal)


def create(facts: UnitFacts, day: date, journal: audit.Journal) -> Unit:
    """Write a new unit; whoever calls it has checked the permission.

    Raises:
        UnknownUnitType: the catalogue has no such type on that day.
    """
    _check_type(facts, day)
    return journal.create(_with_facts(Unit(), facts))


def _with_facts(unit: Unit, facts: UnitFacts) -> Unit:
    unit.type, unit.name, unit.uscc = facts.type, facts.name, facts.uscc
    unit.territory_id = facts.territory
    unit.address, unit.party_organisation = facts.address, facts.party_organisation
    unit.founded_on = facts.founded_on
    return unit


def change_unit(unit_id: int, facts: UnitFacts, *, actor: Actor, at: datetime) -> Unit:
    """Change what is known of a unit; a name that it leaves stays as a former name."""
    _check_type(facts, at.date())
    with audit.act(actor, "org.unit.change", at=at) as journal:
        unit = _locked(unit_id, actor)
        if facts.name != unit.name:
            keep_name(unit, unit.name, NameKind.FORMER, journal, until=at.date())
        return journal.save(_with_facts(unit, facts))


def _locked(unit_id: int, actor: Actor) -> Unit:
    unit = Unit.objects.select_for_update().filter(policy.scope(actor, ARRANGE), pk=unit_id).first()
    if unit is None:
        raise Forbidden
    return unit


def keep_name(
    unit: Unit, name: str, kind: NameKind, journal: audit.Journal, until: date | None = None
) -> None:
    """Write that a unit has or had another name; twice is once."""
    if not UnitName.objects.filter(unit=unit, name=name).exists():
        journal.create(UnitName(unit=unit, name=name, kind=kind, valid_to=until))


def add_name(unit_id: int, name: str, kind: NameKind, *, actor: Actor, at: datetime) -> None:
    """Record that a unit is also written in another way; twice is once."""
    with audit.act(actor, "org.unit.name", at=at) as journal:
        keep_name(_locked(unit_id, actor), name, kind, journal)


def add_room(unit_id: int, name: str, seats: int, *, actor: Actor, at: datetime) -> Room:
    """Enter a room of a unit's service centre."""
    with audit.act(actor, "org.room.enter", at=at) as journal:
        return journal.create(Room(unit=_locked(unit_id, actor), name=name, seats=seats))


def rename(
    unit_id: int, name: str, *, from_day: date, document: str, actor: Actor, at: datetime
) -> Unit:
    """Give a unit a new name from a day on, by a document; the old one stays as a former name.

    The new name is shown at once; the day stands beside the former name.

    Raises:
        Forbidden: the unit is out of the actor's reach.
        NameTaken: another open unit in the same place has this name.
        DocumentMissing, UnitClosed: as they say.
    """
    require(actor, EDIT)
    document = require_document(document)
    detail = {"unit": unit_id, "from": from_day.isoformat(), "document": document}
    with audit.act(actor, "org.unit.rename", at=at, detail=detail) as journal:
        require_units(actor, [unit_id])
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        require_open(unit, from_day)
        refuse_name(name, unit.territory_id, but=unit.pk)
        if name != unit.name:
            keep_name(unit, unit.name, NameKind.FORMER, journal, until=from_day)
            unit.name = name
            journal.save(unit, "name")
        return unit


def refuse_name(name: str, territory: str | None, *, but: int | None = None) -> None:
    """Refuse a name that an open unit in the same place has.

    Raises:
        NameTaken: as said.
    """
    same = Unit.objects.filter(name=name, territory_id=territory, closed_on__isnull=True)
    others = same if but is None else same.exclude(pk=but)
    if territory is not None and others.exists():
        raise NameTaken(name=name)


def close(unit_id: int, *, from_day: date, document: str, actor: Actor, at: datetime) -> Unit:
    """Close a unit on a day, by a document: its places and its responsibilities end.

    A place that it was responsible for is then on the list of vacancies.

    Raises:
        Forbidden: the unit is out of the actor's reach.
        UnitsBelow: units still stand below it.
        DocumentMissing, UnitClosed: as they say.
    """
    require(actor, EDIT)
    document = require_document(document)
    detail = {"unit": unit_id, "from": from_day.isoformat(), "document": document}
    with audit.act(actor, "org.unit.close", at=at, detail=detail) as journal:
        structure_changed()
        require_units(actor, [unit_id])
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        require_open(unit, from_day)
        return shut(unit, from_day, document, journal)


def shut(unit: Unit, day: date, document: str, journal: audit.Journal) -> Unit:
    """Write that a unit is closed; whoever calls it has checked the reach and taken the lock."""
    leave_all_lines(unit.pk, day, journal)
    end_all(unit.pk, day, document, journal)
    unit.closed_on = day
    return journal.save(unit, "closed_on")
