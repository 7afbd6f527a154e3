"""Work in the background that says how far it is and can be cancelled."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

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


def actor_of(account_id: int, at: datetime) -> Actor:
    """Return the actor that an account is at a moment: who a job works as.

    Who that is stands in a module above; the settings say where (``ACTOR_OF``).
    """
    actor: Actor = import_string(settings.ACTOR_OF)(account_id, on=timezone.localdate(at))
    return actor


def _file(job_id: int, kind: str) -> Path:
    return Path(settings.DATA_DIR) / "jobs" / f"{job_id}.{kind}"


def cancel(job_id: int, *, actor: Actor) -> None:
    """Ask the job to stop at its next step.

    Through a file: the job may be in the middle of the one transaction that may write.
    """
    asked = _file(get(job_id, actor=actor).pk, "cancel")
    asked.parent.mkdir(exist_ok=True)
    asked.touch()


def start(job_id: int) -> None:
    Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING)


def progress(job_id: int, done: int, total: int) -> None:
    """Say how far the job is, in a file that others can read before its transaction ends.

    Raises:
        JobCancelled: somebody asked for it to stop.
    """
    said = _file(job_id, "progress")
    said.parent.mkdir(exist_ok=True)
    fresh = said.with_suffix(".fresh")
    fresh.write_text(f"{done} {total}", encoding="ascii")
    fresh.replace(said)
    if _file(job_id, "cancel").exists():
        raise JobCancelled


def with_progress(job: Job) -> Job:
    """Return the job with how far it has come by now."""
    try:
        said = _file(job.pk, "progress").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return job
    job.done, job.total = int(said[0]), int(said[1])
    return job


def finish(job_id: int, state: Job.State, message: str = "") -> None:
    """Record how the job ended and how far it came."""
    job = with_progress(Job.objects.get(pk=job_id))
    # A job's end is no business fact: the clock of the worker is the edge here.
    job.state, job.message, job.ended_at = state, message, timezone.now()
    job.save()
    for kind in ("progress", "cancel"):
        _file(job_id, kind).unlink(missing_ok=True)
