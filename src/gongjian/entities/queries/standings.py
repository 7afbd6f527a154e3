"""Where one entity stands on both lines on a day, in three queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongjian.org.models import Placement, Responsibility, Unit
from gongjian.org.policy import on_day
from gongjian.org.terms import Line

from ..rules.coverage import around

LINES = (Line.TERRITORIAL, Line.SECTORAL)
"""The two lines by which an entity is led (条块)."""


@dataclass(frozen=True)
class Node:
    """A unit on a line."""

    id: int
    name: str


@dataclass(frozen=True)
class Standing:
    """Where an entity stands on a line on a day: by its branch, else by who answers for its place.

    ``trail`` names the units from the line's root to the one it stands with; ``responsible`` is
    who answers for the smallest place around it, with that place's code.
    """

    line: Line
    trail: tuple[Node, ...]
    by_branch: bool
    responsible: Node | None
    responsible_for: str


def standings(territory: str, branch: int | None, on: date) -> tuple[Standing, ...]:
    """Return where an entity at a place, covered by a branch or by none, stands on each line."""
    held = _responsible(territory, on)
    units = {row.unit_id for row in held.values()} | ({branch} if branch else set())
    trails = _trails(units, on)
    return tuple(_standing(line, branch, held.get(line), trails) for line in LINES)


def _responsible(territory: str, on: date) -> dict[str, Responsibility]:
    """Return by line who answers for the smallest place around this one."""
    rows = Responsibility.objects.filter(
        on_day(on), line__in=LINES, territory_id__in=[*around(territory)]
    )
    # The longer code comes last and stays.
    return {row.line: row for row in rows.order_by("territory_id")}


_Trails = dict[tuple[int, str], tuple[Node, ...]]


def _trails(unit_ids: set[int], on: date) -> _Trails:
    """Return the units from the root to each of these on each line where it has a place."""
    rows = Placement.objects.filter(on_day(on), line__in=LINES, unit_id__in=unit_ids)
    paths = {
        (row.unit_id, row.line): [int(part) for part in row.path.strip("/").split("/")]
        for row in rows
    }
    names = dict(
        Unit.objects.filter(pk__in={pk for path in paths.values() for pk in path}).values_list(
            "pk", "name"
        )
    )
    return {
        key: tuple(Node(pk, names[pk]) for pk in path if pk in names) for key, path in paths.items()
    }


def _standing(
    line: Line, branch: int | None, held: Responsibility | None, trails: _Trails
) -> Standing:
    above = trails.get((held.unit_id, line), ()) if held else ()
    own = trails.get((branch, line), ()) if branch else ()
    return Standing(
        line=line,
        trail=own or above,
        by_branch=bool(own),
        responsible=above[-1] if above else None,
        responsible_for=held.territory_id if held else "",
    )
