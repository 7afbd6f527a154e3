"""Whether the trees are whole: read row by row, by code that shares nothing with the writing."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongjian.org.models import Placement, Responsibility, Unit

FOR_EVER = date.max


class _Row(NamedTuple):
    unit: int
    parent: int | None
    path: str
    start: date
    end: date


def structure_faults() -> Iterator[str]:
    """Yield in words each fault of the trees, on any day.

    Every unit has one place on a line at a moment; its path is its parent's and its own key on
    every day of it, so there is no circle; a closed unit stands nowhere and answers for nothing.
    """
    rows: dict[str, dict[int, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    kept = Placement.objects.values_list(
        "line", "unit_id", "parent_id", "path", "valid_from", "valid_to"
    )
    for line, unit, parent, path, start, end in kept.order_by("valid_from").iterator():
        rows[line][unit].append(_Row(unit, parent, path, start, end or FOR_EVER))
    for line, by_unit in rows.items():
        for of_unit in by_unit.values():
            for row, following in itertools.pairwise(of_unit):
                if following.start < row.end:
                    yield _fault(_("“%(name)s” has two places on one line at once"), row.unit)
            for row in of_unit:
                if not _follows(row, by_unit):
                    words = _("the path of “%(name)s” does not follow from the unit above it")
                    yield f"{_fault(words, row.unit)} ({line})"
    yield from _after_closing()


def _follows(row: _Row, by_unit: dict[int, list[_Row]]) -> bool:
    if row.parent is None:
        return row.path == f"/{row.unit}/"
    if f"/{row.unit}/" in row.path[: -len(f"{row.unit}/")]:
        return False
    reached = row.start
    for above in by_unit.get(row.parent, ()):
        if above.start <= reached < above.end:
            if row.path != f"{above.path}{row.unit}/":
                return False
            reached = min(above.end, row.end)
            if reached == row.end:
                return True
    return False


def _after_closing() -> Iterator[str]:
    for model in (Placement, Responsibility):
        late = model._default_manager.filter(unit__closed_on__isnull=False).select_related("unit")
        for row in late:
            if row.valid_to is None or row.valid_to > (row.unit.closed_on or FOR_EVER):
                yield _fault(_("“%(name)s” is closed and still has a place or a duty"), row.unit_id)


def _fault(words: str, unit_id: int) -> str:
    name = Unit.objects.filter(pk=unit_id).values_list("name", flat=True).first()
    return words % {"name": name or unit_id}
