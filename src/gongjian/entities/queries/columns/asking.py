"""Counts and pages of the registry's entities, asked of the columns.

A question is an ``Asked`` of the kernel: a line, a day, a node, and filters by the codes of
``dimensions`` (``kind``, ``base``, ``section``, ``division``, ``city``, ``county``, ``street``,
``community``, ``venue_type``, ``venue``, ``coverage``, ``unit``), each a stored code or
``NONE_GIVEN``, and by ``territory``: the code of a place, for all that lies within.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from django.db.models import QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Part, Units
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

    @property
    def total(self) -> int:
        """How many there are."""
        return int(np.count_nonzero(self.rows))

    def ids(self, page: slice) -> list[int]:
        """Return a page of the ids of the entities, by id."""
        entities = self.copy.facts["entity"]
        if self.rows[: len(self.copy.homes)].any():
            return [int(pk) for pk in np.sort(entities[self.rows])[page]]
        return [int(pk) for pk in entities[np.flatnonzero(self.rows)[page]]]

    def counted(self, by: Sequence[str], branches: Sequence[frozenset[int]] = ()) -> Counts:
        """Return how many there are of each combination, as ``count`` does."""
        if not by:
            return {(): self.total} if self.total else {}
        split = [self._groups(code, branches) for code in by]
        cell = np.zeros(len(self.rows), np.int32)
        stride = 1
        for each in reversed(split):
            cell += (each.group * np.int32(stride))[each.column]
            stride *= len(each.labels)
        numbers = np.bincount(cell[self.rows], minlength=stride)
        found = np.flatnonzero(numbers)
        places = np.unravel_index(found, [len(each.labels) for each in split])
        names = [
            [each.labels[number] for number in numbers.tolist()]
            for each, numbers in zip(split, places, strict=True)
        ]
        return dict(zip(zip(*names, strict=True), numbers[found].tolist(), strict=True))

    def _groups(self, code: str, branches: Sequence[frozenset[int]]) -> Groups:
        if code == PARTS:
            return parts(self.stands, branches)
        return groups(self.copy, self.day, self.stands, code)


def find(
    asked: Asked, actor: Actor, page: slice, permission: str = PERMISSION
) -> tuple[list[int], int]:
    """Return one page of the ids of the entities asked for, by id, and how many there are."""
    chosen = choose(asked, actor, org.units_asked(asked), permission=permission)
    return chosen.ids(page), chosen.total


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
    chosen = choose(asked, actor, org.units_asked(asked), permission=permission)
    return chosen.counted(by, branches)


def choose(
    asked: Asked,
    actor: Actor,
    units: Units,
    *,
    permission: str = PERMISSION,
    among: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Chosen:
    """Return the rows asked for that the actor reaches.

    ``units`` as ``org.units_asked`` gives them; ``among`` keeps to any of several values of a
    dimension.
    """
    copy = current()
    day = day_of(copy, asked.on)
    stands = standing(copy, asked.line, asked.on)
    rows = day.alive.copy()
    reach = reached(copy, policy.reach(actor, permission), actor.on)
    if reach is not None:
        rows &= reach
    if units is not None:
        rows &= _among(stands, _ids(units, asked))
    filters = {code: (value,) for code, value in asked.filters.items()}
    if "territory" in filters:
        rows &= within(copy, filters.pop("territory"))[copy.facts["territory"]]
    for code, values in (*filters.items(), *among.items()):
        rows &= _has(groups(copy, day, stands, code), values)
    return Chosen(copy, day, stands, rows)


def _ids(units: QuerySet[Any], asked: Asked) -> frozenset[int]:
    """Return the units asked for, and nobody where those without a place are."""
    nobody = [org.NOBODY] if asked.part == Part.UNPLACED and asked.zone_id is None else []
    return frozenset([*units.values_list(flat=True), *nobody])


def _among(stands: Array, units: frozenset[int]) -> Array:
    wanted = np.zeros(int(stands.max(initial=0)) + 1, bool)
    wanted[[unit for unit in units if unit < len(wanted)]] = True
    return wanted[stands]


def _has(split: Groups, values: Collection[str]) -> Array:
    """Return which rows are of a group with one of these labels."""
    wanted = np.array([label in values for label in split.labels], bool)
    return wanted[split.group][split.column]
