"""The columns of a register: which heading is which, and how much each may hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ..terms import REGISTER_COLUMNS, REQUIRED_COLUMNS

LONGEST = {
    "name": 120,
    "venue": 80,
    "address": 160,
    "contact_name": 40,
    "contact_mobile": 20,
    "aliases": 600,
}
"""The most characters of a cell, by column."""

MOST_STAFF = 1_000_000
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
"""The degrees between which every place of business lies."""


@dataclass(frozen=True)
class Heading:
    """What a file's first row says: our key of each column in its order, and what is wrong."""

    keys: tuple[str, ...]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not (self.unknown or self.twice or self.missing)


_KEYS = {chinese: key for key, chinese in REGISTER_COLUMNS.items()} | {
    key: key for key in REGISTER_COLUMNS
}


def read_heading(cells: Sequence[str]) -> Heading:
    """Return which column stands where; empty cells at the end are no columns."""
    titles = [_title(cell) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    keys = tuple(_KEYS.get(title, "") for title in titles)
    found = [key for key in keys if key]
    return Heading(
        keys=keys,
        unknown=tuple(
            title or f"({number})"
            for number, (title, key) in enumerate(zip(titles, keys, strict=True), start=1)
            if not key
        ),
        twice=tuple(REGISTER_COLUMNS[key] for key in REGISTER_COLUMNS if found.count(key) > 1),
        missing=tuple(REGISTER_COLUMNS[key] for key in REQUIRED_COLUMNS if key not in found),
    )


def _title(cell: str) -> str:
    """Return a heading without width, space and the star that marks what is required."""
    plain = unicodedata.normalize("NFKC", cell).replace("\ufeff", "")
    return "".join(plain.split()).rstrip("*").casefold()
