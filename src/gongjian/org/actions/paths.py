"""Keeping the paths of a line true, whatever was planned for later days.

A row of ``Placement`` says who the parent is; its path follows from the parent's. So after one
unit has moved, the rows below it are given the paths that follow from it, and a row is parted
where its parent's path changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.errors import DomainError

from .. import rules
from ..models import Placement, Unit


class NotPlaced(DomainError):
    code = "not_placed"
    message = _("“%(parent)s” has no place on this line on %(day)s. Place it first.")


class UnderItself(DomainError):
    code = "under_itself"
    message = _("A unit cannot stand under itself or under a unit below it.")


@dataclass(frozen=True)
class Piece:
    """A path that holds from a day to a day; ``until`` None means without an end."""

    start: date
    until: date | None
    path: str


def running(start: date, until: date | None = None) -> Q:
    """Return the condition that a dated row holds on some day of this time."""
    holds = Q(valid_to__isnull=True) | Q(valid_to__gt=start)
    return holds if until is None else holds & Q(valid_from__lt=until)


def pieces_under(
    unit_id: int,
    parent_id: int | None,
    parent: Iterable[Placement],
    start: date,
    until: date | None,
) -> list[Piece]:
    """Return the paths of a unit under a parent over a time, one after the other without a gap.

    Raises:
        NotPlaced: the parent has no place on some day of that time.
        UnderItself: the parent stands under the unit on some day of that time.
    """
    if parent_id is None:
        return [Piece(start, until, rules.path_below(None, unit_id))]
    pieces: list[Piece] = []
    reached: date | None = start
    for row in sorted(parent, key=lambda each: each.valid_from):
        if reached is None or (row.valid_to is not None and row.valid_to <= reached):
            continue
        if row.valid_from > reached:
            break
        if f"/{unit_id}/" in row.path:
            raise UnderItself
        path = rules.path_below(row.path, unit_id)
        ends = row.valid_to if _before(row.valid_to, until) else until
        if pieces and pieces[-1].path == path:
            pieces[-1] = Piece(pieces[-1].start, ends, path)
        else:
            pieces.append(Piece(reached, ends, path))
        reached = None if ends == until else ends
    if reached is not None:
        name = Unit.objects.values_list("name", flat=True).get(pk=parent_id)
        raise NotPlaced(parent=name, day=reached.isoformat())
    return pieces


def _before(one: date | None, other: date | None) -> bool:
    return one is not None and (other is None or one < other)


def follow(line: str, unit_ids: Iterable[int], day: date, journal: audit.Journal) -> None:
    """Give all rows below these units the paths that follow from theirs, from a day on.

    Raises:
        NotPlaced: a unit would stand under one that has no place.
        UnderItself: a unit would stand under itself.
    """
    moved = set(unit_ids)
    while moved:
        above: dict[int, list[Placement]] = defaultdict(list)
        for row in Placement.objects.filter(running(day), line=line, unit_id__in=moved):
            above[row.unit_id].append(row)
        below_them = Placement.objects.select_for_update().filter(
            running(day), line=line, parent_id__in=moved
        )
        changed: list[Placement] = []
        added: list[Placement] = []
        for row in below_them:
            # What lies before the day is as it was: the rows above may have begun on the day.
            start = max(row.valid_from, day)
            first, *others = pieces_under(
                row.unit_id, row.parent_id, above[row.parent_id or 0], start, row.valid_to
            )
            if first.path != row.path and row.valid_from < day:
                others.insert(0, first)
                row.valid_to = day
                changed.append(row)
            elif (first.path, first.until) != (row.path, row.valid_to):
                row.path, row.valid_to = first.path, first.until
                changed.append(row)
            added += [_like(row, piece) for piece in others]
        journal.save_many(changed, ["path", "valid_to"])
        journal.create_many(added)
        moved = {row.unit_id for row in changed}


def _like(row: Placement, piece: Piece) -> Placement:
    return Placement(
        unit_id=row.unit_id,
        line=row.line,
        parent_id=row.parent_id,
        path=piece.path,
        valid_from=piece.start,
        valid_to=piece.until,
        document=row.document,
    )
