"""Counts and pages of the registry's entities, asked of the columns.

A question is an ``Asked`` of the kernel: a line, a day, a node, and filters by the codes of
``dimensions`` (``kind``, ``section``, ``division``, ``county``, ``street``, ``community``,
``venue_type``, ``venue``, ``coverage``, ``unit``), each a stored code or ``NONE_GIVEN``, and by
``territory``: the code of a place, for all that lies within.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Part
from gongjian.org import queries as org

from ... import policy
from .copies import Copy
from .days import Day, day_of
from .dimensions import Groups, groups, parts
from .reaching import reached, within
from .standing import standing
from .store import current
from .tables import Array

PERMISSION = "entity.view"
PARTS = "part"
"""The dimension of the branches that are given with a question."""

Counts = dict[tuple[str, ...], int]


@dataclass(frozen=True, eq=False)
class Chosen:
    """The rows that a question is about, and what they can be split by."""

    copy: Copy
    day: Day
    stands: Array
    rows: Array

    def ids(self) -> Array:
        """Return the ids of the entities, in their order."""
        found = self.copy.facts["entity"][self.rows]
        return np.sort(found) if self.rows[: len(self.copy.homes)].any() else found

    def counted(self, split: Sequence[Groups]) -> Counts:
        """Return how many rows there are of each combination of groups that occurs."""
        cell = np.zeros(len(self.rows), np.int32)
        stride = 1
        for each in reversed(split):
            cell += (each.group * np.int32(stride))[each.column]
            stride *= len(each.labels)
        numbers = np.bincount(cell[self.rows], minlength=stride)
        shape = tuple(len(each.labels) for each in split)
        found = np.flatnonzero(numbers)
        labels = zip(
            *(
                [each.labels[place] for place in places.tolist()]
                for each, places in zip(split, np.unravel_index(found, shape), strict=True)
            ),
            strict=True,
        )
        return dict(zip(labels, numbers[found].tolist(), strict=True))


def find(
    asked: Asked, actor: Actor, page: slice, permission: str = PERMISSION
) -> tuple[list[int], int]:
    """Return one page of the ids of the entities asked for, by id, and how many there are."""
    chosen = choose(asked, actor, permission)
    return chosen.ids()[page].tolist(), int(np.count_nonzero(chosen.rows))


def count(
    asked: Asked,
    actor: Actor,
    by: Sequence[str] = (),
    *,
    branches: Sequence[frozenset[int]] = (),
    permission: str = PERMISSION,
) -> Counts:
    """Return how many entities there are by each combination of dimensions that occurs.

    ``by`` names up to three dimensions; ``part`` among them is the number of the one of
    ``branches`` (sets of unit ids, as ``org.queries.part_units`` gives them) that they stand in.
    Without ``by`` the only key is ``()``; where nothing is counted there is none.
    """
    chosen = choose(asked, actor, permission)
    if not by:
        total = int(np.count_nonzero(chosen.rows))
        return {(): total} if total else {}
    return chosen.counted([_groups(chosen, code, branches) for code in by])


def _groups(chosen: Chosen, code: str, branches: Sequence[frozenset[int]]) -> Groups:
    if code == PARTS:
        return parts(chosen.stands, branches)
    return groups(chosen.copy, chosen.day, chosen.stands, code)


def choose(asked: Asked, actor: Actor, permission: str = PERMISSION) -> Chosen:
    """Return the rows asked for that the actor reaches."""
    copy = current()
    day = day_of(copy, asked.on)
    stands = standing(copy, asked.line, asked.on)
    rows = day.alive.copy()
    reach = reached(copy, policy.reach(actor, permission), actor.on)
    if reach is not None:
        rows &= reach
    units = _units(asked)
    if units is not None:
        rows &= _among(stands, units)
    for code, value in asked.filters.items():
        if code == "territory":
            rows &= within(copy, (value,))[copy.facts["territory"]]
        else:
            rows &= _has(groups(copy, day, stands, code), value)
    return Chosen(copy, day, stands, rows)


def _units(asked: Asked) -> frozenset[int] | None:
    """Return the units asked for; 0 among those without a place is for nobody at all."""
    found = org.units_asked(asked)
    if found is None:
        return None
    nobody = [0] if asked.part == Part.UNPLACED and asked.zone_id is None else []
    return frozenset([*found.values_list(flat=True), *nobody])


def _among(stands: Array, units: frozenset[int]) -> Array:
    wanted = np.zeros(int(stands.max(initial=0)) + 1, bool)
    wanted[[unit for unit in units if unit < len(wanted)]] = True
    return wanted[stands]


def _has(split: Groups, value: str) -> Array:
    """Return which rows are of the group with this label; none if there is no such group."""
    wanted = np.array([label == value for label in split.labels], bool)
    return wanted[split.group][split.column]
