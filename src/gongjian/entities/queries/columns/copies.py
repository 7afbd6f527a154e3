"""A copy of the registry's dated facts at one version, and how it is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .fetching import Codes, Spot, covers_after, facts_after, sections_of
from .tables import COVERS, FACTS, Array, Table, empty
from .whats import with_soundness

if TYPE_CHECKING:
    from .days import Day


@dataclass(frozen=True, eq=False)
class Copy:
    """The registry's facts and covers as they were at a version of it.

    ``trades`` and ``territories`` are the codes that the columns count in, ``sections`` the section
    of each trade. A spot is a territory, by its number, with a venue, by its id (0: none): what
    covers an entity and where it stands is for most the same on one spot. ``loose`` counts the rows
    that the files on disk do not have; ``days`` keeps what was worked out for some days.
    """

    version: int
    token: str
    facts: Table
    covers: Table
    trades: tuple[str, ...]
    sections: tuple[str, ...]
    territories: tuple[str, ...]
    spots: tuple[Spot, ...]
    loose: int = 0
    days: dict[date, Day] = field(default_factory=dict)

    @cached_property
    def homes(self) -> Array:
        """Where the present facts of each earlier row's entity stand, for the rows that are so."""
        return self.facts.position(self.facts["entity"][: earlier_rows(self.facts)])

    @cached_property
    def covered(self) -> Array:
        """Where the present facts of each cover's entity stand; -1 for other covers."""
        return self.facts.position(self.covers["entity"])

    @cached_property
    def spot_places(self) -> Array:
        """The territory of each spot, by its number."""
        return np.array([territory for territory, _ in self.spots], np.int32)

    @cached_property
    def spot_venues(self) -> Array:
        """The id of each spot's venue; 0 for none."""
        return np.array([venue for _, venue in self.spots], np.int32)

    def followed(self, version: int, token: str) -> Copy:
        """Return the copy with all that was written after it: to be called a version."""
        trades, territories = Codes(self.trades), Codes(self.territories)
        spots = Codes(self.spots)
        facts = facts_after(self.version, trades, territories, spots)
        covers = covers_after(self.version, territories)
        sections = self.sections
        if trades.all() != self.trades:
            sections = sections_of(trades.all())
        return replace(
            self,
            version=version,
            token=token,
            facts=_with_present_codes(self.facts.patched(facts)),
            covers=self.covers.patched(covers),
            trades=trades.all(),
            sections=sections,
            territories=territories.all(),
            spots=spots.all(),
            loose=self.loose + len(facts["key"]) + len(covers["key"]),
            days={},
        )


def earlier_rows(facts: Table) -> int:
    """Return how many rows tell what was before: they come first."""
    return int(facts["key"].searchsorted(0))


def _with_present_codes(facts: Table) -> Table:
    """Tell for earlier rows whether the code is sound as it is now: it is not dated."""
    earlier, what = earlier_rows(facts), facts["what"]
    homes = facts.position(facts["entity"][:earlier])
    fresh = with_soundness(what[:earlier], what[homes])
    if np.array_equal(fresh, what[:earlier]):
        return facts
    return Table({**facts.columns, "what": np.concatenate([fresh, what[earlier:]])})


NOTHING = Copy(0, "", empty(FACTS), empty(COVERS), ("",), ("",), (), ())
"""The copy of a registry in which nothing has been written."""
