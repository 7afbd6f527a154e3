"""The ways to split entities: each a group by slot of the day or by what they are, and labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gongjian.kernel.figures import NONE_GIVEN

from ...models import Venue
from ...terms import Coverage, EntityKind
from . import whats
from .copies import Copy
from .days import Day
from .tables import Array

LEVELS = {"city": 4, "county": 6, "street": 9, "community": 12}
"""Dimensions by place, and the digits of such a place's code."""


@dataclass(frozen=True, eq=False)
class Groups:
    """A split: ``group`` by slot, or by the number of ``whats``; ``labels`` names the groups."""

    by_slot: bool
    group: Array
    labels: tuple[str, ...]


def groups(copy: Copy, day: Day, stands: Array, code: str) -> Groups:
    """Return the groups of a dimension by its code; raise KeyError when there is none."""
    if code in LEVELS:
        return _of_list(True, day.place, _places(copy.territories, LEVELS[code]))
    return DIMENSIONS[code](copy, day, stands)


def parts(stands: Array, branches: Sequence[frozenset[int]]) -> Groups:
    """Split by the branch of a tree that their unit is in; what is in none is left over.

    The label of a branch is its number in the order given, that of the rest is empty.
    """
    group = np.full(int(stands.max(initial=0)) + 1, len(branches), np.int32)
    for number, units in enumerate(branches):
        group[[unit for unit in units if unit < len(group)]] = number
    return Groups(True, group[stands], (*(str(number) for number in range(len(branches))), ""))


def _of_list(by_slot: bool, numbers: Array, values: Sequence[str]) -> Groups:
    """Split by the value that each number stands for."""
    labels = sorted(set(values)) or [NONE_GIVEN]
    places = {label: number for number, label in enumerate(labels)}
    group = np.array([places[value] for value in values] or [0], np.int32)
    return Groups(by_slot, group[numbers], tuple(labels))


@lru_cache(maxsize=16)
def _places(territories: tuple[str, ...], size: int) -> tuple[str, ...]:
    return tuple(code[:size] if len(code) >= size else NONE_GIVEN for code in territories)


def _of_trade(copy: Copy, values: Sequence[str]) -> Groups:
    return _of_list(False, whats.trades(len(copy.trades)), values)


def _kind(copy: Copy, day: Day, stands: Array) -> Groups:
    return _of_list(False, whats.kinds(len(copy.trades)), EntityKind.values)


def _base(copy: Copy, day: Day, stands: Array) -> Groups:
    """Split by whether code and trade are known; the code is what it is now."""
    trades = whats.trades(len(copy.trades))
    known = whats.sound(np.arange(len(trades))) & (trades > 0)
    return Groups(False, known.astype(np.int32), ("unknown", "known"))


def _section(copy: Copy, day: Day, stands: Array) -> Groups:
    return _of_trade(copy, [section or NONE_GIVEN for section in copy.sections] or [NONE_GIVEN])


def _division(copy: Copy, day: Day, stands: Array) -> Groups:
    found = [code[:2] if code[:2].isdigit() else NONE_GIVEN for code in copy.trades]
    return _of_trade(copy, found)


def _venue(copy: Copy, day: Day, stands: Array) -> Groups:
    ids = range(1, int(day.venue.max(initial=0)) + 1)
    return Groups(True, day.venue, (NONE_GIVEN, *(str(pk) for pk in ids)))


def _venue_type(copy: Copy, day: Day, stands: Array) -> Groups:
    types = [NONE_GIVEN] * (int(day.venue.max(initial=0)) + 1)
    for pk, kind in Venue.objects.filter(pk__lt=len(types)).values_list("pk", "type"):
        types[pk] = kind
    return _of_list(True, day.venue, types)


def _coverage(copy: Copy, day: Day, stands: Array) -> Groups:
    return Groups(True, day.coverage, tuple(Coverage.values))


def _unit(copy: Copy, day: Day, stands: Array) -> Groups:
    return Groups(True, stands, tuple(str(pk) for pk in range(int(stands.max(initial=0)) + 1)))


DIMENSIONS: dict[str, Callable[[Copy, Day, Array], Groups]] = {
    "kind": _kind,
    "base": _base,
    "section": _section,
    "division": _division,
    "venue_type": _venue_type,
    "venue": _venue,
    "coverage": _coverage,
    "unit": _unit,
}
