"""A figure's number, its parts, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from ..actor import Actor
from ..counting import counts
from ..errors import NotVisible
from .definitions import NONE_GIVEN, Asked, Column, Counted, Figure, Rows, Units, Value


def standing_at(figure: Figure, units: QuerySet[Any]) -> Q:
    """Return the condition that a row stands at one of these units."""
    return reduce(or_, (Q(**{f"{path}__in": units}) for path in figure.unit_paths))


def rows(figure: Figure, asked: Asked, actor: Actor, units: QuerySet[Any] | None) -> Rows:
    """Return exactly the rows that the figure counts for this reader.

    ``units`` gives the ids of the units asked for, None for no such limit.

    Raises:
        NotVisible: the reader is a visitor and the figure is not public.
    """
    if not actor.is_visitor:
        allowed = figure.scope(actor)
    elif figure.public is not None:
        allowed = figure.public(asked)
    else:
        raise NotVisible
    if figure.counted is not None:
        return _records(figure, asked, figure.counted.keys(asked, actor, units, slice(None)))
    found = figure.rows(asked).filter(allowed)
    if units is not None:
        found = found.filter(standing_at(figure, units))
    for code, value in asked.filters.items():
        found = found.filter(figure.dimension(code).is_value(value))
    return found


def _counted(figure: Figure, actor: Actor) -> Counted | None:
    """Return what counts the figure, if something does; raise NotVisible as ``rows`` does."""
    if figure.counted is not None and actor.is_visitor and figure.public is None:
        raise NotVisible
    return figure.counted


def _records(figure: Figure, asked: Asked, keys: Sequence[int]) -> Rows:
    return figure.rows(asked).filter(pk__in=keys)


def value(figure: Figure, asked: Asked, actor: Actor, units: QuerySet[Any] | None) -> Value | None:
    """Return the figure's number."""
    if counted := _counted(figure, actor):
        return counted.count(asked, actor, units)
    return figure.measure.of(rows(figure, asked, actor, units))


def values(
    figures: Iterable[Figure], asked: Asked, actor: Actor, units: QuerySet[Any] | None
) -> dict[str, Value | None]:
    """Return the numbers of several figures by code, as ``value`` gives each.

    Those that count rows take one query together, those of one population one reading; sums and
    medians take theirs.

    Raises:
        NotVisible: the reader is a visitor and a figure is not public.
    """
    found: dict[str, Value | None] = {}
    sets: dict[str, QuerySet[Any]] = {}
    read: dict[str, list[tuple[str, Counted]]] = {}
    for figure in figures:
        if counted := _counted(figure, actor):
            read.setdefault(counted.population, []).append((figure.code, counted))
        elif figure.measure.kind == "count":
            sets[figure.code] = rows(figure, asked, actor, units)
        else:
            found[figure.code] = value(figure, asked, actor, units)
    found |= zip(sets, counts(sets.values()), strict=True)
    for each in read.values():
        codes, beside = zip(*each, strict=True)
        found |= zip(codes, beside[0].count_each(beside, asked, actor, units), strict=True)
    return found


def split(
    figure: Figure, asked: Asked, actor: Actor, units: QuerySet[Any] | None, by: str
) -> dict[str, Value]:
    """Return the figure for each value of a dimension that occurs, in one query."""
    if counted := _counted(figure, actor):
        return dict(counted.split(asked, actor, units, by))
    found = rows(figure, asked, actor, units)
    groups = figure.measure.grouped(found, figure.dimension(by).path)
    return {NONE_GIVEN if key is None else str(key): number for key, number in groups}


def by_units(
    figure: Figure, asked: Asked, actor: Actor, units: QuerySet[Any] | None
) -> Iterator[tuple[frozenset[int], Value]]:
    """Yield the figure's number for each set of units that its rows stand at, in one query.

    To be summed over the parts of a tree; a row that stands at two units counts in both parts.
    """
    if counted := _counted(figure, actor):
        found_at = counted.by_units(asked, actor, units).items()
        yield from ((frozenset([unit]), number) for unit, number in found_at)
        return
    found = rows(figure, asked, actor, units)
    for *unit_ids, number in figure.measure.grouped(found, *figure.unit_paths):
        yield frozenset(unit_ids), number


@dataclass(frozen=True)
class Row:
    """One row behind a number: its key, and a value for each column."""

    key: int | None
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Answer:
    """A figure's number with the rows behind it, or one page of them; ``total`` counts all."""

    figure: Figure
    asked: Asked
    value: Value | None
    total: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def answer(
    figure: Figure,
    asked: Asked,
    actor: Actor,
    units: QuerySet[Any] | None,
    *,
    sort: str = "",
    page: slice | None = None,
) -> Answer:
    """Return a figure's number and its rows, sorted by a column's path if one is given.

    What is counted without a query keeps its order.
    """
    if counted := _counted(figure, actor):
        return _counted_answer(figure, counted, asked, actor, units, page or slice(None))
    found = rows(figure, asked, actor, units)
    columns = figure.columns_for(actor)
    total = found.count()
    number = total if figure.measure.kind == "count" else figure.measure.of(found)
    ordered = found.order_by(sort, "pk") if sort else found
    paths = [column.path for column in columns]
    chosen = ordered.values_list(figure.row_key, *paths)[page or slice(None)]
    return Answer(
        figure, asked, number, total, columns, tuple(Row(key, tuple(v)) for key, *v in chosen)
    )


def _counted_answer(
    figure: Figure, counted: Counted, asked: Asked, actor: Actor, units: Units, page: slice
) -> Answer:
    total = counted.count(asked, actor, units)
    keys = counted.keys(asked, actor, units, page)
    columns = figure.columns_for(actor)
    rows = tuple(_rows_of(figure, asked, keys, columns))
    return Answer(figure, asked, total, total, columns, rows)


CHUNK = 2_000
"""Keys of rows fetched at once."""


def _rows_of(
    figure: Figure, asked: Asked, keys: Sequence[int], columns: tuple[Column, ...]
) -> Iterator[Row]:
    """Yield the rows of these keys in their order, fetched by chunks."""
    paths = [column.path for column in columns]
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        found = _records(figure, asked, chunk).values_list("pk", figure.row_key, *paths)
        rows = {pk: Row(key, tuple(values)) for pk, key, *values in found}
        yield from (rows[key] for key in chunk)


def stream(figure: Figure, asked: Asked, actor: Actor, units: Units) -> Iterator[Row]:
    """Yield every row behind the number, a chunk in memory at a time."""
    columns = figure.columns_for(actor)
    if counted := _counted(figure, actor):
        keys = counted.keys(asked, actor, units, slice(None))
        yield from _rows_of(figure, asked, keys, columns)
        return
    paths = [column.path for column in columns]
    found = rows(figure, asked, actor, units).values_list(figure.row_key, *paths)
    yield from (Row(key, tuple(values)) for key, *values in found.iterator(CHUNK))


def count_exportable(
    figure: Figure, asked: Asked, actor: Actor, units: Units, reach: QuerySet[Any]
) -> int:
    """Return how many rows the actor may take out; ``reach`` are the units that export reaches."""
    if counted := _counted(figure, actor):
        return counted.count_exportable(asked, actor, units)
    return rows(figure, asked, actor, units).filter(standing_at(figure, reach)).count()
