"""Merging units and splitting one: what stands below them and what they answer for goes along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError

from ..models import Placement, Responsibility, Unit, UnitName
from ..policy import on_day
from ..terms import NameKind
from .access import EDIT, require, require_document, require_units
from .paths import running
from .placements import put, require_open, structure_changed
from .responsibilities import pass_on
from .units import UnitFacts, create, keep_name, refuse_name, shut


class NothingToMerge(DomainError):
    code = "nothing_to_merge"
    message = _("Choose at least one unit that goes into another one.")


class MergedIntoItself(DomainError):
    code = "merged_into_itself"
    message = _("A unit cannot be merged into itself. Take it out of the list.")


class NotItsOwn(DomainError):
    code = "not_its_own"
    message = _("What is given to a part must be the unit's own on that day. Choose again.")


class NoParts(DomainError):
    code = "no_parts"
    message = _("Name at least one part.")


@dataclass(frozen=True)
class SplitPart:
    """One part of a split: an existing unit or a new one, and what goes to it.

    ``into`` is an existing unit, or None for a new one of this ``name``, of the type of the
    unit that is split and beside it on every line. ``children`` are units directly below it,
    ``responsibilities`` its own.
    """

    into: int | None
    name: str = ""
    children: tuple[int, ...] = ()
    responsibilities: tuple[int, ...] = ()


def merge(
    unit_ids: Iterable[int],
    *,
    into: int | None,
    name: str = "",
    from_day: date,
    document: str,
    actor: Actor,
    at: datetime,
) -> Unit:
    """Merge units into an existing one or, with ``into`` None, into a new one of this name.

    What stands below them, what they are responsible for and their names go along, each from
    the day on; they are closed on it. A new unit is of the first one's type and takes its place
    on every line. Returns the unit that they are merged into.

    Raises:
        Forbidden: one of the units is out of the actor's reach.
        NothingToMerge, MergedIntoItself, NameTaken, MayNotStandThere: as they say.
    """
    require(actor, EDIT)
    document = require_document(document)
    sources = list(dict.fromkeys(unit_ids))
    if not sources or (into is None and not name.strip()):
        raise NothingToMerge
    if into in sources:
        raise MergedIntoItself
    detail = {"units": sources, "into": into, "document": document}
    with audit.act(actor, "org.unit.merge", at=at, detail=detail) as journal:
        structure_changed()
        require_units(actor, [*sources, *([into] if into else [])])
        locked = {
            unit.pk: unit
            for unit in Unit.objects.select_for_update().filter(
                pk__in=[*sources, into or sources[0]]
            )
        }
        for unit in locked.values():
            require_open(unit, from_day)
        if into is None:
            target = _beside(locked[sources[0]], name.strip(), from_day, document, journal)
        else:
            target = locked[into]
        for pk in sources:
            _absorb(locked[pk], target, from_day, document, journal)
        return target


def _beside(unit: Unit, name: str, day: date, document: str, journal: audit.Journal) -> Unit:
    """Enter a unit like another one, and place it beside it on every line."""
    refuse_name(name, unit.territory_id)
    facts = UnitFacts(type=unit.type, name=name, territory=unit.territory_id, founded_on=day)
    made = create(facts, day, journal)
    for row in Placement.objects.filter(on_day(day), unit=unit):
        put(made, row.line, row.parent_id, day, document, journal)
    return made


def _absorb(source: Unit, target: Unit, day: date, document: str, journal: audit.Journal) -> None:
    """Let one unit go into another: places, what is below, duties, names; then close it."""
    for row in Placement.objects.filter(on_day(day), unit=source):
        of_target = Placement.objects.filter(on_day(day), unit=target, line=row.line).first()
        if of_target is None or of_target.path.startswith(row.path):
            put(target, row.line, row.parent_id, day, document, journal)
    _hand_children(source.pk, target, day, document, journal)
    for held in Responsibility.objects.select_for_update().filter(running(day), unit=source):
        pass_on(held, target.pk, day, document, journal)
    keep_name(target, source.name, NameKind.FORMER, journal, until=day)
    for other in UnitName.objects.filter(unit=source):
        keep_name(target, other.name, NameKind(other.kind), journal, until=other.valid_to or day)
    shut(source, day, document, journal)


def _hand_children(
    from_id: int,
    to: Unit,
    day: date,
    document: str,
    journal: audit.Journal,
    only: frozenset[int] | None = None,
) -> None:
    """Place what stands below one unit, or only these of it, below another from a day on."""
    rows = Placement.objects.filter(running(day), parent_id=from_id).exclude(unit_id=to.pk)
    if only is not None:
        rows = rows.filter(unit_id__in=only)
    for row in list(rows.select_related("unit").order_by("valid_from", "pk")):
        put(row.unit, row.line, to.pk, max(day, row.valid_from), document, journal)


def split(
    unit_id: int,
    parts: Iterable[SplitPart],
    *,
    closes: bool,
    from_day: date,
    document: str,
    actor: Actor,
    at: datetime,
) -> list[Unit]:
    """Split a unit: each part gets the units below and the duties that are named for it.

    If the unit ``closes``, what is left below it must be given to a part first, and duties that
    no part gets are vacancies from that day. Returns the parts' units in order.

    Raises:
        Forbidden: one of the units is out of the actor's reach.
        NotItsOwn: a unit or duty that is given away is not the split unit's on that day.
        NoParts, UnitsBelow, NameTaken, MayNotStandThere: as they say.
    """
    require(actor, EDIT)
    document = require_document(document)
    wanted = list(parts)
    if not wanted:
        raise NoParts
    existing = [part.into for part in wanted if part.into is not None]
    if unit_id in existing:
        raise MergedIntoItself
    detail = {"unit": unit_id, "parts": len(wanted), "closes": closes, "document": document}
    with audit.act(actor, "org.unit.split", at=at, detail=detail) as journal:
        structure_changed()
        require_units(actor, [unit_id, *existing])
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        require_open(unit, from_day)
        made = [_give(unit, part, from_day, document, journal) for part in wanted]
        if closes:
            shut(unit, from_day, document, journal)
        return made


def _give(unit: Unit, part: SplitPart, day: date, document: str, journal: audit.Journal) -> Unit:
    below = Placement.objects.filter(running(day), parent=unit, unit_id__in=part.children)
    own = Responsibility.objects.select_for_update().filter(
        on_day(day), unit=unit, pk__in=part.responsibilities
    )
    if set(below.values_list("unit_id", flat=True)) != set(part.children):
        raise NotItsOwn
    held = list(own)
    if len(held) != len(set(part.responsibilities)):
        raise NotItsOwn
    if part.into is None:
        target = _beside(unit, part.name.strip(), day, document, journal)
    else:
        target = Unit.objects.select_for_update().get(pk=part.into)
        require_open(target, day)
    _hand_children(unit.pk, target, day, document, journal, only=frozenset(part.children))
    for row in held:
        pass_on(row, target.pk, day, document, journal)
    return target
