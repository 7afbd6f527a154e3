"""Rows of the registry's tables that are newer than a version, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Generic, TypeVar

import numpy as np
from django.db.models import QuerySet

from ...models import Cover, EarlierFacts, Entity, Trade
from ...terms import CoveredBy
from .tables import COVERS, FACTS, FOREVER, Array
from .whats import pack

CHUNK = 20_000
BY = {by: number for number, by in enumerate(CoveredBy.values)}
BRANCH = BY[CoveredBy.BRANCH]

Values = tuple[Any, ...]
Spot = tuple[int, int]
"""The number of a territory, and the id of a venue (0: none)."""

C = TypeVar("C")


class Codes(Generic[C]):
    """A list that only grows: each code has the number of its first appearance."""

    def __init__(self, codes: Iterable[C]) -> None:
        self._numbers = {code: number for number, code in enumerate(codes)}

    def number(self, code: C) -> int:
        """Return the number of a code, a new one if it is new."""
        return self._numbers.setdefault(code, len(self._numbers))

    def all(self) -> tuple[C, ...]:
        """Return the codes in their order."""
        return tuple(self._numbers)


def facts_after(
    version: int, trades: Codes[str], territories: Codes[str], spots: Codes[Spot]
) -> dict[str, Array]:
    """Fetch what was written to entities and their earlier facts after a version, by key."""

    def place(
        kind: str, sound: bool, trade: str | None, territory: str, venue: int | None
    ) -> Values:
        spot = spots.number((territories.number(territory), venue or 0))
        return (pack(kind, sound, trades.number(trade or "")), spot)

    def now(row: Values) -> Values:
        pk, code, is_doubtful, kind, *rest, since, closed_on, merged = row
        start = FOREVER if merged else since.toordinal()
        sound = bool(code) and not is_doubtful
        return (pk, pk, *place(kind, sound, *rest), start, _end(closed_on))

    def before(row: Values) -> Values:
        pk, entity, kind, *rest, start, end = row
        return (-pk, entity, *place(kind, False, *rest), start.toordinal(), _end(end))

    facts = ("kind", "trade_id", "territory_id", "venue_id")
    entities = (
        Entity.objects.filter(version__gt=version)
        .order_by("pk")
        .values_list("pk", "code", "doubtful_code", *facts, "since", "closed_on", "merged_into_id")
    )
    earlier = (
        EarlierFacts.objects.filter(version__gt=version)
        .order_by("-pk")
        .values_list("pk", "entity_id", *facts, "valid_from", "valid_to")
    )
    return _arrays(FACTS, _chunks(earlier, before), _chunks(entities, now))


def covers_after(version: int, territories: Codes[str]) -> dict[str, Array]:
    """Fetch what was written to covers after a version, by key."""

    def cover(row: Values) -> Values:
        pk, entity, venue, territory, unit, by, start, end = row
        place = -1 if territory is None else territories.number(territory)
        days = (start.toordinal(), _end(end))
        return (pk, entity or 0, venue or 0, place, unit, BY[by], *days)

    covers = (
        Cover.objects.filter(version__gt=version)
        .order_by("pk")
        .values_list(
            "pk", "entity_id", "venue_id", "territory_id", "unit_id", "by", "valid_from", "valid_to"
        )
    )
    return _arrays(COVERS, _chunks(covers, cover))


def sections_of(trades: tuple[str, ...]) -> tuple[str, ...]:
    """Return the section of each of these trades, empty for none."""
    sections = dict(Trade.objects.values_list("code", "section"))
    return tuple(sections.get(code, "") for code in trades)


def _end(day: date | None) -> int:
    return FOREVER if day is None else day.toordinal()


def _chunks(rows: QuerySet[Any, Any], read: Any) -> Iterator[list[Values]]:
    found = iter(rows.iterator(CHUNK))
    while chunk := [read(row) for row in islice(found, CHUNK)]:
        yield chunk


def _arrays(
    columns: Mapping[str, np.dtype[Any]], *sources: Iterator[list[Values]]
) -> dict[str, Array]:
    parts: dict[str, list[Array]] = {name: [np.zeros(0, dtype)] for name, dtype in columns.items()}
    for source in sources:
        for chunk in source:
            for (name, dtype), values in zip(
                columns.items(), zip(*chunk, strict=True), strict=True
            ):
                parts[name].append(np.array(values, dtype))
    # Column by column, so that a million rows are not held twice.
    return {name: np.concatenate(parts.pop(name)) for name in columns}
