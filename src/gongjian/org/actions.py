"""Writes to units, names, rooms and the trees in time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden
from gongjian.kernel.fields import below

from . import policy, rules
from .catalogue import UNIT_TYPES
from .models import Placement, Room, StructureHead, Unit, UnitName
from .policy import on_day
from .terms import Line, NameKind

ARRANGE = "roster.import"
"""The permission to enter units and place them."""


class UnknownUnitType(DomainError):
    code = "unknown_unit_type"
    message = _("“%(type)s” is no type of unit. Choose one from the list.")


class NotPlaced(DomainError):
    code = "not_placed"
    message = _("“%(parent)s” has no place on this line on %(day)s. Place it first.")


class UnderItself(DomainError):
    code = "under_itself"
    message = _("A unit cannot stand under itself or under a unit below it.")


class MayNotStandThere(DomainError):
    code = "may_not_stand_there"
    message = _("A unit of type “%(child)s” does not stand under one of type “%(parent)s”.")


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


def require(actor: Actor, permission: str) -> None:
    """Refuse an actor who has this permission nowhere.

    Raises:
        Forbidden: as said.
    """
    if not actor.may(permission):
        raise Forbidden


def _check_type(facts: UnitFacts) -> None:
    if facts.type not in UNIT_TYPES:
        raise UnknownUnitType(type=facts.type)


def enter_unit(facts: UnitFacts, *, actor: Actor, at: datetime) -> Unit:
    """Enter a unit; it stands nowhere until it is placed."""
    require(actor, ARRANGE)
    _check_type(facts)
    with audit.act(actor, "org.unit.enter", at=at) as journal:
        return journal.create(_with_facts(Unit(), facts))


def _with_facts(unit: Unit, facts: UnitFacts) -> Unit:
    unit.type, unit.name, unit.uscc = facts.type, facts.name, facts.uscc
    unit.territory_id = facts.territory
    unit.address, unit.party_organisation = facts.address, facts.party_organisation
    unit.founded_on = facts.founded_on
    return unit


def change_unit(unit_id: int, facts: UnitFacts, *, actor: Actor, at: datetime) -> Unit:
    """Change what is known of a unit; a name that it leaves stays as a former name."""
    _check_type(facts)
    with audit.act(actor, "org.unit.change", at=at) as journal:
        unit = _locked(unit_id, actor)
        if facts.name != unit.name:
            _keep_name(unit, unit.name, NameKind.FORMER, journal, until=at.date())
        return journal.save(_with_facts(unit, facts))


def _locked(unit_id: int, actor: Actor) -> Unit:
    unit = Unit.objects.select_for_update().filter(policy.scope(actor, ARRANGE), pk=unit_id).first()
    if unit is None:
        raise Forbidden
    return unit


def _keep_name(
    unit: Unit, name: str, kind: NameKind, journal: audit.Journal, until: date | None = None
) -> None:
    if not UnitName.objects.filter(unit=unit, name=name).exists():
        journal.create(UnitName(unit=unit, name=name, kind=kind, valid_to=until))


def add_name(unit_id: int, name: str, kind: NameKind, *, actor: Actor, at: datetime) -> None:
    """Record that a unit is also written in another way; twice is once."""
    with audit.act(actor, "org.unit.name", at=at) as journal:
        _keep_name(_locked(unit_id, actor), name, kind, journal)


def structure_changed() -> None:
    """Mark, inside a write to the trees, that copies of them are out of date.

    A random token and not a number: what a rolled back write left in a cache under a number
    would be taken for the next write's.
    """
    StructureHead.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(16)})


def add_room(unit_id: int, name: str, seats: int, *, actor: Actor, at: datetime) -> Room:
    """Enter a room of a unit's service centre."""
    with audit.act(actor, "org.room.enter", at=at) as journal:
        return journal.create(Room(unit=_locked(unit_id, actor), name=name, seats=seats))


