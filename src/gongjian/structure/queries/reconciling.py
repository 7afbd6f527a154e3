"""Where two lines tell different numbers: the rows that one of them counts and the other does not.

Any figure is asked twice, each time of all that stands on a line or under a node of it, on one
day and for one reader. A row that only one side counts either has no place on the other line, or
stands elsewhere on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked, Column, Figure, Part, Value
from gongjian.org import policy
from gongjian.org import queries as org
from gongjian.org.models import Placement
from gongjian.org.policy import on_day

from ..terms import Share, Side
from .reorganisations import name_of

PERMISSION = "figures.view"

Keys = NDArray[Any]


@dataclass(frozen=True)
class Totals:
    """What a figure says on two lines."""

    figure: Figure
    first: Value | None
    second: Value | None

    @property
    def difference(self) -> Value:
        return _rounded((self.first or 0) - (self.second or 0))


def _rounded(value: Value) -> Value:
    return round(value, 1) if isinstance(value, float) else value


@dataclass(frozen=True)
class ReconciledRow:
    """A row behind the difference; ``stands`` says where its units stand on the two lines."""

    key: int | str | None
    values: tuple[Any, ...]
    stands: tuple[str, str]


@dataclass(frozen=True)
class Reconciliation:
    """A figure on two sides, how many rows each share of it has, and one page of one share."""

    figure: Figure
    sides: tuple[Side, Side]
    nodes: tuple[str, str]
    values: tuple[Value | None, Value | None]
    counts: Mapping[Share, int]
    share: Share
    columns: tuple[Column, ...]
    rows: tuple[ReconciledRow, ...]

    @property
    def difference(self) -> Value:
        first, second = self.values
        return _rounded((first or 0) - (second or 0))

    @property
    def tells_stands(self) -> bool:
        """Whether each row says where it stands: not those that are counted in columns."""
        return self.figure.counted is None


def get_totals(actor: Actor, lines: tuple[str, str], on: date) -> tuple[Totals, ...]:
    """Return every figure as two lines tell it, each of all that stands on the line.

    Raises:
        Forbidden: figures are not part of the actor's role.
    """
    _require(actor)
    every = figures.declared().values()
    first, second = (
        figures.values(every, asked, actor, _units(asked))
        for asked in (Asked(line, on) for line in lines)
    )
    return tuple(Totals(each, first[each.code], second[each.code]) for each in every)


def _require(actor: Actor) -> None:
    if not actor.may(PERMISSION):
        raise Forbidden


def _units(asked: Asked) -> QuerySet[Any]:
    """Return the units under the node asked for; without one, all that stand on the line."""
    found = org.units_asked(asked)
    if found is not None:
        return found
    return Placement.objects.filter(on_day(asked.on), line=asked.line).values("unit_id")


def reconcile(
    figure: Figure,
    sides: tuple[Side, Side],
    on: date,
    actor: Actor,
    *,
    share: Share | None = None,
    rows: slice,
    filters: Mapping[str, str] | None = None,
) -> Reconciliation:
    """Compare what a figure counts on two sides; ``share`` None shows the first that has rows.

    Raises:
        Forbidden: figures are not part of the actor's role.
    """
    _require(actor)
    asked = [Asked(side.line, on, side.node_id, filters=dict(filters or {})) for side in sides]
    shares = shares_of(figure, (asked[0], asked[1]), actor)
    chosen = share or next((each for each in Share if len(shares[each])), Share.BOTH)
    of_first = chosen in (Share.FIRST_UNPLACED, Share.FIRST_ELSEWHERE, Share.BOTH)
    columns = figure.columns_for(actor)
    page = shares[chosen][rows].tolist()
    return Reconciliation(
        figure=figure,
        sides=sides,
        nodes=(_name(sides[0]), _name(sides[1])),
        values=(_value(figure, asked[0], actor), _value(figure, asked[1], actor)),
        counts={each: len(found) for each, found in shares.items()},
        share=chosen,
        columns=columns,
        rows=_rows(figure, asked[0 if of_first else 1], page, columns, (asked[0], asked[1])),
    )


def _value(figure: Figure, asked: Asked, actor: Actor) -> Value | None:
    return figures.value(figure, asked, actor, _units(asked))


def _name(side: Side) -> str:
    return name_of(side.node_id) if side.node_id is not None else ""


def shares_of(figure: Figure, asked: tuple[Asked, Asked], actor: Actor) -> dict[Share, Keys]:
    """Return the keys of the rows that both sides, or only one, count; each key in one share."""
    first, second = (keys_of(figure, each, actor) for each in asked)
    only_first = np.setdiff1d(first, second, assume_unique=True)
    only_second = np.setdiff1d(second, first, assume_unique=True)
    off_second = _unplaced(figure, asked[1], actor) if len(only_first) else only_first
    off_first = _unplaced(figure, asked[0], actor) if len(only_second) else only_second
    return {
        Share.FIRST_UNPLACED: np.intersect1d(only_first, off_second, assume_unique=True),
        Share.FIRST_ELSEWHERE: np.setdiff1d(only_first, off_second, assume_unique=True),
        Share.SECOND_UNPLACED: np.intersect1d(only_second, off_first, assume_unique=True),
        Share.SECOND_ELSEWHERE: np.setdiff1d(only_second, off_first, assume_unique=True),
        Share.BOTH: np.intersect1d(first, second, assume_unique=True),
    }


def keys_of(figure: Figure, asked: Asked, actor: Actor) -> Keys:
    """Return the keys of the rows that a figure counts, sorted, each once."""
    units = _units(asked)
    if figure.counted is not None:
        return np.unique(np.array(figure.counted.keys(asked, actor, units, slice(None)), np.int64))
    found = list(figures.rows(figure, asked, actor, units).values_list("pk", flat=True))
    return np.unique(np.array(found)) if found else np.array([], np.int64)


def _unplaced(figure: Figure, asked: Asked, actor: Actor) -> Keys:
    return keys_of(figure, replace(asked, node_id=None, part=Part.UNPLACED), actor)


def _rows(
    figure: Figure,
    asked: Asked,
    keys: list[Any],
    columns: tuple[Column, ...],
    sides: tuple[Asked, Asked],
) -> tuple[ReconciledRow, ...]:
    """Return the rows of these keys in their order."""
    paths = [column.path for column in columns]
    at = () if figure.counted is not None else figure.unit_paths
    found = figure.rows(asked).filter(pk__in=keys)
    rows = {key: rest for key, *rest in found.values_list("pk", figure.row_key, *at, *paths)}
    units = {unit for _key, *rest in rows.values() for unit in rest[: len(at)] if unit}
    above = [_above(units, each.line, each.on) for each in sides]
    return tuple(
        ReconciledRow(
            row_key,
            tuple(rest[len(at) :]),
            (_stands(rest[: len(at)], above[0]), _stands(rest[: len(at)], above[1])),
        )
        for row_key, *rest in (rows[key] for key in keys if key in rows)
    )


def _above(unit_ids: Iterable[int], line: str, on: date) -> dict[int, str]:
    """Return for each unit that stands on a line the name of the unit above it, or its own."""
    placed = Placement.objects.filter(on_day(on), line=line, unit_id__in=list(unit_ids))
    rows = placed.values_list("unit_id", "parent__name", "unit__name")
    return {unit: parent or own for unit, parent, own in rows}


def _stands(units: Iterable[int], above: Mapping[int, str]) -> str:
    return "、".join(dict.fromkeys(above[unit] for unit in units if unit in above))


MOST_NODES = 200


def nodes_to_choose(actor: Actor, line: str, on: date) -> tuple[tuple[int, str], ...]:
    """Return the units in reach under which others stand on a line, the highest first."""
    placed = Placement.objects.filter(on_day(on), line=line)
    above = placed.filter(parent__isnull=False).values("parent_id")
    reached = placed.filter(policy.units(actor, PERMISSION, "unit_id"), unit_id__in=above)
    rows = list(reached.values_list("unit_id", "unit__name", "path"))
    rows.sort(key=lambda row: (row[2].count("/"), row[2]))
    return tuple((unit, name) for unit, name, _path in rows[:MOST_NODES])
