"""Rehearsing a re-organisation (改革预演): it is really applied, looked at, and rolled back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from gongjian.kernel import audit, figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked
from gongjian.org import actions as org
from gongjian.org.models import Placement, Unit

from .. import queries
from ..queries import AccessChange, FigureMove, MovedRows, Vacancy
from .applying import perform, state_seen
from .drafts import locked


@dataclass(frozen=True)
class Rehearsal:
    """What a re-organisation would change on the day from which it holds.

    ``seen`` stands for the draft and the structure that this was rehearsed on. ``made_ids`` are
    the keys that the new units had while it was tried.
    """

    seen: str
    figures: tuple[FigureMove, ...]
    access: tuple[AccessChange, ...]
    vacant: tuple[Vacancy, ...]
    filled: tuple[Vacancy, ...]
    closed: tuple[str, ...]
    made: tuple[str, ...]
    made_ids: tuple[int, ...]
    open_questions: tuple[tuple[str, str, int], ...]
    rows: int


class _Over(Exception):
    """Ends the rehearsal, so that the transaction is rolled back."""


def rehearse(pk: int, *, actor: Actor, at: datetime) -> Rehearsal:
    """Apply a draft by the same code as applying does, look at what it changes, and roll back.

    Nothing is written and no event is kept. Other writers wait for as long as it takes.

    Raises:
        Forbidden, NotVisible, StepNotPossible: as they say.
        ChangeRefused, NoChanges: it could not be applied; they say why.
    """
    try:
        with audit.act(actor, "structure.reorganisation.rehearse", at=at) as journal:
            row = locked(pk, "apply", actor)
            day, seen = row.effective_on, state_seen(row)
            org.structure_changed()
            reach_before, people = queries.reaches(day), queries.people_named(actor)
            vacant_before = queries.list_vacancies(day)
            journal.watch()
            perform(row, journal, actor=actor, at=at)
            images = dict(journal.images)
            nodes = _nodes(images)
            values_after = queries.figure_values(nodes, day)
            reach_after = queries.reaches(day)
            access = queries.access_changes(reach_before, reach_after, people)
            vacant_after = queries.list_vacancies(day)
            closed, made = _closed(images, day), _made(images)
            made_ids = tuple(_made_ids(images))
            questions = queries.open_questions(closed)
            names_after = {pk: queries.name_of(pk) for _line, pk in nodes}
            raise _Over
    except _Over:
        pass
    values_before = queries.figure_values(nodes, day)
    known = {each.key for each in vacant_before}
    remaining = {each.key for each in vacant_after}
    return Rehearsal(
        seen=seen,
        figures=tuple(
            _named(move, names_after) for move in queries.figure_moves(values_before, values_after)
        ),
        access=access,
        vacant=tuple(each for each in vacant_after if each.key not in known),
        filled=tuple(each for each in vacant_before if each.key not in remaining),
        closed=tuple(queries.name_of(pk) for pk in closed),
        made=made,
        made_ids=made_ids,
        open_questions=questions,
        rows=len(images),
    )


@dataclass(frozen=True)
class Node:
    """A node of a line: a unit, or with ``made`` the one of this number that the draft makes."""

    line: str
    unit_id: int | None = None
    made: int | None = None


def rehearse_rows(
    pk: int, code: str, node: Node, *, page: slice, actor: Actor, at: datetime
) -> MovedRows:
    """Return the rows that a draft would bring to a figure at a node, and take from it.

    They are read while it is applied, and it is rolled back, as in :func:`rehearse`. All are
    counted; the values are of those within the actor's reach.

    Raises:
        Forbidden, NotVisible, StepNotPossible, ChangeRefused, NoChanges: as there.
    """
    figure = figures.get(code, actor)
    try:
        with audit.act(actor, "structure.reorganisation.rehearse", at=at) as journal:
            row = locked(pk, "apply", actor)
            day = row.effective_on
            org.structure_changed()
            asked = Asked(node.line, day)
            before = queries.figure_keys(code, node.line, node.unit_id or 0, day)
            journal.watch()
            perform(row, journal, actor=actor, at=at)
            unit = node.unit_id
            if node.made is not None:
                made = _made_ids(journal.images)
                unit = made[node.made] if node.made < len(made) else None
            after = queries.figure_keys(code, node.line, unit or 0, day)
            found = queries.moved_rows(figure, asked, actor, before, after, page)
            raise _Over
    except _Over:
        pass
    return queries.within_reach(found, figure, asked, actor)


def _named(move: FigureMove, names: Mapping[int, str]) -> FigureMove:
    """Give a node that exists only afterwards its name."""
    if move.node:
        return move
    facts = {**move.__dict__, "node": names.get(move.node_id, "")}
    return FigureMove(**facts)


def _nodes(images: Mapping[tuple[type[models.Model], int], Any]) -> queries.NodesConcerned:
    """Return the nodes above all places that were written, as they were and as they are."""
    written = {pk: image for (model, pk), image in images.items() if model is Placement}
    was = [(image["line"], image["path"]) for image in written.values() if image]
    becomes = Placement.objects.filter(pk__in=list(written)).values_list("line", "path")
    moved = _topmost([*was, *becomes])
    return queries.nodes_concerned(moved)


MOST_PATHS = 60


def _topmost(paths: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the paths below others: what went along with a unit has the same numbers."""
    kept: list[tuple[str, str]] = []
    for line, path in sorted(set(paths)):
        if not any(line == other and path.startswith(above) for other, above in kept):
            kept.append((line, path))
    return kept[:MOST_PATHS]


def _closed(images: Mapping[tuple[type[models.Model], int], Any], day: Any) -> tuple[int, ...]:
    units = [pk for (model, pk) in images if model is Unit]
    closed = Unit.objects.filter(pk__in=units, closed_on=day).order_by("name")
    return tuple(closed.values_list("pk", flat=True))


def _made_ids(images: Mapping[tuple[type[models.Model], int], Any]) -> list[int]:
    """Return the units that were made, in their order: the same one each time it is tried."""
    return sorted(pk for (model, pk), before in images.items() if model is Unit and before is None)


def _made(images: Mapping[tuple[type[models.Model], int], Any]) -> tuple[str, ...]:
    names = dict(Unit.objects.filter(pk__in=_made_ids(images)).values_list("pk", "name"))
    return tuple(names[pk] for pk in _made_ids(images))
