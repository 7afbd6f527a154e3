"""What one version of a pack says otherwise than another, entry by entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..terms import Names
from .entries import facts_of
from .reading import Files, Pack

What = Literal["added", "changed", "dropped"]

Said = Mapping[str, Any]
"""What an entry says, by dotted key."""


@dataclass(frozen=True)
class Change:
    """One entry that a version has, has not, or words otherwise.

    ``details`` are key, value before and value after; empty unless it changed.
    """

    what: What
    section: str
    code: str
    name: str
    details: tuple[tuple[str, str, str], ...] = ()


def differences(before: tuple[Pack, Files] | None, after: tuple[Pack, Files]) -> Iterator[Change]:
    """Yield what the later version changes, in the order of the sections."""
    old = _said(*before) if before else {}
    new = _said(*after)
    for at in dict.fromkeys((*new, *old)):
        section, code = at
        if at not in old:
            yield Change("added", section, code, _name(new[at], code))
        elif at not in new:
            yield Change("dropped", section, code, _name(old[at], code))
        elif old[at] != new[at]:
            details = tuple(_details(old[at], new[at]))
            yield Change("changed", section, code, _name(new[at], code), details)


def _name(said: Said, code: str) -> str:
    return str(said.get("name.zh", code))


def _details(old: Said, new: Said) -> Iterator[tuple[str, str, str]]:
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            yield key, str(old.get(key, "")), str(new.get(key, ""))


def _said(pack: Pack, files: Files) -> dict[tuple[str, str], Said]:
    said: dict[tuple[str, str], Said] = {}
    meta = pack.meta.model_dump(mode="json", exclude={"code", "version"})
    said["pack", pack.meta.code] = dict(_flat(meta))
    for section, specs in pack.entries.items():
        for code, spec in specs.items():
            names = spec if isinstance(spec, Names) else getattr(spec, "name", None)
            facts = facts_of(spec) | ({"name": names.model_dump()} if names else {})
            if section == "documents":
                facts["content"] = hashlib.sha256(files.get(spec.file, b"")).hexdigest()[:12]
            said[section, code] = dict(_flat(facts))
    for section, codes in pack.removed.items():
        said |= {("remove", f"{section}.{code}"): {} for code in codes}
    return said


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each plain value within tables and lists under its dotted key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{key}[{number}]")
    else:
        yield key, value
