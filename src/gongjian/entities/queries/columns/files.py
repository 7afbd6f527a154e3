"""Copies as files that every process maps: written whole under a new name, never changed."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from django.conf import settings

from .copies import Copy
from .tables import COVERS, FACTS, Table

FORM = 2
"""Raised when the columns change: files of another form are not read."""

KEPT = 2
"""Copies that stay on disk: a process may be about to open the one before the last."""


def folder() -> Path:
    """Return where the copies lie."""
    return Path(settings.DATA_DIR) / "columns"


def names() -> list[tuple[int, str, Path]]:
    """Return version, token and place of each copy on disk, the newest first."""
    found = []
    for path in folder().glob(f"{FORM}-*-*"):
        _, version, token = path.name.split("-")
        found.append((int(version), token, path))
    return sorted(found, reverse=True)


def place_of(copy: Copy) -> Path:
    """Return the name of a copy on disk."""
    return folder() / f"{FORM}-{copy.version}-{copy.token}"


def write(copy: Copy) -> None:
    """Write a copy: it appears under its name complete, or not at all."""
    folder().mkdir(parents=True, exist_ok=True)
    place = place_of(copy)
    if place.exists():
        return
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder()))
    for name, table in (("facts", copy.facts), ("covers", copy.covers)):
        for column, values in table.columns.items():
            np.save(draft / f"{name}-{column}.npy", values)
    lists = {
        "trades": copy.trades,
        "sections": copy.sections,
        "territories": copy.territories,
        "spots": copy.spots,
    }
    (draft / "lists.json").write_text(json.dumps(lists))
    try:
        draft.rename(place)
    except OSError:
        # Another process was faster; what it wrote is the same.
        shutil.rmtree(draft, ignore_errors=True)
    for _, _, path in names()[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def read(version: int, token: str, place: Path) -> Copy | None:
    """Map a copy into memory; None if it was taken away meanwhile."""
    try:
        lists = json.loads((place / "lists.json").read_text())
        tables = {
            name: Table({c: np.load(place / f"{name}-{c}.npy", mmap_mode="r") for c in columns})
            for name, columns in (("facts", FACTS), ("covers", COVERS))
        }
    except FileNotFoundError:
        return None
    return Copy(
        version,
        token,
        tables["facts"],
        tables["covers"],
        tuple(lists["trades"]),
        tuple(lists["sections"]),
        tuple(lists["territories"]),
        tuple((territory, venue) for territory, venue in lists["spots"]),
    )
