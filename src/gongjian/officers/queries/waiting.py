"""What waits for a person about officers: terms that end, committees to elect, results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, QuerySet, Window

from gongjian.kernel.actor import Actor
from gongjian.members.queries import Waiting, Waits

from ..terms import ElectionState, Lack
from .branches import elections_waiting, waiting_branches


def list_waiting(actor: Actor, *, most: int) -> tuple[Waiting, ...]:
    """Return what waits for the actor, each kind's most pressing first, ``most`` of each.

    Reminders are read from the dates each time; nothing is sent and nothing changes by itself.
    """
    found = []
    if actor.may("election.decide"):
        counted = elections_waiting(actor, "election.decide", ElectionState.COUNTED)
        found.append(_kind("confirm_election", counted, _of_election, most))
    if actor.may("election.run"):
        planned = elections_waiting(actor, "election.run", ElectionState.PLANNED)
        found.append(_kind("count_election", planned, _of_election, most))
        for lack in (Lack.OVER, Lack.SOON, Lack.COMMITTEE):
            found.append(_kind(f"term_{lack}", waiting_branches(actor, lack), _of_branch, most))
    return tuple(each for each in found if each.total)


def _kind(kind: str, rows: QuerySet[Any], task: Callable[[Any, str], Waits], most: int) -> Waiting:
    shown = list(rows.annotate(of_all=Window(Count("pk")))[:most])
    tasks = tuple(task(each, kind) for each in shown)
    return Waiting(kind, tasks, shown[0].of_all if shown else 0)


def _of_election(election: Any, _kind: str) -> Waits:
    return Waits("election", election.pk, election.unit.name, "", election.on, False)


def _of_branch(unit: Any, kind: str) -> Waits:
    due = None if kind == f"term_{Lack.COMMITTEE}" else unit.ends_on
    return Waits("office_branch", unit.pk, unit.name, "", due, kind == f"term_{Lack.OVER}")
