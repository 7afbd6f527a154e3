"""The papers of a register on its way in: its file and its stage, and when they are deleted."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from ..models import RegisterFile
from ..queries.imports_work import folder


def stage_of(register: RegisterFile) -> Path:
    """Return where a register's stage lies."""
    return folder() / f"{register.pk}.duckdb"


def remove_stage(register: RegisterFile) -> None:
    """Delete a register's stage, if there is one."""
    for suffix in ("", ".wal"):
        Path(f"{stage_of(register)}{suffix}").unlink(missing_ok=True)


def forget_file(register: RegisterFile) -> None:
    """Delete the file and its stage: they hold people's numbers, and what counts was entered."""
    storage, name = register.file.storage, register.file.name
    remove_stage(register)
    if name:
        RegisterFile.objects.filter(pk=register.pk).update(file="")
        # Only once it is certain that the row no longer points to it.
        transaction.on_commit(lambda: storage.delete(name))
