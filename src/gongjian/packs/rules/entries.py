"""From a pack to the entries of the catalogue."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from gongjian.kernel.catalogue import Entry, Name

from ..terms import Names
from .reading import Files, Pack

NOT_ENTRIES = frozenset({"parameters"})
"""Sections that another table keeps: parameters have values and dates of their own."""


def entries_of(pack: Pack, files: Files) -> Iterator[Entry]:
    """Yield what a pack declares and removes."""
    for section, specs in pack.entries.items():
        if section in NOT_ENTRIES:
            continue
        for code, spec in specs.items():
            names = spec if isinstance(spec, Names) else spec.name
            content = b64encode(files[spec.file]).decode() if section == "documents" else ""
            name = Name(names.zh, names.en)
            yield Entry(section, code, name, facts_of(spec), content=content)
    for section, codes in pack.removed.items():
        for code in dict.fromkeys(codes):
            yield Entry(section, code, Name("", ""), removed=True)


def facts_of(spec: Any) -> dict[str, Any]:
    """Return what an entry says beside its name."""
    if isinstance(spec, Names):
        return {}
    facts: dict[str, Any] = spec.model_dump(mode="json", exclude={"name"})
    return facts
