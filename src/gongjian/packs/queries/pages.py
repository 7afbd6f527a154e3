"""What the pages of packs show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongjian.kernel.actor import Actor
from gongjian.kernel.catalogue import Name
from gongjian.kernel.errors import NotVisible

from .. import policy
from ..models import PackVersion
from ..rules import Change, Pack, differences
from ..terms import SECTIONS, Names
from .versions import files_of, of_day, pack_of


@dataclass(frozen=True)
class PackRow:
    """A version of a pack; ``in_force`` on the day asked for."""

    code: str
    name: Name
    version: str
    number: int
    valid_from: date
    builds_on: str
    is_sample: bool
    in_force: bool


@dataclass(frozen=True)
class Item:
    """One entry as a person reads it; ``facts`` by key."""

    code: str
    name: Name
    is_sample: bool
    note: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One section of a pack, with what it takes away from those that it builds on."""

    code: str
    items: tuple[Item, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class PackPage:
    """One version of a pack: what it declares, and what it changes of the version before."""

    row: PackRow
    note: str
    source: str
    sections: tuple[Section, ...]
    versions: tuple[PackRow, ...]
    before: str
    changes: tuple[Change, ...]


def list_packs(actor: Actor, *, on: date) -> tuple[PackRow, ...]:
    """Return every version of every pack, those that hold on the day first.

    Raises:
        Forbidden: the actor has no office role.
    """
    policy.require_view(actor)
    holding = {version.pk for version in of_day(on)}
    rows = PackVersion.objects.order_by("rank", "pack", "-number")
    found = [_row(version, version.pk in holding) for version in rows]
    return tuple(sorted(found, key=lambda row: not row.in_force))


def get_pack_page(code: str, actor: Actor, *, on: date, number: int | None = None) -> PackPage:
    """Return a version of a pack: the one asked for, else that of the day, else the last.

    Raises:
        Forbidden: the actor has no office role.
        NotVisible: there is no such version.
    """
    policy.require_view(actor)
    versions = list(PackVersion.objects.filter(pack=code).order_by("-number"))
    of_today = {version.pk for version in of_day(on)}
    holding = next((each for each in versions if each.pk in of_today), None)
    shown = holding or next(iter(versions), None)
    if number is not None:
        shown = next((each for each in versions if each.number == number), None)
    if shown is None:
        raise NotVisible
    before = next((each for each in versions if each.number == shown.number - 1), None)
    pack = pack_of(shown)
    return PackPage(
        row=_row(shown, shown == holding),
        note=pack.meta.note,
        source=pack.meta.source,
        sections=tuple(_sections(pack)),
        versions=tuple(_row(each, each == holding) for each in versions),
        before=before.version if before else "",
        changes=_changes(before, shown) if before else (),
    )


def _row(version: PackVersion, in_force: bool) -> PackRow:
    return PackRow(
        code=version.pack,
        name=Name(version.name_zh, version.name_en),
        version=version.version,
        number=version.number,
        valid_from=version.valid_from,
        builds_on=version.builds_on,
        is_sample=version.sample,
        in_force=in_force,
    )


def _sections(pack: Pack) -> Iterator[Section]:
    for section in SECTIONS:
        items = tuple(_item(code, spec) for code, spec in pack.entries[section].items())
        removed = pack.removed.get(section, ())
        if items or removed:
            yield Section(section, items, removed)


def _item(code: str, spec: Any) -> Item:
    names = spec if isinstance(spec, Names) else getattr(spec, "name", None)
    name = Name(names.zh, names.en) if names else Name(code, code)
    if isinstance(spec, Names):
        return Item(code, name, False, "", {})
    facts = spec.model_dump(exclude={"name", "sample", "note"}, exclude_defaults=True)
    return Item(code, name, spec.sample, spec.note, facts)


def _changes(before: PackVersion, after: PackVersion) -> tuple[Change, ...]:
    one = pack_of(before), files_of(before)
    return tuple(differences(one, (pack_of(after), files_of(after))))
