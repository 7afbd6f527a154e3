"""What covers an entity on a day, and which unit it stands with: the rule in words of its own.

000-05/07, 001-17/18/20; docs/adr/0007-registry-in-columns.md. For one entity at a time; the
columns apply the same rule to all at once, with other code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..terms import Coverage

SIZES = (12, 9, 6, 4, 2)
"""Digits of the code of a place by level, the smallest place first."""


def around(code: str) -> Iterator[str]:
    """Yield the codes of a place and of those around it, the smallest first."""
    yield from (code[:size] for size in SIZES if size <= len(code))


def nearest(code: str, units: Mapping[str, int]) -> int | None:
    """Return the unit of the smallest place around a place, from units by place."""
    return next((units[place] for place in around(code) if place in units), None)


@dataclass(frozen=True)
class Covering:
    """The units that could cover an entity on a day, each None if there is none.

    ``alone`` tells that the branch in ``direct`` covers no other entity directly on that day.
    """

    direct: int | None = None
    alone: bool = True
    venue: int | None = None
    region: int | None = None
    instructor: int | None = None


def coverage(covering: Covering) -> tuple[Coverage, int | None]:
    """Return what covers the entity, and the unit that does: the first that holds."""
    if covering.direct is not None:
        return (Coverage.OWN if covering.alone else Coverage.JOINT), covering.direct
    if covering.venue is not None:
        return Coverage.VENUE, covering.venue
    if covering.region is not None:
        return Coverage.REGION, covering.region
    if covering.instructor is not None:
        return Coverage.INSTRUCTOR, covering.instructor
    return Coverage.NOTHING, None


def stands_with(branch: int | None, responsible: int | None, placed: Collection[int]) -> int | None:
    """Return the unit whose place on a line is the entity's: its branch, else who is responsible.

    ``placed`` are the units with a place on the line that day. Where neither has one, the entity
    is counted with the branch, else with the responsible unit, among those without a place.
    """
    for unit in (branch, responsible):
        if unit is not None and unit in placed:
            return unit
    return responsible if branch is None else branch
