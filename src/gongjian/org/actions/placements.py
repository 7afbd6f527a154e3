"""Writes to the trees: placing, moving, leaving a line."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden

from .. import policy
from ..catalogue import UNIT_TYPES
from ..models import Placement, StructureHead, Unit
from ..policy import on_day
from ..terms import Line
from .access import ARRANGE, EDIT, require, require_document, require_units
from .paths import NotPlaced, UnderItself, follow, pieces_under, running


class MayNotStandThere(DomainError):
    code = "may_not_stand_there"
    message = _("A unit of type “%(child)s” does not stand under one of type “%(parent)s”.")


class UnitsBelow(DomainError):
    code = "units_below"
    message = _("Units still stand below it (%(names)s). Move them first.")


class UnitClosed(DomainError):
    code = "unit_closed"
    message = _("“%(name)s” is closed from %(day)s on. Choose another unit.")


def structure_changed() -> None:
    """Mark, inside a write to the trees, that copies of them are out of date.

    It is called first: the row's lock lets one writer of the trees in at a time, so two moves at
    once cannot make a circle. A random token and not a number: what a rolled back write left in a
    cache under a number would be taken for the next write's.
    """
    StructureHead.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(16)})


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

    Where it stood before ends on that day; figures of earlier days stay as they were, and a
    place already planned for a later day still begins then.

    Raises:
        Forbidden: the parent, or the place that the unit would leave, is out of the actor's reach.
        NotPlaced: the parent has no place on this line on that day.
        UnderItself: the parent stands below the unit.
        MayNotStandThere: the catalogue does not put this kind under that type.
    """
    require(actor, ARRANGE)
    with audit.act(actor, "org.unit.place", at=at, detail={"line": line}) as journal:
        structure_changed()
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        _require_reach(unit, parent_id, line, actor)
        return put(unit, line, parent_id, from_day, document, journal)


def move(
    unit_id: int,
    *,
    line: str,
    parent_id: int,
    from_day: date,
    document: str,
    actor: Actor,
    at: datetime,
) -> Placement:
    """Let a unit stand under another on a line from a day on, by a document.

    Raises:
        Forbidden: the unit or its new parent is out of the actor's reach.
        DocumentMissing, NotPlaced, UnderItself, MayNotStandThere: as they say.
    """
    require(actor, EDIT)
    document = require_document(document)
    detail = {"unit": unit_id, "line": line, "from": from_day.isoformat(), "document": document}
    with audit.act(actor, "org.unit.move", at=at, detail=detail) as journal:
        structure_changed()
        require_units(actor, [unit_id, parent_id])
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        return put(unit, line, parent_id, from_day, document, journal)


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


def put(
    unit: Unit,
    line: str,
    parent_id: int | None,
    day: date,
    document: str,
    journal: audit.Journal,
) -> Placement:
    """Write a unit's new place; whoever calls it has checked the reach and taken the lock."""
    own = Placement.objects.select_for_update().filter(unit=unit, line=line)
    present = own.filter(on_day(day)).first()
    if present is not None:
        until = present.valid_to
    else:
        later = own.filter(valid_from__gt=day).order_by("valid_from").first()
        until = later.valid_from if later else None
    pieces = pieces_under(unit.pk, parent_id, _parent_rows(unit, parent_id, line, day), day, until)
    if present is not None:
        end(present, day, journal)
    rows = journal.create_many(
        [
            Placement(
                unit=unit,
                line=line,
                parent_id=parent_id,
                path=piece.path,
                valid_from=piece.start,
                valid_to=piece.until,
                document=document,
            )
            for piece in pieces
        ]
    )
    follow(line, [unit.pk], day, journal)
    return rows[0]


def _parent_rows(unit: Unit, parent_id: int | None, line: str, day: date) -> list[Placement]:
    if parent_id is None:
        return []
    if parent_id == unit.pk:
        raise UnderItself
    parent = Unit.objects.get(pk=parent_id)
    require_open(parent, day)
    allowed = UNIT_TYPES[parent.type].children
    if UNIT_TYPES[unit.type].kind not in allowed:
        raise MayNotStandThere(
            child=UNIT_TYPES[unit.type].label, parent=UNIT_TYPES[parent.type].label
        )
    rows = list(Placement.objects.select_for_update().filter(running(day), unit=parent, line=line))
    if not any(row.valid_from <= day for row in rows):
        raise NotPlaced(parent=parent.name, day=day.isoformat())
    return rows


def require_open(unit: Unit, day: date) -> None:
    """Refuse a unit that is closed on a day.

    Raises:
        UnitClosed: as said.
    """
    if unit.closed_on is not None and unit.closed_on <= day:
        raise UnitClosed(name=unit.name, day=unit.closed_on.isoformat())


def end(placement: Placement, day: date, journal: audit.Journal) -> None:
    """End a place on a day; one that began on that day has never held."""
    if placement.valid_from == day:
        journal.delete(placement)
        return
    placement.valid_to = day
    journal.save(placement, "valid_to")


def withdraw(unit_id: int, *, line: str, from_day: date, actor: Actor, at: datetime) -> None:
    """End a unit's place on a line: it leaves the zone, or the authority is closed.

    Raises:
        UnitsBelow: units still stand below it.
    """
    require(actor, ARRANGE)
    with audit.act(actor, "org.unit.withdraw", at=at, detail={"line": line}) as journal:
        structure_changed()
        present = (
            Placement.objects.select_for_update()
            .filter(on_day(from_day), unit_id=unit_id, line=line)
            .first()
        )
        if present is None:
            return
        refuse_children(unit_id, from_day, present.valid_to, line=line)
        end(present, from_day, journal)


def leave_all_lines(unit_id: int, day: date, journal: audit.Journal) -> None:
    """End every place of a unit from a day on, planned ones too.

    Raises:
        UnitsBelow: units stand below it on that day or later.
    """
    refuse_children(unit_id, day, None)
    for row in Placement.objects.select_for_update().filter(running(day), unit_id=unit_id):
        if row.valid_from >= day:
            journal.delete(row)
        else:
            end(row, day, journal)


def refuse_children(unit_id: int, day: date, until: date | None, line: str | None = None) -> None:
    """Refuse to take a unit away from over others.

    Raises:
        UnitsBelow: units stand below it at that time.
    """
    under = Placement.objects.filter(running(day, until), parent_id=unit_id)
    if line is not None:
        under = under.filter(line=line)
    names = under.order_by("unit__name").values_list("unit__name", flat=True).distinct()[:4]
    if names:
        shown = "、".join(names[:3]) + ("…" if len(names) > 3 else "")
        raise UnitsBelow(names=shown)
