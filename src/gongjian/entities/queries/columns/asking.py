"""Counts and pages of the registry's entities, asked of the columns.

A question is an ``Asked`` of the kernel: a line, a day, a node, and filters by the codes of
``dimensions`` (``kind``, ``base``, ``section``, ``division``, ``city``, ``county``, ``street``,
``community``, ``venue_type``, ``venue``, ``coverage``, ``unit``), each a stored code or
``NONE_GIVEN``, and by ``territory``: the code of a place, for all that lies within.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
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
from .whats import STEP

PERMISSION = "entity.view"
PARTS = "part"
"""The dimension of the branches that are given with a question."""

Counts = dict[tuple[str, ...], int]


@dataclass(frozen=True, eq=False)
class Chosen:
    """The rows that a question is about, and what they can be split by.

    A row is chosen if its slot is and what it is; ``where`` gives the slot of each row that the
    actor reaches, the last slot for others, and ``stands`` the unit by slot.
    """

    copy: Copy
    day: Day
    stands: Array
    where: Array
    slots: Array
    whats: Array

    @cached_property
    def rows(self) -> Array:
        """Which rows of the facts are chosen."""
        rows: Array = self.slots[self.where]
        return rows if self.whats.all() else rows & self.whats[self.copy.facts["what"]]

    @property
    def total(self) -> int:
        """How many there are."""
        return int(np.count_nonzero(self.rows))

    def ids(self, page: slice) -> list[int]:
        """Return a page of the ids of the entities, by id."""
        entities, earlier = self.copy.facts["entity"], len(self.copy.homes)
        present = np.flatnonzero(self.rows[earlier:]) + earlier
        before = np.sort(entities[:earlier][self.rows[:earlier]])
        if not len(before):
            return [int(pk) for pk in entities[present[page]]]
        found = entities[present]
        return [int(pk) for pk in np.insert(found, np.searchsorted(found, before), before)[page]]

    def keeping(self, among: Mapping[str, Collection[str]]) -> Chosen:
        """Return those of the rows that have any of the values named of each dimension."""
        slots, whats = self.slots, self.whats
        for code, values in among.items():
            split = self._groups(code, ())
            wanted = np.array([label in values for label in split.labels], bool)[split.group]
            if split.by_slot:
                slots = slots & wanted
            else:
                whats = whats & wanted
        return replace(self, slots=slots, whats=whats)

    def counted(self, by: Sequence[str], branches: Sequence[frozenset[int]] = ()) -> Counts:
        """Return how many there are of each combination, as ``count`` does."""
        split = [self._groups(code, branches) for code in by]
        places = _combined([each for each in split if each.by_slot], self.slots)
        things = _combined([each for each in split if not each.by_slot], self.whats)
        across = len(things.labels) + 1
        cells = (places.number * across)[self.where]
        if len(things.labels) > 1 or not self.whats.all():
            cells += things.number[self.copy.facts["what"]]
        numbers = np.bincount(cells, minlength=(len(places.labels) + 1) * across)
        table = numbers.reshape(-1, across)[:-1, :-1]
        order = np.argsort([not each.by_slot for each in split], kind="stable").tolist()
        counts: Counts = {}
        for row, column in zip(*(each.tolist() for each in np.nonzero(table)), strict=True):
            labels = dict(zip(order, places.labels[row] + things.labels[column], strict=True))
            counts[tuple(labels[place] for place in range(len(by)))] = int(table[row, column])
        return counts

    def _groups(self, code: str, branches: Sequence[frozenset[int]]) -> Groups:
        if code == PARTS:
            return parts(self.stands, branches)
        return groups(self.copy, self.day, self.stands, code)


@dataclass(frozen=True, eq=False)
class Combined:
    """Splits of one kind as one: ``number`` by slot or thing; the last number is left out."""

    number: Array
    labels: list[tuple[str, ...]]


def _combined(split: Sequence[Groups], chosen: Array) -> Combined:
    """Number the combinations that occur among the chosen slots or things."""
    cell = np.zeros(len(chosen), np.int64)
    for each in split:
        cell = cell * len(each.labels) + each.group
    found, inside = np.unique(cell[chosen], return_inverse=True)
    number = np.full(len(chosen), len(found), np.int64)
    number[chosen] = inside
    groups = np.unravel_index(found, [len(each.labels) for each in split]) if split else ()
    names = [
        [each.labels[index] for index in numbers.tolist()]
        for each, numbers in zip(split, groups, strict=True)
    ]
    return Combined(number, list(zip(*names, strict=True)) if names else [()] * len(found))


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
    stands = standing(copy, day, asked.line, asked.on)
    where, slots = day.where, day.counts
    reach = reached(copy, policy.reach(actor, permission), actor.on)
    if reach is not None:
        where = np.where(reach, where, np.int32(len(slots) - 1))
    if units is not None:
        slots &= _among(stands, _ids(units, asked))
    whats = np.ones(len(copy.trades) * STEP, bool)
    filters = {code: (value,) for code, value in asked.filters.items()}
    if "territory" in filters:
        slots &= within(copy, filters.pop("territory"))[day.place]
    return Chosen(copy, day, stands, where, slots, whats).keeping(filters).keeping(among)


def _ids(units: QuerySet[Any], asked: Asked) -> frozenset[int]:
    """Return the units asked for, and nobody where those without a place are."""
    nobody = [org.NOBODY] if asked.part == Part.UNPLACED and asked.zone_id is None else []
    return frozenset([*org.ids_of(units), *nobody])


def _among(stands: Array, units: frozenset[int]) -> Array:
    wanted = np.zeros(int(stands.max(initial=0)) + 1, bool)
    wanted[[unit for unit in units if unit < len(wanted)]] = True
    return wanted[stands]
