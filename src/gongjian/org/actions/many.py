"""Entering a whole structure at once: for system jobs that lay out thousands of units.

The same checks as one by one, in few statements; one action, one event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden

from ..catalogue import UNIT_TYPES
from ..models import Placement, Responsibility, Unit
from .access import ARRANGE
from .paths import pieces_under
from .placements import MayNotStandThere, structure_changed
from .units import UnitFacts, UnknownUnitType


@dataclass(frozen=True)
class Standing:
    """Where a unit stands on a line from a day to a day."""

    unit_id: int
    line: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Duty:
    """A place for which a unit is responsible on a line from a day to a day."""

    unit_id: int
    line: str
    territory: str
    valid_from: date
    valid_to: date | None = None
    document: str = ""


def _require_system(actor: Actor) -> None:
    if ARRANGE not in actor.system_permissions:
        raise Forbidden


def enter_units(facts: Sequence[UnitFacts], *, actor: Actor, at: datetime) -> list[int]:
    """Enter units that stand nowhere yet; return their keys in the same order.

    Raises:
        Forbidden: the actor is no system job that may enter units.
        UnknownUnitType: as said.
    """
    _require_system(actor)
    for type_code in {each.type for each in facts}:
        if type_code not in UNIT_TYPES:
            raise UnknownUnitType(type=type_code)
    detail = {"units": len(facts)}
    with audit.act(actor, "org.units.enter", at=at, detail=detail) as journal:
        units = journal.create_many(
            Unit(
                type=each.type,
                name=each.name,
                territory_id=each.territory,
                uscc=each.uscc,
                address=each.address,
                party_organisation=each.party_organisation,
                founded_on=each.founded_on,
            )
            for each in facts
        )
    return [unit.pk for unit in units]


def place_units(standings: Sequence[Standing], *, actor: Actor, at: datetime) -> None:
    """Place units that stood nowhere on their lines; parents come before what stands under them.

    Raises:
        Forbidden: the actor is no system job that may place units.
        NotPlaced: a parent has no place on some day of that time.
        MayNotStandThere: the catalogue does not put this kind under that type.
    """
    _require_system(actor)
    detail = {"placements": len(standings)}
    with audit.act(actor, "org.units.place", at=at, detail=detail) as journal:
        structure_changed()
        _check_types(standings)
        placed = _placed_parents(standings)
        rows: list[Placement] = []
        for each in standings:
            above = placed[each.line, each.parent_id]
            pieces = pieces_under(
                each.unit_id, each.parent_id, above, each.valid_from, each.valid_to
            )
            own = [
                Placement(
                    unit_id=each.unit_id,
                    line=each.line,
                    parent_id=each.parent_id,
                    path=piece.path,
                    valid_from=piece.start,
                    valid_to=piece.until,
                    document=each.document,
                )
                for piece in pieces
            ]
            placed[each.line, each.unit_id] += own
            rows += own
        journal.create_many(rows)


def _check_types(standings: Sequence[Standing]) -> None:
    wanted = {each.unit_id for each in standings} | {each.parent_id for each in standings}
    types = dict(Unit.objects.values_list("pk", "type"))
    types = {pk: code for pk, code in types.items() if pk in wanted}
    pairs = {
        (types[each.unit_id], types[each.parent_id])
        for each in standings
        if each.parent_id is not None
    }
    # The catalogue is asked once a pair of types: each look at it asks the database for its state.
    for own, above in sorted(pairs):
        child, parent = UNIT_TYPES[own], UNIT_TYPES[above]
        if child.kind not in parent.children:
            raise MayNotStandThere(child=child.label, parent=parent.label)


def _placed_parents(
    standings: Sequence[Standing],
) -> defaultdict[tuple[str, int | None], list[Placement]]:
    """Return the places that parents have already, by line and unit."""
    fresh = {each.unit_id for each in standings}
    wanted = {each.parent_id for each in standings if each.parent_id is not None} - fresh
    placed: defaultdict[tuple[str, int | None], list[Placement]] = defaultdict(list)
    for row in Placement.objects.filter(unit_id__in=wanted):
        placed[row.line, row.unit_id].append(row)
    return placed


def assign_many(duties: Sequence[Duty], *, actor: Actor, at: datetime) -> None:
    """Make units responsible for places that nobody was responsible for.

    Raises:
        Forbidden: the actor is no system job that may arrange units.
    """
    _require_system(actor)
    detail = {"responsibilities": len(duties)}
    with audit.act(actor, "org.responsibilities.assign", at=at, detail=detail) as journal:
        structure_changed()
        journal.create_many(
            Responsibility(
                unit_id=each.unit_id,
                line=each.line,
                territory_id=each.territory,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
                document=each.document,
            )
            for each in duties
        )
