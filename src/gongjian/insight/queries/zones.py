"""The zone's page: its numbers, how they part on a line, and what moved in a month."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date

from gongjian.exchange.figures import (
    CONFIRMED_SERVICES,
    HEADS_SERVED,
    MEDIAN_DAYS,
    NEEDS,
    PAIRINGS_ACTIVE,
    PAIRINGS_DORMANT,
    RESOURCES,
    VOLUNTEERS_CALLED,
    VOLUNTEERS_DEPLOYED,
)
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Figure, Value
from gongjian.org import queries as org
from gongjian.org.figures import UNITS
from gongjian.org.queries import Node

from .figures import Context, Share, get_context, split_figure

HEROES = (
    MEDIAN_DAYS,
    CONFIRMED_SERVICES,
    HEADS_SERVED,
    VOLUNTEERS_CALLED,
    VOLUNTEERS_DEPLOYED,
    RESOURCES,
    PAIRINGS_ACTIVE,
    PAIRINGS_DORMANT,
)
PARTED = (UNITS, NEEDS[0], CONFIRMED_SERVICES, HEADS_SERVED, VOLUNTEERS_CALLED)
"""The figures shown for each part of the structure; all of them add up."""


@dataclass(frozen=True)
class Tally:
    """A figure's number, with the number a month before where that was asked."""

    figure: Figure
    asked: Asked
    value: Value | None
    before: Value | None = None
    since: date | None = None

    @property
    def change(self) -> Value | None:
        if self.value is None or self.before is None:
            return None
        return round(self.value - self.before, 1)


@dataclass(frozen=True)
class BranchRow:
    """A part of the structure with its numbers, in the order of ``PARTED``."""

    asked: Asked
    node: Node | None
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class ZonePage:
    """All that the zone's page shows."""

    context: Context
    zone: Node
    units: Tally
    heroes: tuple[Tally, ...]
    kinds: tuple[Share, ...]
    states: tuple[Tally, ...]
    categories: tuple[Share, ...]
    trail: tuple[Node, ...]
    branches: tuple[BranchRow, ...]
    parted: tuple[Tally, ...]


def month_before(day: date) -> date:
    """Return the same day of the month before, or that month's last day."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def get_zone_page(asked: Asked, actor: Actor) -> ZonePage:
    """Return the page of the zone asked for.

    Raises:
        Forbidden: the reader may not see figures.
        NotVisible: the zone is out of reach.
    """
    context = get_context(asked, actor)
    assert context.zone is not None  # the address of a zone's page names it
    asked = context.asked
    earlier = replace(asked, on=month_before(asked.on))
    units, units_then = org.units_asked(asked), org.units_asked(earlier)

    def tally(figure: Figure) -> Tally:
        value = figures.value(figure, asked, actor, units)
        if figure in NEEDS:
            return Tally(figure, asked, value)
        before = figures.value(figure, earlier, actor, units_then)
        return Tally(figure, asked, value, before, earlier.on)

    asked_once = {figure: tally(figure) for figure in (UNITS, *HEROES, *NEEDS)}
    parting = org.part_units(asked)
    return ZonePage(
        context=context,
        zone=context.zone,
        units=asked_once[UNITS],
        heroes=tuple(asked_once[figure] for figure in HEROES),
        kinds=split_figure(UNITS, asked, actor, "kind"),
        states=tuple(asked_once[figure] for figure in NEEDS),
        categories=split_figure(CONFIRMED_SERVICES, asked, actor, "category"),
        trail=parting.trail,
        branches=_branches(asked, actor, parting),
        parted=tuple(asked_once[figure] for figure in PARTED),
    )


def _branches(asked: Asked, actor: Actor, parting: org.Parting) -> tuple[BranchRow, ...]:
    """Return the parts that hold anything, each with its numbers: one query a figure."""
    units = org.units_asked(asked)
    groups = {figure: list(figures.by_units(figure, asked, actor, units)) for figure in PARTED}
    found = []
    for branch in parting.branches:
        tallies = tuple(
            Tally(
                figure,
                branch.asked,
                sum(number for at, number in groups[figure] if at & branch.unit_ids),
            )
            for figure in PARTED
        )
        if any(tally.value for tally in tallies):
            found.append(BranchRow(branch.asked, branch.node, tallies))
    return tuple(found)
