"""What covers each row of the facts on a day, whatever the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from ...terms import Coverage
from .copies import Copy
from .fetching import BRANCH
from .tables import Array, Table

COVERAGE = {coverage: number for number, coverage in enumerate(Coverage.values)}

DAYS_KEPT = 4
"""Days whose coverage this process keeps; seven megabytes each for a million rows."""


@dataclass(frozen=True, eq=False)
class Day:
    """By row of the facts: whether it counts, what covers it, and the branch that does (0: none).

    ``coverage`` counts in ``Coverage``.
    """

    alive: Array
    coverage: Array
    branch: Array


def holds(table: Table, on: date) -> Array:
    """Return which rows hold on a day."""
    day = on.toordinal()
    return (table["start"] <= day) & (table["end"] > day)


@lru_cache(maxsize=DAYS_KEPT)
def day_of(copy: Copy, on: date) -> Day:
    """Return what covers each row on a day."""
    facts, covers = copy.facts, copy.covers
    alive = holds(facts, on)
    earlier = len(copy.homes)
    was = np.flatnonzero(alive[:earlier])
    # What is merged into another entity counts on no day, neither as what it was before.
    alive[was] = facts["start"][copy.homes[was]] != np.iinfo(np.int32).max
    in_force = holds(covers, on)
    by_branch = in_force & (covers["by"] == BRANCH)
    direct = _direct(copy, by_branch)
    several = np.bincount(direct[alive], minlength=int(direct.max(initial=0)) + 1) > 1
    venue = _by_venue(covers, by_branch, facts["venue"])
    region = _by_place(copy, by_branch)
    instructed = _instructed(copy, in_force & (covers["by"] != BRANCH))
    coverage = np.where(instructed, *_pair(Coverage.INSTRUCTOR, Coverage.NOTHING))
    branch = region[facts["territory"]]
    coverage[branch > 0] = COVERAGE[Coverage.REGION]
    of_venue = venue[facts["venue"]]
    has = of_venue > 0
    branch[has] = of_venue[has]
    coverage[has] = COVERAGE[Coverage.VENUE]
    own = np.flatnonzero(direct)
    branch[own] = direct[own]
    coverage[own] = np.where(several[direct[own]], *_pair(Coverage.JOINT, Coverage.OWN))
    return Day(alive, coverage, branch)


def _pair(first: Coverage, second: Coverage) -> tuple[np.uint8, np.uint8]:
    return np.uint8(COVERAGE[first]), np.uint8(COVERAGE[second])


def _direct(copy: Copy, chosen: Array) -> Array:
    """Return by row the unit of these covers that covers the entity itself; 0 for none."""
    units = np.zeros(len(copy.facts), np.int32)
    mine = np.flatnonzero(chosen & (copy.covered >= 0))
    units[copy.covered[mine]] = copy.covers["unit"][mine]
    units[: len(copy.homes)] = units[copy.homes]
    return units


def _by_venue(covers: Table, chosen: Array, venues: Array) -> Array:
    """Return by venue id the unit of these covers; 0 for none."""
    mine = np.flatnonzero(chosen & (covers["venue"] > 0))
    ids = covers["venue"][mine]
    size = max(int(venues.max(initial=0)), int(ids.max(initial=0))) + 1
    units = np.zeros(size, np.int32)
    units[ids] = covers["unit"][mine]
    return units


def _by_place(copy: Copy, chosen: Array) -> Array:
    """Return by territory of the list the unit of these covers for it; 0 for none."""
    mine = np.flatnonzero(chosen & (copy.covers["territory"] >= 0))
    places = [copy.territories[number] for number in copy.covers["territory"][mine].tolist()]
    units = copy.covers["unit"][mine].tolist()
    return spread(copy.territories, dict(zip(places, units, strict=True)))


def spread(territories: tuple[str, ...], units: Mapping[str, int]) -> Array:
    """Return by territory of a list the unit of the smallest place around it; 0 for none."""
    found = [0] * max(1, len(territories))
    for number, code in enumerate(territories):
        sizes = range(len(code), 0, -1)
        found[number] = next((units[code[:n]] for n in sizes if code[:n] in units), 0)
    return np.array(found, np.int32)


def _instructed(copy: Copy, chosen: Array) -> Array:
    facts = copy.facts
    found = _by_place(copy, chosen)[facts["territory"]] > 0
    found |= _by_venue(copy.covers, chosen, facts["venue"])[facts["venue"]] > 0
    found |= _direct(copy, chosen) > 0
    return found
