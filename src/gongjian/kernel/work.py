"""Open work: what waits for a person, declared once by the module that it belongs to.

A module's ``work.py`` declares its kinds of open work; the work page asks all of them and knows
none of them. A kind gives the rows that wait for an actor, the most pressing first, and makes a
task of each. See docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils import timezone

from .actor import Actor
from .errors import NotVisible


@dataclass(frozen=True)
class Task:
    """One thing that waits: ``page`` is the name of the page that it opens, with its arguments.

    ``due`` is until when it is to be done, ``since`` from when it has waited where no deadline
    is set. ``note`` is a word of warning.
    """

    title: str
    page: str
    args: tuple[int | str, ...]
    where: str = ""
    due: date | datetime | None = None
    since: date | datetime | None = None
    query: str = ""
    note: Any = ""

    @property
    def due_on(self) -> date | None:
        """The local day of ``due``."""
        return _day(self.due)

    @property
    def since_on(self) -> date | None:
        """The local day of ``since``."""
        return _day(self.since)

    @property
    def order(self) -> tuple[int, date]:
        """What tasks of several kinds are sorted by: deadlines first, then what waits longest."""
        if (due := self.due_on) is not None:
            return (0, due)
        return (2, date.min) if self.since_on is None else (1, self.since_on)

    def is_late(self, on: date) -> bool:
        """Tell whether this should have been done before a day."""
        return self.due_on is not None and self.due_on < on


def _day(moment: date | datetime | None) -> date | None:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


@dataclass(frozen=True)
class Open:
    """The rows that wait, the most pressing first, and how one becomes a task."""

    rows: QuerySet[Any] | Sequence[Any]
    task: Callable[[Any], Task]


@dataclass(frozen=True)
class Button:
    """A button beside a task: POSTs to ``page`` with the arguments of the task.

    ``said`` is what a screen reader says of it, with ``%(title)s`` for the task's title.
    """

    label: Any
    page: str
    said: Any


@dataclass(frozen=True)
class Kind:
    """One kind of open work, asked for actors who hold ``permission``; empty: for everybody.

    ``due`` and ``since`` say in words what these days of its tasks mean, such as “answer by”.
    The day of an ``is_appointment`` is when something begins: it is never late.
    """

    code: str
    label: Any
    permission: str
    open: Callable[[Actor, datetime], Open]
    due: Any = ""
    since: Any = ""
    is_appointment: bool = False
    button: Button | None = None

    def is_for(self, actor: Actor) -> bool:
        """Tell whether any of it can wait for this actor."""
        return not self.permission or actor.may(self.permission)

    def is_late(self, task: Task, on: date) -> bool:
        """Tell whether a task should have been done before a day."""
        return task.is_late(on) and not self.is_appointment


@dataclass(frozen=True)
class Area:
    """The open work of one module, by what it is about."""

    code: str
    label: Any
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Waiting:
    """What waits of one kind, or a part of it; ``total`` counts all of it."""

    area: Area
    kind: Kind
    tasks: tuple[Task, ...]
    total: int


_declared: dict[str, tuple[Area, Kind]] = {}


def declare(code: str, label: Any, *kinds: Kind) -> Area:
    """Register the kinds of work of a module, which does this once, in its ``work``."""
    area = Area(code, label, kinds)
    for kind in kinds:
        if _declared.setdefault(kind.code, (area, kind))[1] is not kind:
            raise ValueError(f"work {kind.code} is declared twice")
    return area


def declared() -> dict[str, tuple[Area, Kind]]:
    """Return every declared kind with its area, by code."""
    return dict(_declared)


def list_waiting(actor: Actor, *, at: datetime, most: int) -> tuple[Waiting, ...]:
    """Return what waits for the actor, at most so many of each kind; empty kinds are left out."""
    asked = (
        _first(area, kind, actor, at, most)
        for area, kind in _declared.values()
        if kind.is_for(actor)
    )
    return tuple(each for each in asked if each.total)


def _first(area: Area, kind: Kind, actor: Actor, at: datetime, most: int) -> Waiting:
    found = kind.open(actor, at)
    if not isinstance(found.rows, QuerySet):
        return Waiting(area, kind, _tasks(found, found.rows[:most]), len(found.rows))
    shown = list(found.rows.annotate(of_all=Window(Count("pk")))[:most])
    return Waiting(area, kind, _tasks(found, shown), shown[0].of_all if shown else 0)


def get_waiting(code: str, actor: Actor, *, at: datetime, rows: slice) -> Waiting:
    """Return one page of what waits of a kind.

    Raises:
        NotVisible: there is no such kind, or none of it can wait for this actor.
    """
    if code not in _declared or not _declared[code][1].is_for(actor):
        raise NotVisible
    area, kind = _declared[code]
    found = kind.open(actor, at)
    many = found.rows.count() if isinstance(found.rows, QuerySet) else len(found.rows)
    return Waiting(area, kind, _tasks(found, found.rows[rows]), many)


def _tasks(found: Open, rows: Sequence[Any] | QuerySet[Any]) -> tuple[Task, ...]:
    return tuple(map(found.task, rows))