def place(
    unit_id: int,
    *,
    line: str,
    parent_id: int | None,
    from_day: date,
    actor: Actor,
    at: datetime,
    document: str = "",
) -> Placement:
    """Place a unit on a line from a day on, with all that stands below it.

    Where it stood before ends on that day; figures of earlier days stay as they were.

    Raises:
        Forbidden: the parent, or the place that the unit would leave, is out of the actor's reach.
        NotPlaced: the parent has no place on this line on that day.
        UnderItself: the parent stands below the unit.
        MayNotStandThere: the catalogue does not put this kind under that type.
    """
    require(actor, ARRANGE)
    with audit.act(actor, "org.unit.place", at=at, detail={"line": line}) as journal:
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        _require_reach(unit, parent_id, line, actor)
        parent_path = _parent_path(unit, parent_id, line, from_day)
        new_path = rules.path_below(parent_path, unit_id)
        present = (
            Placement.objects.select_for_update()
            .filter(on_day(from_day), unit=unit, line=line)
            .first()
        )
        if present is not None:
            if parent_path and parent_path.startswith(present.path):
                raise UnderItself
            _move_below(present, new_path, from_day, journal)
            _end(present, from_day, journal)
        structure_changed()
        return journal.create(
            Placement(
                unit=unit,
                line=line,
                parent_id=parent_id,
                path=new_path,
                valid_from=from_day,
                document=document,
            )
        )


def _require_reach(unit: Unit, parent_id: int | None, line: str, actor: Actor) -> None:
    """Refuse to place a unit into a tree that the actor does not reach, or to take one from there.

    Who leads a unit in its profession is a fact about the unit: for the sectoral line, and for a
    root, it is enough to reach the unit itself.
    """
    reached = set(
        Unit.objects.filter(
            policy.scope(actor, ARRANGE), pk__in=[unit.pk, parent_id or unit.pk]
        ).values_list("pk", flat=True)
    )
    if unit.pk not in reached and Placement.objects.filter(unit=unit).exists():
        raise Forbidden
    if parent_id in reached:
        return
    if unit.pk not in reached or not (parent_id is None or line == Line.SECTORAL):
        raise Forbidden


def _parent_path(unit: Unit, parent_id: int | None, line: str, day: date) -> str | None:
    if parent_id is None:
        return None
    parent = Unit.objects.get(pk=parent_id)
    allowed = UNIT_TYPES[parent.type].children
    if UNIT_TYPES[unit.type].kind not in allowed:
        raise MayNotStandThere(
            child=UNIT_TYPES[unit.type].label, parent=UNIT_TYPES[parent.type].label
        )
    placed = (
        Placement.objects.select_for_update().filter(on_day(day), unit=parent, line=line).first()
    )
    if placed is None:
        raise NotPlaced(parent=parent.name, day=day.isoformat())
    return placed.path


def _end(placement: Placement, day: date, journal: audit.Journal) -> None:
    if placement.valid_from == day:
        journal.delete(placement)
        return
    placement.valid_to = day
    journal.save(placement, "valid_to")


def _move_below(present: Placement, new_path: str, day: date, journal: audit.Journal) -> None:
    """Give everything below a node its new path from a day on; earlier days keep the old one."""
    below_it = list(
        Placement.objects.select_for_update()
        .filter(below("path", present.path), line=present.line)
        .exclude(unit_id=present.unit_id)
        .exclude(valid_to__lte=day)
    )
    later = [row for row in below_it if row.valid_from >= day]
    current = [row for row in below_it if row.valid_from < day]
    moved = [
        Placement(
            unit_id=row.unit_id,
            line=row.line,
            parent_id=row.parent_id,
            path=rules.moved_path(row.path, present.path, new_path),
            valid_from=day,
            valid_to=row.valid_to,
            document=row.document,
        )
        for row in current
    ]
    for row in current:
        row.valid_to = day
    for row in later:
        row.path = rules.moved_path(row.path, present.path, new_path)
    journal.save_many(current, ["valid_to"])
    journal.save_many(later, ["path"])
    journal.create_many(moved)


def withdraw(unit_id: int, *, line: str, from_day: date, actor: Actor, at: datetime) -> None:
    """End a unit's place on a line: it leaves the zone, or the authority is closed.

    Raises:
        DomainError: units still stand below it.
    """
    require(actor, ARRANGE)
    with audit.act(actor, "org.unit.withdraw", at=at, detail={"line": line}) as journal:
        present = (
            Placement.objects.select_for_update()
            .filter(on_day(from_day), unit_id=unit_id, line=line)
            .first()
        )
        if present is None:
            return
        under = Placement.objects.filter(on_day(from_day), below("path", present.path), line=line)
        if under.exclude(unit_id=unit_id).exists():
            raise DomainError(_("Units still stand below it. Move them first."))
        structure_changed()
        _end(present, from_day, journal)
