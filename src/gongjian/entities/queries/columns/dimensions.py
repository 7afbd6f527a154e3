"""The ways to split the registry's rows, each a number by row and a label by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gongjian.kernel.figures import NONE_GIVEN

from ...models import Venue
from ...terms import Coverage, EntityKind
from .copies import Copy
from .days import Day
from .tables import Array

LEVELS = {"city": 4, "county": 6, "street": 9, "community": 12}
"""Dimensions by place, and the digits of such a place's code."""


@dataclass(frozen=True, eq=False)
class Groups:
    """A split: the group of a row is ``group[column]``; ``labels`` names the groups.

    ``column`` has a number by row, and ``group`` a number by that number.
    """

    column: Array
    group: Array
    labels: tuple[str, ...]


def groups(copy: Copy, day: Day, stands: Array, code: str) -> Groups:
    """Return the groups of a dimension by its code; raise KeyError when there is none."""
    if code in LEVELS:
        return _of_list(copy.facts["territory"], _places(copy.territories, LEVELS[code]))
    return DIMENSIONS[code](copy, day, stands)


def parts(stands: Array, branches: Sequence[frozenset[int]]) -> Groups:
    """Split rows by the branch of a tree that their unit is in; what is in none is left over.

    The label of a branch is its number in the order given, that of the rest is empty.
    """
    group = np.full(int(stands.max(initial=0)) + 1, len(branches), np.int32)
    for number, units in enumerate(branches):
        group[[unit for unit in units if unit < len(group)]] = number
    return Groups(stands, group, (*(str(number) for number in range(len(branches))), ""))


def _of_list(column: Array, values: Sequence[str]) -> Groups:
    """Split by the value that each number of a column stands for."""
    labels = sorted(set(values))
    numbers = {label: number for number, label in enumerate(labels)}
    group = np.array([numbers[value] for value in values] or [0], np.int32)
    return Groups(column, group, tuple(labels) or (NONE_GIVEN,))


@lru_cache(maxsize=16)
def _places(territories: tuple[str, ...], size: int) -> tuple[str, ...]:
    return tuple(code[:size] if len(code) >= size else NONE_GIVEN for code in territories)


def _kind(copy: Copy, day: Day, stands: Array) -> Groups:
    return _of_list(copy.facts["kind"], EntityKind.values)


def _base(copy: Copy, day: Day, stands: Array) -> Groups:
    """Split by whether code and trade are known; the code is what it is now."""
    sound = np.array(copy.facts["sound"])
    sound[: len(copy.homes)] = sound[copy.homes]
    known = sound & (copy.facts["trade"] > 0)
    return _of_list(known, ("unknown", "known"))


def _section(copy: Copy, day: Day, stands: Array) -> Groups:
    return _of_list(copy.facts["trade"], [section or NONE_GIVEN for section in copy.sections])


def _division(copy: Copy, day: Day, stands: Array) -> Groups:
    divisions = [code[:2] if code[:2].isdigit() else NONE_GIVEN for code in copy.trades]
    return _of_list(copy.facts["trade"], divisions)


def _venue(copy: Copy, day: Day, stands: Array) -> Groups:
    column = copy.facts["venue"]
    ids = range(1, int(column.max(initial=0)) + 1)
    labels = (NONE_GIVEN, *(str(pk) for pk in ids))
    return Groups(column, np.arange(len(labels), dtype=np.int32), labels)


def _venue_type(copy: Copy, day: Day, stands: Array) -> Groups:
    column = copy.facts["venue"]
    types = [NONE_GIVEN] * (int(column.max(initial=0)) + 1)
    for pk, kind in Venue.objects.filter(pk__lt=len(types)).values_list("pk", "type"):
        types[pk] = kind
    return _of_list(column, types)


def _coverage(copy: Copy, day: Day, stands: Array) -> Groups:
    return _of_list(day.coverage, Coverage.values)


def _unit(copy: Copy, day: Day, stands: Array) -> Groups:
    size = int(stands.max(initial=0)) + 1
    return Groups(stands, np.arange(size, dtype=np.int32), tuple(str(pk) for pk in range(size)))


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
