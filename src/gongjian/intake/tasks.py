"""Checking and entering large rosters in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from gongjian.kernel import jobs
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.kernel.models import Job
from gongjian.members import queries as members

from . import actions
from .models import Roster
from .terms import RosterState

SMALL = 200_000
"""Bytes up to which a roster is checked and entered while its sender waits."""

CHECK, ENTER = "roster.check", "roster.enter"


def start_check(roster: Roster, *, actor: Actor, at: datetime) -> None:
    """Check a roster: a small one at once, a large one in the background."""
    if roster.size <= SMALL:
        actions.check(roster, actor=actor, at=at)
        return
    _start(roster, CHECK, actor, at)


def start_entering(roster: Roster, *, actor: Actor, at: datetime) -> None:
    """Enter a roster: a small one at once, a large one in the background.

    Raises:
        RosterNotReady: it has faults or open questions now, or a job is at work on it.
    """
    at_work = roster.job is not None and roster.job.state in (Job.State.WAITING, Job.State.RUNNING)
    if roster.state != RosterState.READY or at_work:
        raise actions.RosterNotReady
    if roster.size <= SMALL:
        actions.enter_roster(roster, actor=actor, at=at)
        return
    _start(roster, ENTER, actor, at)


def _start(roster: Roster, kind: str, actor: Actor, at: datetime) -> None:
    roster.job = jobs.ask(kind, actor=actor, at=at)
    roster.save(update_fields=["job"])
    run.enqueue(roster.pk)


@task
def run(roster_id: int) -> None:
    """Do what a roster's job is for, as the person who asked for it."""
    roster = Roster.objects.select_related("job").get(pk=roster_id)
    job = roster.job
    if job is None or roster.account_id is None or not roster.file:
        return
    jobs.start(job.pk)
    now = timezone.now()
    actor = members.get_actor(roster.account_id, on=timezone.localdate(now))
    _finish(job, lambda say: _perform(job.kind, roster, actor, now, say))


def _perform(kind: str, roster: Roster, actor: Actor, at: datetime, say: actions.Say) -> None:
    if kind == ENTER:
        actions.enter_roster(roster, actor=actor, at=at, say=say)
    else:
        actions.check(roster, actor=actor, at=at, say=say)


def _finish(job: Job, perform: Callable[[actions.Say], None]) -> None:
    """Run the work and record how it ended; a refusal is an end in words, not a crash."""
    try:
        perform(lambda done, total: jobs.progress(job.pk, done, total))
    except jobs.JobCancelled:
        jobs.finish(job.pk, Job.State.CANCELLED)
        for roster in Roster.objects.filter(job=job, state=RosterState.WAITING):
            actions.throw_away(roster)
    except DomainError as error:
        jobs.finish(job.pk, Job.State.FAILED, str(error)[:400])
    except Exception:
        jobs.finish(job.pk, Job.State.FAILED)
        raise
    else:
        jobs.finish(job.pk, Job.State.DONE)
