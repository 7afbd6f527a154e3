"""Loading packs, through the actions of the modules that use what they declare."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.exchange import actions as exchange
from gongjian.kernel import audit, catalogue, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.catalogue import Layer
from gongjian.kernel.errors import DomainError
from gongjian.members import actions as members

from . import policy, queries
from .models import PackFile, PackVersion
from .rules import Change, Fault, Files, Pack, differences, digest, entries_of
from .terms import LOAD

PERMISSIONS = (LOAD, catalogue.DECLARE, parameters.SET, "roster.import")
"""What the system's actor needs for :func:`load`."""


class PackFaulty(DomainError):
    """A pack with faults: nothing of it is loaded."""

    code = "pack_faulty"
    message = _("The pack has %(count)d faults. Nothing was loaded.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Loaded:
    """The version that these files are, whether it is new, and what it changes."""

    version: PackVersion
    is_new: bool
    changes: tuple[Change, ...] = ()


def load(files: Files, *, actor: Actor, at: datetime) -> Loaded:
    """Load a pack as a new version, which holds from its date on; the same again does nothing.

    Raises:
        Forbidden: loading packs is not part of the actor's role.
        PackFaulty: with every fault; nothing is written.
    """
    policy.require_load(actor)
    pack, faults = queries.examine(files)
    if pack is None or faults:
        raise PackFaulty(faults)
    meta, hashed = pack.meta, digest(files)
    same = PackVersion.objects.filter(pack=meta.code, digest=hashed).first()
    if same is not None:
        return Loaded(same, is_new=False)
    before = queries.latest(meta.code)
    detail = {"pack": meta.code, "version": meta.version, "digest": hashed}
    with audit.act(actor, "packs.load", at=at, detail=detail) as journal:
        version = journal.create(_version(pack, hashed, before, actor, at))
        journal.create_many(
            PackFile(version=version, path=path, content=b64encode(content).decode())
            for path, content in files.items()
        )
        catalogue.declare(
            Layer(meta.code, version.rank),
            list(entries_of(pack, files)),
            from_day=meta.valid_from,
            actor=actor,
            at=at,
        )
        _set_parameters(pack, before, actor, at)
        exchange.add_categories(_names(pack, "categories"), actor=actor, at=at)
        members.get_or_add_skills(_names(pack, "skills"), journal)
    was = (queries.pack_of(before), queries.files_of(before)) if before else None
    return Loaded(version, is_new=True, changes=tuple(differences(was, (pack, files))))


def _version(
    pack: Pack, hashed: str, before: PackVersion | None, actor: Actor, at: datetime
) -> PackVersion:
    meta = pack.meta
    base = queries.latest(meta.builds_on) if meta.builds_on else None
    return PackVersion(
        pack=meta.code,
        number=before.number + 1 if before else 1,
        version=meta.version,
        name_zh=meta.name.zh,
        name_en=meta.name.en,
        builds_on=meta.builds_on or "",
        rank=base.rank + 1 if base else 0,
        sample=meta.sample,
        digest=hashed,
        valid_from=meta.valid_from,
        loaded_at=at,
        loaded_by=actor.label,
    )


def _names(pack: Pack, section: str) -> list[str]:
    return [spec.name.zh for spec in pack.entries[section].values()]


def _set_parameters(pack: Pack, before: PackVersion | None, actor: Actor, at: datetime) -> None:
    """Let the values of the highest pack hold from the day; the default, where none is left."""
    day = pack.meta.valid_from
    left = queries.pack_of(before).entries["parameters"] if before else {}
    here = parameters.in_force(day).values
    for key in sorted({*pack.entries["parameters"], *left}):
        value, source = _wanted(key, day, pack)
        if here[key] != value:
            text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            parameters.set_value(key, text, from_day=day, source=source, actor=actor, at=at)


def _wanted(key: str, day: date, pack: Pack) -> tuple[parameters.Value, str]:
    for version in reversed(queries.of_day(day)):
        spec = queries.pack_of(version).entries["parameters"].get(key)
        if spec is not None:
            return spec.value, f"{version.name_zh} {version.version}: {spec.source}"[:200]
    default = parameters.declared()[key].default
    return default, f"{pack.meta.name.zh} {pack.meta.version}: {gettext('back to the default')}"
