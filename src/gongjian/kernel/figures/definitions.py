"""What a figure is, and what it is asked for."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from ..actor import Actor
from ..errors import NotVisible

Rows = QuerySet[Any]
Value = float | int

NONE_GIVEN = "none"
"""The value that a filter takes for rows without one."""


class Part(StrEnum):
    """Which units of the structure are asked for."""

    BELOW = "below"
    """The node and all below it."""
    HERE = "here"
    """The node alone."""
    UNPLACED = "unplaced"
    """The units that have no place on the line: what is left beside all nodes."""


@dataclass(frozen=True)
class Asked:
    """What a figure is asked for: under which node of which line, on which day, filtered how.

    ``on`` is a day; the figure tells how things stood at its end. ``node_id`` None means no
    limit on the line; ``zone_id`` keeps to the units of a zone, whatever the line. ``filters``
    holds chosen values of the figure's dimensions by code.
    """

    line: str
    on: date
    node_id: int | None = None
    zone_id: int | None = None
    part: Part = Part.BELOW
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """The end of the day asked for, local time."""
        return timezone.make_aware(datetime.combine(self.on, time.max))


@dataclass(frozen=True)
class Column:
    """A column of the rows: ``path`` is a field path; ``public`` columns show no person.

    ``kind`` is ``text``, ``number``, ``day`` or ``moment``; ``choices`` names stored codes.
    """

    path: str
    label: Any
    public: bool = False
    kind: str = "text"
    choices: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dimension:
    """A way to split a figure: ``path`` is the field path, ``labels`` names its values.

    Where there are too many values to choose from a list, ``labels`` is empty and ``named`` names
    those of the codes given that there are.
    """

    code: str
    label: Any
    path: str
    labels: Callable[[], Mapping[str, Any]] = dict
    named: Callable[[Collection[str]], Mapping[str, Any]] | None = None

    def names(self, codes: Collection[str]) -> Mapping[str, Any]:
        """Return the names of those of these values that there are, in the dimension's order."""
        if self.named is not None:
            return self.named(codes)
        return {code: label for code, label in self.labels().items() if code in codes}

    def is_value(self, value: str) -> Q:
        """Return the condition that rows have this value, or none for ``NONE_GIVEN``."""
        if value == NONE_GIVEN:
            return Q(**{f"{self.path}__isnull": True})
        return Q(**{self.path: value})


@dataclass(frozen=True)
class Measure:
    """How rows become one number.

    ``count``; ``sum`` of ``path``; or ``median_days``: the median of days from the moment at
    ``path`` to the one at ``until``, to one decimal.
    """

    kind: str = "count"
    path: str = ""
    until: str = ""

    @property
    def adds_up(self) -> bool:
        """Tell whether the numbers of parts add up to the number of the whole."""
        return self.kind != "median_days"

    def of(self, rows: Rows) -> Value | None:
        """Return the number; None when there is nothing to take the median of."""
        if self.kind == "count":
            return rows.count()
        if self.kind == "sum":
            return rows.order_by().aggregate(total=Sum(self.path))["total"] or 0
        spans = rows.order_by().values_list(self.path, self.until)
        days = [(end - start).total_seconds() / 86_400 for start, end in spans]
        return round(statistics.median(days), 1) if days else None

    def grouped(self, rows: Rows, *paths: str) -> list[tuple[Any, ...]]:
        """Return the values at these paths that occur, each group with its number, in one query.

        Raises:
            ValueError: the measure is a median, which cannot be split in the database.
        """
        if not self.adds_up:
            raise ValueError("a median cannot be split")
        number = Count("pk", distinct=True) if self.kind == "count" else Sum(self.path)
        found = rows.order_by().values(*paths).annotate(number=number)
        return [(*key, number or 0) for *key, number in found.values_list(*paths, "number")]


Units = QuerySet[Any] | None
"""The ids of the units that are asked for; None for no such limit."""


