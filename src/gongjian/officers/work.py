"""Open work about officers: terms that end, committees to elect, elections to count or confirm.

Reminders are read from the dates each time; nothing is sent and nothing changes by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Kind, Open, Task, declare

from .models import Election
from .queries.branches import elections_waiting, waiting_branches
from .terms import ElectionState, Lack


def _to_confirm(actor: Actor, at: datetime) -> Open:
    counted = elections_waiting(actor, "election.decide", ElectionState.COUNTED)
    return Open(counted, lambda election: _about(election, since=election.on))


def _to_count(actor: Actor, at: datetime) -> Open:
    planned = elections_waiting(actor, "election.run", ElectionState.PLANNED)
    return Open(planned, lambda election: _about(election, due=election.on))


def _about(election: Election, **days: Any) -> Task:
    return Task(election.unit.name, "election", (election.pk,), **days)


def _lacking(lack: Lack) -> Callable[[Actor, datetime], Open]:
    def task(unit: Any) -> Task:
        due = None if lack == Lack.COMMITTEE else unit.ends_on
        return Task(unit.name, "office_branch", (unit.pk,), due=due)

    return lambda actor, at: Open(waiting_branches(actor, lack), task)


WORK = declare(
    "officers",
    _("Officers and terms"),
    Kind(
        "officers.confirm",
        _("Results of elections to confirm"),
        "election.decide",
        _to_confirm,
        since=_("elected on"),
    ),
    Kind("officers.count", _("Elections to count"), "election.run", _to_count, due=_("meeting on")),
    Kind(
        "officers.over",
        _("Terms that are over: elect, or extend"),
        "election.run",
        _lacking(Lack.OVER),
        due=_("term ended"),
    ),
    Kind(
        "officers.soon",
        _("Terms that end soon: prepare the election"),
        "election.run",
        _lacking(Lack.SOON),
        due=_("term ends"),
    ),
    Kind(
        "officers.committee",
        _("Branches that need a committee"),
        "election.run",
        _lacking(Lack.COMMITTEE),
    ),
)
