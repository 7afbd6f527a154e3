"""The types of groups that packs declare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongjian.kernel import catalogue
from gongjian.kernel.catalogue import Entry, Name

from ..terms import TYPES, By


@dataclass(frozen=True)
class GroupType:
    """A type of group in force; ``says`` is what its members say of themselves, by identity."""

    code: str
    name: Name
    by: By
    says: Name
    is_sample: bool
    note: str


def list_types(on: date) -> tuple[GroupType, ...]:
    """Return the types of groups of the packs in force on a day."""
    return tuple(map(_type, catalogue.current().on(TYPES, on).values()))


def list_identities(on: date) -> tuple[GroupType, ...]:
    """Return what people may say of themselves on a day."""
    return tuple(each for each in list_types(on) if each.by == By.IDENTITY)


def type_name(code: str) -> str:
    """Return what a type is called, or was when a pack last declared it; else its code."""
    entry = catalogue.spoken(TYPES).get(code)
    return str(entry.name) if entry else code


def _type(entry: Entry) -> GroupType:
    said = entry.facts.get("identity")
    return GroupType(
        code=entry.code,
        name=entry.name,
        by=By(entry.facts["by"]),
        says=Name(said["zh"], said["en"]) if said else entry.name,
        is_sample=bool(entry.facts.get("sample")),
        note=entry.facts.get("note", ""),
    )
