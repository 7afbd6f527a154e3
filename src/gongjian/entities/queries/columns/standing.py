"""Which unit each slot of a day stands with on a line."""

from __future__ import annotations

from datetime import date

import numpy as np

from gongjian.org.models import Placement, Responsibility, StructureHead
from gongjian.org.policy import on_day

from .copies import Copy
from .days import Day, spread
from .tables import Array

STANDINGS_KEPT = 4
"""Lines and states of the structure that a day keeps."""


def standing(copy: Copy, day: Day, line: str, on: date) -> Array:
    """Return by slot the id of the unit that it stands with; 0 where there is nobody at all.

    By the rule of ``rules.coverage.stands_with``, on the structure as this transaction sees it.
    """
    token = StructureHead.objects.values_list("token", flat=True).first() or ""
    found = day.standings.get((token, line))
    if found is None:
        found = _standing(copy, day, line, on)
        for old in list(day.standings)[: 1 - STANDINGS_KEPT or None]:
            day.standings.pop(old, None)
        day.standings[(token, line)] = found
    return found


def _standing(copy: Copy, day: Day, line: str, on: date) -> Array:
    responsible = _responsible(copy, line, on)[day.place]
    size = int(max(day.branch.max(initial=0), responsible.max(initial=0))) + 1
    placed = _placed(line, on, size)
    fallback = np.where(day.branch > 0, day.branch, responsible)
    fallback = np.where(placed[responsible], responsible, fallback)
    return np.where(placed[day.branch], day.branch, fallback)


def _responsible(copy: Copy, line: str, on: date) -> Array:
    held = Responsibility.objects.filter(on_day(on), line=line)
    return spread(copy.territories, dict(held.values_list("territory_id", "unit_id")))


def _placed(line: str, on: date, size: int) -> Array:
    """Return by unit id whether the unit has a place on the line; never unit 0."""
    units = Placement.objects.filter(on_day(on), line=line, unit_id__lt=size)
    placed = np.zeros(size, bool)
    placed[list(units.values_list("unit_id", flat=True))] = True
    return placed
