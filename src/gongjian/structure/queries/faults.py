"""Whether the trees are whole: read row by row, by code that shares nothing with the writing."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.org.models import Placement, Responsibility, Unit

FOR_EVER = date.max


class _Row(NamedTuple):
    unit: int
    parent: int | None
    path: str
    start: date
    end: date


MOST_CHECKED = 2_000
"""Units that are checked apart; where more were touched, all are."""


def structure_faults(touched: Collection[int] | None = None) -> Iterator[str]:
    """Yield in words each fault of the trees, on any day.

    Every unit has one place on a line at a moment; its path is its parent's and its own key on
    every day of it, so there is no circle; a closed unit stands nowhere and answers for nothing.

    ``touched`` are the units whose rows were written in trees that were whole before: then it is
    enough to check these and the ones directly below them.
    """
    kept, checked = Placement.objects.all(), None
    if touched is not None and len(touched) <= MOST_CHECKED:
        below = kept.filter(parent_id__in=touched).values_list("unit_id", flat=True)
        checked = {*touched, *below}
        above = kept.filter(unit_id__in=checked, parent__isnull=False).values("parent_id")
        kept = kept.filter(Q(unit_id__in=checked) | Q(unit_id__in=above))
    columns = ("line", "unit_id", "parent_id", "path", "valid_from", "valid_to")
    rows: dict[str, dict[int, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    for line, unit, parent, path, start, end in (
        kept.order_by("valid_from", "pk").values_list(*columns).iterator()
    ):
        rows[line][unit].append(_Row(unit, parent, path, start, end or FOR_EVER))
    for line, by_unit in rows.items():
        for pk, of_unit in by_unit.items():
            if checked is not None and pk not in checked:
                continue
            for row, following in itertools.pairwise(of_unit):
                if following.start < row.end:
                    yield _fault(_("“%(name)s” has two places on one line at once"), row.unit)
            for row in of_unit:
                if not _follows(row, by_unit):
                    words = _("the path of “%(name)s” does not follow from the unit above it")
                    yield f"{_fault(words, row.unit)} ({line})"
    yield from _after_closing(touched)


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


def _after_closing(touched: Collection[int] | None) -> Iterator[str]:
    for model in (Placement, Responsibility):
        late = model._default_manager.filter(unit__closed_on__isnull=False).select_related("unit")
        if touched is not None and len(touched) <= MOST_CHECKED:
            late = late.filter(unit_id__in=touched)
        for row in late:
            if row.valid_to is None or row.valid_to > (row.unit.closed_on or FOR_EVER):
                yield _fault(_("“%(name)s” is closed and still has a place or a duty"), row.unit_id)


def _fault(words: str, unit_id: int) -> str:
    name = Unit.objects.filter(pk=unit_id).values_list("name", flat=True).first()
    return words % {"name": name or unit_id}