class Counted(Protocol):
    """Rows that are counted and paged without a query of all of them.

    For tables of a million rows. Each method is asked for rows in the actor's reach: those that
    stand at one of ``units``, as ``rows`` filters those of other figures.
    """

    def count(self, asked: Asked, actor: Actor, units: Units) -> int:
        """Return how many rows there are."""

    def count_each(
        self, beside: Sequence[Any], asked: Asked, actor: Actor, units: Units
    ) -> list[int]:
        """Return what each of several of the same ``population`` counts, in one reading."""

    def split(self, asked: Asked, actor: Actor, units: Units, by: str) -> Mapping[str, int]:
        """Return how many rows there are of each value of a dimension that occurs."""

    def by_units(self, asked: Asked, actor: Actor, units: Units) -> Mapping[int, int]:
        """Return how many rows stand at each unit; at 0 those that stand with nobody at all."""

    def keys(self, asked: Asked, actor: Actor, units: Units, page: slice) -> Sequence[int]:
        """Return the keys of one page of the rows, in the figure's order."""

    def count_exportable(self, asked: Asked, actor: Actor, units: Units) -> int:
        """Return how many of the rows the actor may take out of the system."""

    def read_again(self, asked: Asked, actor: Actor) -> Iterator[Mapping[str, str]]:
        """Yield the values of each row by dimension, read from the tables with other code.

        Of every row that any figure of the same ``population`` could count.
        """

    @property
    def population(self) -> str:
        """Name what ``read_again`` reads: figures of one are recounted in one pass."""

    def counts(self, values: Mapping[str, str]) -> bool:
        """Tell whether the figure counts a row that has these values."""


@dataclass(frozen=True, eq=False)
class Figure:
    """One definition: what is counted, in which unit, until when, and the rows behind it.

    ``rows`` gives all rows as things stood at ``Asked.moment``, each once. A row stands where
    any unit at its ``unit_paths`` stands. ``scope`` is the policy's own condition for the actor,
    so the number never counts what its reader may not open; ``public`` is the condition for
    everybody, None for a figure that is never shown outside. Where ``counted`` is given, it finds
    the keys, and ``rows`` are the records of all of them. ``row_key`` leads from a row to the
    key of the page that ``row_url`` names.
    """

    code: str
    label: Any
    counts: Any
    unit: Any
    cutoff: Any
    source: Any
    rows: Callable[[Asked], Rows]
    scope: Callable[[Actor], Q]
    unit_paths: tuple[str, ...]
    columns: tuple[Column, ...]
    row_url: str
    row_key: str = "pk"
    public: Callable[[Asked], Q] | None = None
    measure: Measure = Measure()
    dimensions: tuple[Dimension, ...] = ()
    counted: Counted | None = None

    def dimension(self, code: str) -> Dimension:
        """Return the dimension of this code; raise KeyError when the figure has none."""
        return {dimension.code: dimension for dimension in self.dimensions}[code]

    def columns_for(self, actor: Actor) -> tuple[Column, ...]:
        """Return the columns that this reader is shown."""
        if not actor.is_visitor:
            return self.columns
        return tuple(column for column in self.columns if column.public)


_declared: dict[str, Figure] = {}


def declare(*figures: Figure) -> tuple[Figure, ...]:
    """Register figures; a module does this once, in its ``figures``."""
    for figure in figures:
        if _declared.setdefault(figure.code, figure) is not figure:
            raise ValueError(f"figure {figure.code} is declared twice")
    return figures


def declared() -> Mapping[str, Figure]:
    """Return every declared figure by code."""
    return dict(_declared)


def get(code: str, actor: Actor) -> Figure:
    """Return a figure that this reader may ask for.

    Raises:
        NotVisible: there is none of this code, or it is not public and the reader a visitor.
    """
    figure = _declared.get(code)
    if figure is None or (actor.is_visitor and figure.public is None):
        raise NotVisible
    return figure
