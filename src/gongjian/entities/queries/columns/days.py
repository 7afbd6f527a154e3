"""What covers each entity on a day, whatever the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from ...terms import Coverage
from .copies import Copy
from .fetching import BRANCH
from .tables import FOREVER, Array, Table

COVERAGE = {coverage: number for number, coverage in enumerate(Coverage.values)}

DAYS_KEPT = 4
"""Days that a copy keeps; five megabytes each for a million rows."""


@dataclass(frozen=True, eq=False)
class Day:
    """All entities on a day by slots: those in one slot are covered by the same.

    There is a slot for each spot, then one for each row that something covers directly, and a
    last one for the rows that do not count on this day. ``where`` gives the slot of each row. By
    slot: the number of its territory and the id of its venue (0: none); ``coverage``, counted as
    in ``Coverage``; the branch that covers (0: none). ``standings`` keeps the units that the slots
    stand with, by the structure's token and line.
    """

    where: Array
    place: Array
    venue: Array
    coverage: Array
    branch: Array
    standings: dict[tuple[str, str], Array] = field(default_factory=dict)

    @property
    def counts(self) -> Array:
        """By slot, whether it counts: all but the last."""
        return np.arange(len(self.place)) < len(self.place) - 1


def holds(table: Table, on: date) -> Array:
    """Return which rows hold on a day."""
    day = on.toordinal()
    return (table["start"] <= day) & (table["end"] > day)


def day_of(copy: Copy, on: date) -> Day:
    """Return what covers each row on a day."""
    found = copy.days.get(on)
    if found is None:
        found = _day(copy, on)
        for old in list(copy.days)[: 1 - DAYS_KEPT or None]:
            copy.days.pop(old, None)
        copy.days[on] = found
    return found


def _alive(copy: Copy, on: date) -> Array:
    facts = copy.facts
    alive = holds(facts, on)
    was = np.flatnonzero(alive[: len(copy.homes)])
    # What is merged into another entity counts on no day, neither as what it was before.
    alive[was] = facts["start"][copy.homes[was]] != FOREVER
    return alive


def _day(copy: Copy, on: date) -> Day:
    facts, covers = copy.facts, copy.covers
    alive = _alive(copy, on)
    in_force = holds(covers, on)
    by_branch = in_force & (covers["by"] == BRANCH)
    by_instructor = in_force & (covers["by"] != BRANCH)
    own, present = _directly_covered(copy, in_force)
    spots = facts["spot"][own]
    place = np.concatenate([copy.spot_places, copy.spot_places[spots], [0]]).astype(np.int32)
    venue = np.concatenate([copy.spot_venues, copy.spot_venues[spots], [0]]).astype(np.int32)
    slots = len(copy.spot_places) + np.arange(len(own), dtype=np.int32)
    where = np.array(facts["spot"])
    where[own] = slots
    where[~alive] = len(place) - 1
    direct = np.zeros(len(place), np.int32)
    direct[slots] = _direct(copy, by_branch, present)
    instructed = _by_place(copy, by_instructor)[place] > 0
    instructed |= _by_venue(covers, by_instructor, venue)[venue] > 0
    instructed[slots] |= _direct(copy, by_instructor, present) > 0
    branch = _by_place(copy, by_branch)[place]
    coverage = np.where(
        branch > 0, COVERAGE[Coverage.REGION], np.where(instructed, *_numbers("INSTRUCTOR NOTHING"))
    )
    of_venue = _by_venue(covers, by_branch, venue)[venue]
    branch = np.where(of_venue > 0, of_venue, branch)
    coverage = np.where(of_venue > 0, COVERAGE[Coverage.VENUE], coverage)
    several = np.bincount(direct[slots[alive[own]]], minlength=int(direct.max(initial=0)) + 1) > 1
    branch = np.where(direct > 0, direct, branch)
    how = np.where(several[direct], *_numbers("JOINT OWN"))
    coverage = np.where(direct > 0, how, coverage)
    return Day(where, place, venue, coverage.astype(np.uint8), branch.astype(np.int32))


def _numbers(names: str) -> list[int]:
    return [COVERAGE[Coverage[name]] for name in names.split()]


def _directly_covered(copy: Copy, in_force: Array) -> tuple[Array, Array]:
    """Return the rows of entities that something covers directly, and each one's present row."""
    covered = copy.covered[in_force]
    is_covered = np.zeros(len(copy.facts), bool)
    is_covered[covered[covered >= 0]] = True
    earlier = np.flatnonzero(is_covered[copy.homes])
    present = np.flatnonzero(is_covered)
    return np.concatenate([earlier, present]), np.concatenate([copy.homes[earlier], present])


def _direct(copy: Copy, chosen: Array, present: Array) -> Array:
    """Return the unit of these covers that covers the entity of each of these rows; 0 for none."""
    units = np.zeros(len(copy.facts), np.int32)
    mine = np.flatnonzero(chosen & (copy.covered >= 0))
    units[copy.covered[mine]] = copy.covers["unit"][mine]
    return units[present]


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
    sizes = sorted({len(code) for code in units}, reverse=True)
    found = [0] * max(1, len(territories))
    for number, code in enumerate(territories):
        for size in sizes:
            unit = units.get(code[:size])
            if unit is not None and size <= len(code):
                found[number] = unit
                break
    return np.array(found, np.int32)
