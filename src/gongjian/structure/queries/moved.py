"""Which figures a re-organisation moves: every declared one, at the nodes concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongjian.kernel import actor as actors
from gongjian.kernel import figures
from gongjian.kernel.figures import Asked, Value
from gongjian.org import queries as org
from gongjian.org.catalogue import permission_codes
from gongjian.org.models import Placement, Unit

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


def _differ(key: tuple[str, int, str], before: Values, after: Values) -> bool:
    return (before.get(key) or 0) != (after.get(key) or 0)
