"""Deleting what has been kept long enough (guardrail G16)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

FORGET = "records.forget"
"""The permission to delete what has been kept long enough; no role has it, only the clock."""


def lying(folder: Path, before: datetime, but: Collection[str] = ()) -> Iterator[Path]:
    """Yield the files of a folder last written before a moment, but for those of these names."""
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.name not in but and file.stat().st_mtime < before.timestamp():
            yield file
