"""Checking and entering registers in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from gongjian.kernel import jobs
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.kernel.models import Job

from .actions import imports, imports_locks
from .actions.imports_stage import Say
from .models import RegisterFile
from .queries.imports_work import is_worked_on
from .terms import RegisterState

CHECK, ENTER = "register.check", "register.enter"

SMALL = 1_000_000
"""Bytes up to which a register is checked while its sender waits."""


def start_check(register: RegisterFile, *, actor: Actor, at: datetime) -> None:
    """Check a register: a small one at once, a large one in the background."""
    if register.size <= SMALL:
        imports.check(register, actor=actor)
        return
    _start(register, CHECK, actor, at)


def start_entering(register_id: int, *, actor: Actor, at: datetime) -> None:
    """Enter a checked register in the background.

    Raises:
        RegisterNotReady: it is not checked, or is being entered.
        NothingSound: none of its rows can be entered.
    """
    _start(imports.begin(register_id, actor=actor), ENTER, actor, at)


def go_on(register_id: int, *, actor: Actor, at: datetime) -> None:
    """Start anew the work on a register whose worker was killed.

    Raises:
        NotVisible: it is another's.
        RegisterAtWork: somebody is at work on it.
        RegisterOver: there is nothing to go on with.
    """
    register = imports.own(register_id, actor)
    if is_worked_on(register_id):
        raise imports_locks.RegisterAtWork
    kinds = {RegisterState.WAITING: CHECK, RegisterState.ENTERING: ENTER}
    kind = kinds.get(RegisterState(register.state))
    if kind is None:
        raise imports.RegisterOver
    if register.job is not None:
        jobs.finish(register.job.pk, Job.State.FAILED)
    _start(register, kind, actor, at)


def _start(register: RegisterFile, kind: str, actor: Actor, at: datetime) -> None:
    register.job = jobs.ask(kind, actor=actor, at=at)
    register.save(update_fields=["job"])
    run.enqueue(register.pk)


@task
def run(register_id: int) -> None:
    """Do what a register's job is for, as the person who asked for it."""
    register = RegisterFile.objects.select_related("job").get(pk=register_id)
    job = register.job
    if job is None or register.account_id is None or not register.file:
        return
    jobs.start(job.pk)
    now = timezone.now()
    actor = jobs.actor_of(register.account_id, now)
    _finish(register, job, lambda say: _perform(job.kind, register, actor, now, say))


def _perform(kind: str, register: RegisterFile, actor: Actor, at: datetime, say: Say) -> None:
    if kind == ENTER:
        imports.enter(register, actor=actor, at=at, say=say)
    else:
        imports.check(register, actor=actor, say=say)


def _finish(register: RegisterFile, job: Job, perform: Callable[[Say], None]) -> None:
    """Run the work and record how it ended; a refusal is an end in words, not a crash."""
    try:
        perform(lambda done, total: jobs.progress(job.pk, done, total))
    except jobs.JobCancelled:
        jobs.finish(job.pk, Job.State.CANCELLED)
        imports.stop(register)
    except DomainError as error:
        jobs.finish(job.pk, Job.State.FAILED, str(error)[:400])
    except Exception:
        jobs.finish(job.pk, Job.State.FAILED)
        raise
    else:
        jobs.finish(job.pk, Job.State.DONE)
