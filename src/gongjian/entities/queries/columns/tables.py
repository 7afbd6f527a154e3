"""Columns of a table as arrays of one length, sorted by key; never changed once made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

FOREVER = 2**31 - 1
"""The day number of an open end, and of the beginning of what never holds."""

FACTS: dict[str, np.dtype[Any]] = {
    "key": np.dtype(np.int64),
    "entity": np.dtype(np.int64),
    "what": np.dtype(np.int32),
    "spot": np.dtype(np.int32),
    "start": np.dtype(np.int32),
    "end": np.dtype(np.int32),
}
"""What an entity was from a day to a day. ``key`` is its id for what holds now, and minus the id of
the row of ``EarlierFacts`` for what held before; so the earlier rows come first.

``what`` packs kind, trade and whether the code is sound (``whats``); ``spot`` counts in the copy's
list of spots; the days are ordinals, the end not included. What is merged into another entity
starts at ``FOREVER``.
"""

COVERS: dict[str, np.dtype[Any]] = {
    "key": np.dtype(np.int64),
    "entity": np.dtype(np.int64),
    "venue": np.dtype(np.int32),
    "territory": np.dtype(np.int32),
    "unit": np.dtype(np.int32),
    "by": np.dtype(np.uint8),
    "start": np.dtype(np.int32),
    "end": np.dtype(np.int32),
}
"""Rows of ``Cover``: ``entity`` and ``venue`` are ids (0: not that), ``territory`` counts in the
copy's list (-1: not that), ``by`` in ``CoveredBy``."""


@dataclass(frozen=True, eq=False)
class Table:
    """Arrays of one length by name, sorted by ``key``, which is unique."""

    columns: Mapping[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["key"])

    def patched(self, rows: Mapping[str, Array]) -> Table:
        """Return this table with rows replaced or added, given by their key in its order."""
        if not len(rows["key"]):
            return self
        fresh = {name: rows[name] for name in self.columns}
        if not len(self):
            return Table(fresh)
        places = np.searchsorted(self["key"], fresh["key"])
        inside = np.minimum(places, len(self) - 1)
        known = self["key"][inside] == fresh["key"]
        return Table(
            {name: _merged(self[name], fresh[name], places, known) for name in self.columns}
        )

    def position(self, keys: Array) -> Array:
        """Return where these keys stand; -1 for one that is not there."""
        if not len(self):
            return np.full(len(keys), -1, np.int64)
        places = np.minimum(np.searchsorted(self["key"], keys), len(self) - 1)
        return np.where(self["key"][places] == keys, places, -1)


def _merged(old: Array, fresh: Array, places: Array, known: Array) -> Array:
    """Put values over the old ones where they are known, and between them where they are new.

    A column in which nothing has changed stays the array that it is, mapped or not.
    """
    if known.all() and np.array_equal(old[places], fresh):
        return old
    merged = np.array(old)
    merged[places[known]] = fresh[known]
    if known.all():
        return merged
    added = np.flatnonzero(~known)
    if places[added[0]] == len(old):
        return np.concatenate([merged, fresh[added]])
    return np.insert(merged, places[added], fresh[added])


def empty(columns: Mapping[str, np.dtype[Any]]) -> Table:
    """Return a table without rows."""
    return Table({name: np.zeros(0, dtype) for name, dtype in columns.items()})
