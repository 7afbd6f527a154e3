"""A copy of the registry's dated facts at one version, and how it is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from .fetching import Codes, covers_after, facts_after, sections_of
from .tables import COVERS, FACTS, Array, Table, empty


@dataclass(frozen=True, eq=False)
class Copy:
    """The registry's facts and covers as they were at a version of it.

    ``trades`` and ``territories`` are the codes that the columns count in, ``sections`` the section
    of each trade. ``loose`` counts the rows that the files on disk do not have.
    """

    version: int
    token: str
    facts: Table
    covers: Table
    trades: tuple[str, ...]
    sections: tuple[str, ...]
    territories: tuple[str, ...]
    loose: int = 0

    @cached_property
    def homes(self) -> Array:
        """Where the present facts of each earlier row's entity stand, for the rows that are so."""
        earlier = int(self.facts["key"].searchsorted(0))
        return self.facts.position(self.facts["entity"][:earlier])

    @cached_property
    def covered(self) -> Array:
        """Where the present facts of each cover's entity stand; -1 for other covers."""
        return self.facts.position(self.covers["entity"])

    def followed(self, version: int, token: str) -> Copy:
        """Return the copy with all that was written after it: to be called a version."""
        trades, territories = Codes(self.trades), Codes(self.territories)
        facts = facts_after(self.version, trades, territories)
        covers = covers_after(self.version, territories)
        sections = self.sections
        if trades.all() != self.trades:
            sections = sections_of(trades.all())
        return replace(
            self,
            version=version,
            token=token,
            facts=self.facts.patched(facts),
            covers=self.covers.patched(covers),
            trades=trades.all(),
            sections=sections,
            territories=territories.all(),
            loose=self.loose + len(facts["key"]) + len(covers["key"]),
        )


NOTHING = Copy(0, "", empty(FACTS), empty(COVERS), ("",), ("",), ())
"""The copy of a registry in which nothing has been written."""
