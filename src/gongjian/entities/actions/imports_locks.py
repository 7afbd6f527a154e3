"""Who is at work on a register: locks that the system lets go of when a process is killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.errors import Conflict

from ..queries.imports_work import folder, lock_of, take

PAUSE = 0.5
"""Seconds between two looks whether the register before has been entered."""

GLANCES = 20
"""Tries, 0.05 s apart, before a lock counts as held: whoever only looks holds it for an instant."""


class RegisterAtWork(Conflict):
    code = "register_at_work"
    message = _("This register is being worked on already. Wait until that has ended.")


@contextmanager
def working_on(register_id: int) -> Iterator[None]:
    """Be the only one at work on a register.

    Raises:
        RegisterAtWork: somebody else is.
    """
    with lock_of(register_id).open("w") as lock:
        for _glance in range(GLANCES):
            if take(lock.fileno()):
                break
            time.sleep(PAUSE / 10)
        else:
            raise RegisterAtWork
        yield


@contextmanager
def one_at_a_time(waiting: Callable[[], None]) -> Iterator[None]:
    """Enter only when no other register is being entered; ``waiting`` is told until then."""
    with (folder() / "entering.lock").open("w") as lock:
        while not take(lock.fileno()):
            waiting()
            time.sleep(PAUSE)
        yield
