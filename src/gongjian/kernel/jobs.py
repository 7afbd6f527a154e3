"""Work in the background that says how far it is and can be cancelled."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from .actor import Actor
from .errors import NotVisible
from .models import Job


class JobCancelled(Exception):
    """The person who asked for the job has cancelled it; the job must stop cleanly."""


def ask(kind: str, *, actor: Actor, at: datetime) -> Job:
    """Record that a job was asked for; the caller enqueues the work itself."""
    return Job.objects.create(kind=kind, account_id=actor.account_id, asked_at=at)


def get(job_id: int, *, actor: Actor) -> Job:
    """Return the actor's own job.

    Raises:
        NotVisible: there is none, or it is another's.
    """
    job = Job.objects.filter(pk=job_id, account_id=actor.account_id).first()
    if job is None:
        raise NotVisible
    return job


def cancel(job_id: int, *, actor: Actor) -> None:
    """Ask the job to stop at its next step."""
    Job.objects.filter(pk=get(job_id, actor=actor).pk).update(cancel_asked=True)


def start(job_id: int) -> None:
    Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING)


def progress(job_id: int, done: int, total: int, message: str = "") -> None:
    """Say how far the job is.

    Raises:
        JobCancelled: somebody asked for it to stop.
    """
    Job.objects.filter(pk=job_id).update(done=done, total=total, message=message)
    if Job.objects.filter(pk=job_id, cancel_asked=True).exists():
        raise JobCancelled


def finish(job_id: int, state: Job.State, message: str = "") -> None:
    """Record how the job ended."""
    # A job's end is no business fact: the clock of the worker is the edge here.
    Job.objects.filter(pk=job_id).update(state=state, message=message, ended_at=timezone.now())
