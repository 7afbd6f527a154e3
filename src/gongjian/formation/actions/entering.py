"""Entering the unit of a new organisation, as its approved case says."""

from __future__ import annotations

from datetime import date, datetime

from gongjian.kernel.actor import Actor, system
from gongjian.org import actions as org
from gongjian.org.models import Unit

from .. import queries
from ..models import Case


def founder(on: date) -> Actor:
    """Return the actor of what follows from an approved case, whoever founds it."""
    return system("formation", on, "roster.import", "structure.edit", "cover.edit", "entity.view")


def enter_branch(case: Case, name: str, parent_id: int, on: date, at: datetime) -> Unit:
    """Enter a branch of a case, and place it under a unit on the superior's line."""
    facts = org.UnitFacts(
        type="branch", name=name, territory=case.superior.territory_id, founded_on=on
    )
    unit = org.enter_unit(facts, actor=founder(on), at=at)
    place_below(case, unit.pk, parent_id, on, at)
    return unit


def place_below(case: Case, unit_id: int, parent_id: int, on: date, at: datetime) -> None:
    """Place a branch of a case under a unit on the superior's line from a day on."""
    org.place(
        unit_id,
        line=queries.line_of(case.superior_id, on=on),
        parent_id=parent_id,
        from_day=on,
        actor=founder(on),
        at=at,
        document=case.document,
    )
