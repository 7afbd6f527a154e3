"""Where the papers of registers on their way in lie, and whether a process is at work on one."""

from __future__ import annotations

import fcntl
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Return where stages, locks and lists of faults lie."""
    made = Path(settings.DATA_DIR) / "registers"
    made.mkdir(parents=True, exist_ok=True)
    return made


def workbook_of(register_id: int) -> Path:
    """Return where the workbook of a register's faults lies, if it has any."""
    return folder() / f"{register_id}-faults.xlsx"


def lock_of(register_id: int) -> Path:
    """Return the file that who works on a register holds locked."""
    return folder() / f"{register_id}.lock"


def is_worked_on(register_id: int) -> bool:
    """Tell whether a process is at work on a register at this moment."""
    with lock_of(register_id).open("w") as lock:
        return not take(lock.fileno())


def take(descriptor: int) -> bool:
    """Lock an open file until it is closed; return False if another process holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
