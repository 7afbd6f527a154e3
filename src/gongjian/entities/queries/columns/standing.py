"""Which unit each row of the facts stands with, on a line and a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np

from gongjian.org.models import Placement, Responsibility, StructureHead
from gongjian.org.policy import on_day

from .copies import Copy
from .days import day_of, spread
from .tables import Array

STANDINGS_KEPT = 4
"""Lines and days that this process keeps; five megabytes each for a million rows."""


def standing(copy: Copy, line: str, on: date) -> Array:
    """Return by row the id of the unit that it stands with; 0 where there is nobody at all.

    By the rule of ``rules.coverage.stands_with``, on the structure as this transaction sees it.
    """
    token = StructureHead.objects.values_list("token", flat=True).first() or ""
    return _standing(copy, token, line, on)


@lru_cache(maxsize=STANDINGS_KEPT)
def _standing(copy: Copy, token: str, line: str, on: date) -> Array:
    branch = day_of(copy, on).branch
    responsible = _responsible(copy, line, on)[copy.facts["territory"]]
    size = int(max(branch.max(initial=0), responsible.max(initial=0))) + 1
    placed = _placed(line, on, size)
    fallback = np.where(branch > 0, branch, responsible)
    fallback = np.where(placed[responsible], responsible, fallback)
    return np.where(placed[branch], branch, fallback)


def _responsible(copy: Copy, line: str, on: date) -> Array:
    held = Responsibility.objects.filter(on_day(on), line=line)
    return spread(copy.territories, dict(held.values_list("territory_id", "unit_id")))


def _placed(line: str, on: date, size: int) -> Array:
    """Return by unit id whether the unit has a place on the line; never unit 0."""
    units = Placement.objects.filter(on_day(on), line=line, unit_id__lt=size)
    placed = np.zeros(size, bool)
    placed[list(units.values_list("unit_id", flat=True))] = True
    return placed
