"""Writes to responsibilities (事权划分): entering, handing over without a gap, ending."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, NotVisible

from .. import policy
from ..models import Placement, Responsibility, Territory, Unit
from ..policy import on_day
from .access import EDIT, require, require_document, require_units
from .paths import running
from .placements import require_open, structure_changed


class AlreadyResponsible(Conflict):
    code = "already_responsible"
    message = _(
        "“%(unit)s” is responsible for this place on this line then. Hand it over from there."
    )


class SameUnit(DomainError):
    code = "same_unit"
    message = _("The unit that hands over and the one that takes over are the same. Choose two.")


class NotHeldThen(DomainError):
    code = "not_held_then"
    message = _("This responsibility does not hold on %(day)s. Choose a day after it began.")


class NoPlaceOnLine(DomainError):
    code = "no_place_on_line"
    message = _("“%(unit)s” has no place on this line on %(day)s. Place it first.")


def assign(
    unit_id: int,
    *,
    line: str,
    territory: str,
    from_day: date,
    document: str,
    actor: Actor,
    at: datetime,
) -> Responsibility:
    """Make a unit responsible for a place on a line from a day on, by a document.

    Raises:
        Forbidden: the unit is out of the actor's reach.
        NotVisible: there is no such place.
        AlreadyResponsible: another unit holds it on that day or later.
        NoPlaceOnLine, DocumentMissing, UnitClosed: as they say.
    """
    require(actor, EDIT)
    document = require_document(document)
    detail = {"unit": unit_id, "line": line, "territory": territory, "document": document}
    with audit.act(actor, "org.responsibility.assign", at=at, detail=detail) as journal:
        structure_changed()
        require_units(actor, [unit_id])
        if not Territory.objects.filter(pk=territory).exists():
            raise NotVisible
        _require_standing(unit_id, line, from_day)
        held = Responsibility.objects.select_for_update().select_related("unit")
        taken = held.filter(running(from_day), line=line, territory_id=territory).first()
        if taken is not None:
            raise AlreadyResponsible(unit=taken.unit.name)
        return journal.create(
            Responsibility(
                unit_id=unit_id,
                line=line,
                territory_id=territory,
                valid_from=from_day,
                document=document,
            )
        )


def _require_standing(unit_id: int, line: str, day: date) -> None:
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    require_open(unit, day)
    if not Placement.objects.filter(on_day(day), unit=unit, line=line).exists():
        raise NoPlaceOnLine(unit=unit.name, day=day.isoformat())


def _locked(responsibility_id: int, day: date, actor: Actor) -> Responsibility:
    row = fetch(
        Responsibility.objects.all(),
        responsibility_id,
        allowed=policy.units(actor, EDIT, "unit_id"),
        visible=policy.units(actor, "unit.view", "unit_id"),
        lock=True,
    )
    if row.valid_from > day or (row.valid_to is not None and row.valid_to <= day):
        raise NotHeldThen(day=day.isoformat())
    return row


def hand_over(
    responsibility_id: int,
    to_unit_id: int,
    *,
    from_day: date,
    document: str,
    actor: Actor,
    at: datetime,
) -> Responsibility:
    """Hand a responsibility over to another unit from a day on, without a day between.

    Raises:
        Forbidden: one of the two units is out of the actor's reach.
        NotHeldThen: it does not hold on that day.
        SameUnit, NoPlaceOnLine, DocumentMissing, UnitClosed: as they say.
    """
    require(actor, EDIT)
    document = require_document(document)
    detail = {"responsibility": responsibility_id, "to": to_unit_id, "document": document}
    with audit.act(actor, "org.responsibility.hand_over", at=at, detail=detail) as journal:
        structure_changed()
        row = _locked(responsibility_id, from_day, actor)
        require_units(actor, [to_unit_id])
        if row.unit_id == to_unit_id:
            raise SameUnit
        _require_standing(to_unit_id, row.line, from_day)
        return pass_on(row, to_unit_id, from_day, document, journal)


def pass_on(
    row: Responsibility, to_unit_id: int, day: date, document: str, journal: audit.Journal
) -> Responsibility:
    """Write a hand-over; whoever calls it has checked the reach and taken the lock.

    One that began on that day has never held with the unit that hands it over: it changes hands.
    """
    if row.valid_from >= day:
        row.unit_id, row.document = to_unit_id, document
        return journal.save(row, "unit", "document")
    until, row.valid_to, row.ended_by = row.valid_to, day, document
    journal.save(row, "valid_to", "ended_by")
    return journal.create(
        Responsibility(
            unit_id=to_unit_id,
            line=row.line,
            territory_id=row.territory_id,
            valid_from=day,
            valid_to=until,
            document=document,
        )
    )


def end_responsibility(
    responsibility_id: int, *, on: date, document: str, actor: Actor, at: datetime
) -> Responsibility:
    """End a responsibility without a successor; the place is on the list of vacancies from then.

    Raises:
        Forbidden: the unit is out of the actor's reach.
        NotHeldThen: it does not hold on that day, or began on it.
        DocumentMissing: as said.
    """
    require(actor, EDIT)
    document = require_document(document)
    detail = {"responsibility": responsibility_id, "on": on.isoformat(), "document": document}
    with audit.act(actor, "org.responsibility.end", at=at, detail=detail) as journal:
        structure_changed()
        row = _locked(responsibility_id, on, actor)
        if row.valid_from == on:
            raise NotHeldThen(day=on.isoformat())
        row.valid_to, row.ended_by = on, document
        return journal.save(row, "valid_to", "ended_by")


def end_all(unit_id: int, day: date, document: str, journal: audit.Journal) -> None:
    """End all that a unit is responsible for from a day on; what had not begun never holds."""
    held = Responsibility.objects.select_for_update().filter(running(day), unit_id=unit_id)
    for row in held:
        if row.valid_from >= day:
            journal.delete(row)
            continue
        row.valid_to, row.ended_by = day, document
        journal.save(row, "valid_to", "ended_by")
