"""Who is at work on a register: locks that the system lets go of when a process is killed."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.errors import Conflict

from .imports_stage import folder

PAUSE = 0.5
"""Seconds between two looks whether the register before has been entered."""


class RegisterAtWork(Conflict):
    code = "register_at_work"
    message = _("This register is being worked on already. Wait until that has ended.")


@contextmanager
def working_on(register_id: int) -> Iterator[None]:
    """Be the only one at work on a register.

    Raises:
        RegisterAtWork: somebody else is.
    """
    with (folder() / f"{register_id}.lock").open("w") as lock:
        if not _try(lock.fileno()):
            raise RegisterAtWork
        yield


def is_worked_on(register_id: int) -> bool:
    """Tell whether a process is at work on a register at this moment."""
    with (folder() / f"{register_id}.lock").open("w") as lock:
        return not _try(lock.fileno())


@contextmanager
def one_at_a_time(waiting: Callable[[], None]) -> Iterator[None]:
    """Enter only when no other register is being entered; ``waiting`` is told until then."""
    with (folder() / "entering.lock").open("w") as lock:
        while not _try(lock.fileno()):
            waiting()
            time.sleep(PAUSE)
        yield


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
