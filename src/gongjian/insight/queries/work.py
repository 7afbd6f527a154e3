"""What waits for a person, from every module that declares open work, in one list by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from gongjian.kernel import work
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.work import Kind, Task, Waiting

MOST = 10
"""Tasks shown of one kind beside the others; the rest is counted and opens by its kind."""

SOON = timedelta(days=7)


class When(StrEnum):
    """How pressing a task is, the most pressing first."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    OPEN = "open"


@dataclass(frozen=True)
class Line:
    """One task with its kind; ``is_late`` on the day asked."""

    kind: Kind
    task: Task
    is_late: bool


@dataclass(frozen=True)
class Work:
    """What waits for the actor.

    ``everything`` counts each kind that waits, whatever the list is narrowed to; ``more`` are the
    kinds of the list of which not all is shown, each with how many are not. ``paged`` counts the
    tasks of the one kind that the list is narrowed to.
    """

    everything: tuple[Waiting, ...]
    parts: Mapping[When, tuple[Line, ...]]
    more: tuple[tuple[Kind, int], ...]
    paged: int | None

    @property
    def total(self) -> int:
        return sum(each.total for each in self.everything)


def get_work(actor: Actor, query: TableQuery, *, at: datetime) -> Work:
    """Return what waits for the actor, the filter ``about`` an area of it, ``kind`` one kind.

    Raises:
        NotVisible: there is no such kind, or none of it can wait for this actor.
    """
    everything = work.list_waiting(actor, at=at, most=MOST)
    today = timezone.localdate(at)
    if kind := query.filters.get("kind"):
        page = work.get_waiting(kind, actor, at=at, rows=query.rows)
        return Work(everything, _parts([page], today), (), page.total)
    about = query.filters.get("about")
    listed = [each for each in everything if not about or each.area.code == about]
    more = tuple(
        (each.kind, each.total - len(each.tasks)) for each in listed if each.total > len(each.tasks)
    )
    return Work(everything, _parts(listed, today), more, None)


def _parts(listed: Iterable[Waiting], today: date) -> dict[When, tuple[Line, ...]]:
    lines = [
        Line(each.kind, task, each.kind.is_late(task, today))
        for each in listed
        for task in each.tasks
    ]
    lines.sort(key=lambda line: line.task.order)
    parts: dict[When, list[Line]] = {when: [] for when in When}
    for line in lines:
        parts[_when(line, today)].append(line)
    return {when: tuple(found) for when, found in parts.items() if found}


def _when(line: Line, today: date) -> When:
    due = line.task.due_on
    if due is None:
        return When.OPEN
    if line.is_late:
        return When.LATE
    return When.SOON if due <= today + SOON else When.LATER
