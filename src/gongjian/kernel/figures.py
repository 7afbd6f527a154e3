"""Figures: numbers that are declared once and open the rows that they count.

A module's ``figures.py`` declares its figures; ``insight`` asks them. A figure is a set of rows
and a measure over them, so a number and its rows cannot disagree. See docs/architecture.md.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from .actor import Actor

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Asked:
    """What a figure is asked for: under which node of which line, on which day, filtered how.

    ``on`` is a day; the figure tells how things stood at its end. ``node_id`` None means all
    that the actor may see. ``filters`` holds chosen values of the figure's dimensions by code.
    """

    line: str
    on: date
    node_id: int | None = None
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """The end of the day asked for, local time."""
        return timezone.make_aware(datetime.combine(self.on, time.max))


@dataclass(frozen=True)
class Column:
    """A column of the rows: ``path`` is a field path; ``public`` columns show no person."""

    path: str
    label: Any
    public: bool = False
    kind: str = "text"
    choices: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dimension:
    """A way to split a figure: ``path`` is the field path, ``labels`` names its values."""

    code: str
    label: Any
    path: str
    labels: Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Measure:
    """How rows become one number.

    ``count``; ``sum`` of ``path``; or ``median_days``: the median of days from the moment at
    ``path`` to the one at ``until``, to one decimal.
    """

    kind: str = "count"
    path: str = ""
    until: str = ""

    def of(self, rows: Rows) -> float | int | None:
        """Return the number; None when there is nothing to take the median of."""
        if self.kind == "count":
            return rows.count()
        if self.kind == "sum":
            return rows.order_by().aggregate(total=Sum(self.path))["total"] or 0
        spans = rows.order_by().values_list(self.path, self.until)
        days = [(end - start).total_seconds() / 86_400 for start, end in spans]
        return round(statistics.median(days), 1) if days else None


@dataclass(frozen=True)
class Figure:
    """One definition: what is counted, in which unit, until when, and the rows behind it.

    ``rows`` gives all rows as things stood at ``Asked.moment``, each once; ``unit_path`` leads
    from a row to the unit that places it in the lines; ``scope`` is the policy's own condition
    for the actor, so the number never counts what its reader may not open.
    """

    code: str
    label: Any
    counts: Any
    unit: Any
    cutoff: Any
    rows: Callable[[Asked], Rows]
    scope: Callable[[Actor], Q]
    unit_path: str
    columns: tuple[Column, ...]
    row_url: str
    measure: Measure = Measure()
    dimensions: tuple[Dimension, ...] = ()

    def dimension(self, code: str) -> Dimension:
        """Return the dimension of this code; raise KeyError when the figure has none."""
        return {dimension.code: dimension for dimension in self.dimensions}[code]


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


def rows(figure: Figure, asked: Asked, actor: Actor, units: QuerySet[Any] | None) -> Rows:
    """Return exactly the rows that the figure counts for this actor.

    ``units`` gives the ids of the units under the node asked for, None for no such limit.
    """
    found = figure.rows(asked).filter(figure.scope(actor))
    if units is not None:
        found = found.filter(**{f"{figure.unit_path}__in": units})
    for code, value in asked.filters.items():
        found = found.filter(**{figure.dimension(code).path: value})
    return found


def value(
    figure: Figure, asked: Asked, actor: Actor, units: QuerySet[Any] | None
) -> float | int | None:
    """Return the figure's number."""
    return figure.measure.of(rows(figure, asked, actor, units))


def split(
    figure: Figure, asked: Asked, actor: Actor, units: QuerySet[Any] | None, by: str
) -> dict[str, float | int]:
    """Return the figure for each value of a dimension that occurs, in one query.

    Raises:
        ValueError: the measure is a median, which cannot be split in the database.
    """
    path = figure.dimension(by).path
    if figure.measure.kind == "median_days":
        raise ValueError(f"{figure.code} is a median")
    number: Any = Count("pk", distinct=True)
    if figure.measure.kind == "sum":
        number = Sum(figure.measure.path)
    found = rows(figure, asked, actor, units).order_by().values(path).annotate(number=number)
    return {str(row[path]): row["number"] or 0 for row in found}
