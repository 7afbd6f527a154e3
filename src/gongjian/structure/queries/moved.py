"""Which figures a re-organisation moves: every declared one, at the nodes concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from gongjian.kernel import actor as actors
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Figure, Value
from gongjian.org import queries as org
from gongjian.org.catalogue import permission_codes
from gongjian.org.models import Placement, Unit

from .reconciling import Keys, keys_of

NodesConcerned = tuple[tuple[str, int], ...]
"""Lines with the unit that is a node of it."""

Values = dict[tuple[str, int, str], Value | None]
"""Numbers by line, node and figure."""


@dataclass(frozen=True)
class FigureMove:
    """A figure at a node of a line that is another one afterwards."""

    line: str
    node: str
    node_id: int
    figure: str
    label: str
    unit: str
    before: Value | None
    after: Value | None


def nodes_concerned(paths: Iterable[tuple[str, str]]) -> NodesConcerned:
    """Return each node on these paths, by line: those that a moved unit left or came under."""
    return tuple(
        sorted({(line, int(part)) for line, path in paths for part in path.split("/") if part})
    )


def figure_values(nodes: NodesConcerned, on: date) -> Values:
    """Return every declared figure at these nodes on a day, in whole: no reader's share of it."""
    reader = actors.system("rehearsal", on, *permission_codes())
    placed = set(
        Placement.objects.filter(valid_from__lte=on, unit_id__in={pk for _l, pk in nodes})
        .exclude(valid_to__lte=on)
        .values_list("line", "unit_id")
    )
    found: Values = {}
    for line, node in nodes:
        if (line, node) not in placed:
            continue
        asked = Asked(line, on, node_id=node)
        units = org.units_asked(asked)
        for code, figure in figures.declared().items():
            found[line, node, code] = figures.value(figure, asked, reader, units)
    return found


def figure_moves(before: Values, after: Values) -> tuple[FigureMove, ...]:
    """Return the figures that differ; a node that is not there counts nothing."""
    declared = figures.declared()
    keys = [key for key in sorted(before.keys() | after.keys()) if _differ(key, before, after)]
    names = dict(
        Unit.objects.filter(pk__in={node for _l, node, _c in keys}).values_list("pk", "name")
    )
    return tuple(
        FigureMove(
            line,
            names.get(node, ""),
            node,
            code,
            str(declared[code].label),
            str(declared[code].unit),
            before.get((line, node, code)),
            after.get((line, node, code)),
        )
        for line, node, code in keys
    )


@dataclass(frozen=True)
class MovedRow:
    """A row that a figure gains or loses; ``values`` None where it is out of the reader's reach."""

    is_gained: bool
    pk: Any
    key: Any
    values: tuple[Any, ...] | None


@dataclass(frozen=True)
class MovedRows:
    """The rows that a figure at a node gains and loses: how many, and one page of them."""

    columns: tuple[Column, ...]
    rows: tuple[MovedRow, ...]
    gained: int
    lost: int

    @property
    def total(self) -> int:
        return self.gained + self.lost


def figure_keys(code: str, line: str, node: int, on: date) -> Keys:
    """Return the keys of the rows that a figure counts at a node, in whole; none at no node."""
    reader = actors.system("rehearsal", on, *permission_codes())
    return keys_of(figures.get(code, reader), Asked(line, on, node_id=node), reader)


def moved_rows(
    figure: Figure, asked: Asked, actor: Actor, before: Keys, after: Keys, page: slice
) -> MovedRows:
    """Return the rows that differ between two counts of a figure, the lost ones first.

    Their values are read in whole: :func:`within_reach` takes out what the reader may not see.
    """
    columns = figure.columns_for(actor)
    lost = np.setdiff1d(before, after, assume_unique=True).tolist()
    gained = np.setdiff1d(after, before, assume_unique=True).tolist()
    chosen = [*((False, key) for key in lost), *((True, key) for key in gained)][page]
    paths = [column.path for column in columns]
    found = figure.rows(asked).filter(pk__in=[key for _gained, key in chosen])
    rows = {key: rest for key, *rest in found.values_list("pk", figure.row_key, *paths)}
    return MovedRows(
        columns,
        tuple(
            MovedRow(is_gained, key, rows[key][0], tuple(rows[key][1:]))
            for is_gained, key in chosen
            if key in rows
        ),
        len(gained),
        len(lost),
    )


def within_reach(found: MovedRows, figure: Figure, asked: Asked, actor: Actor) -> MovedRows:
    """Take out the values of rows that the reader does not reach as things stand.

    Asked after the rehearsal is rolled back. A row that only the draft makes is no secret.
    """
    keys = [row.pk for row in found.rows]
    there = figure.rows(asked).model._default_manager.filter(pk__in=keys)
    existing = set(there.values_list("pk", flat=True))
    reached = figure.rows(asked).filter(figure.scope(actor), pk__in=keys)
    seen = set(reached.values_list("pk", flat=True))
    rows = tuple(
        row if row.pk in seen or row.pk not in existing else replace(row, key=None, values=None)
        for row in found.rows
    )
    return replace(found, rows=rows)


def _differ(key: tuple[str, int, str], before: Values, after: Values) -> bool:
    return (before.get(key) or 0) != (after.get(key) or 0)
