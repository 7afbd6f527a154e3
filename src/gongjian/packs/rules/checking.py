"""What a pack must keep to beside its schema: what it refers to is there, and nobody else's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from gongjian.kernel.parameters import Parameter

from ..terms import NEEDED_TYPES, REMOVABLE
from .reading import MAIN, META, Fault, Files, Pack


@dataclass(frozen=True)
class Known:
    """What a pack is checked against.

    ``packs`` says from when each loaded pack holds; ``kinds`` gives the kind of each built-in
    unit type; ``documents`` the fields of each document; ``built_in`` the built-in codes of other
    sections; ``below`` what the packs that it builds on declare; ``taken`` whose pack declares a
    code that is not among those; ``versions`` the digest of each loaded version of this pack;
    ``base`` what its last version builds on.
    """

    packs: Mapping[str, date]
    kinds: Mapping[str, str]
    roles: Collection[str]
    parameters: Mapping[str, Parameter]
    words: Collection[str]
    documents: Mapping[str, Collection[str]]
    built_in: Mapping[str, Collection[str]]
    below: Mapping[str, Collection[str]] = field(default_factory=dict)
    taken: Mapping[tuple[str, str], str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None


def check(pack: Pack, files: Files, known: Known, digest: str) -> Iterator[Fault]:
    """Yield every fault of a pack whose tables are well formed."""
    yield from _meta(pack, known, digest)
    yield from _taken(pack, known)
    yield from _unit_types(pack, known)
    for code, spec in pack.entries["post_types"].items():
        yield from _one_of(pack, ("post_types", code, "role"), spec.role, known.roles)
    for word in pack.entries["words"]:
        yield from _one_of(pack, ("words", word), word, known.words)
    for line in pack.entries["lines"]:
        if len(line) > MOST_OF_LINE:
            reason = _("is longer than %(most)d characters") % {"most": MOST_OF_LINE}
            yield pack.fault(("lines", line), reason)
    yield from _parameters(pack, known)
    yield from _activities(pack, known)
    yield from _removed(pack, known)
    yield from _documents(pack, files, known)
    yield from _files(pack, files)


MOST_OF_LINE = 20
"""Characters of a line's code: every placement carries it."""


def _one_of(pack: Pack, path: Any, value: str, known: Collection[str]) -> Iterator[Fault]:
    if value not in known:
        words = {"value": value, "known": ", ".join(sorted(known))}
        yield pack.fault(path, _("“%(value)s” is none of %(known)s") % words)


def _meta(pack: Pack, known: Known, digest: str) -> Iterator[Fault]:
    meta = pack.meta
    if meta.builds_on == meta.code:
        yield pack.fault((META, "builds_on"), _("is the pack itself"))
    elif meta.builds_on and meta.builds_on not in known.packs:
        reason = _("“%(base)s” is not loaded. Load it first.") % {"base": meta.builds_on}
        yield pack.fault((META, "builds_on"), reason)
    elif meta.builds_on and known.packs[meta.builds_on] > meta.valid_from:
        words = {"base": meta.builds_on, "day": known.packs[meta.builds_on].isoformat()}
        reason = _("is before %(day)s, from when “%(base)s” holds") % words
        yield pack.fault((META, "valid_from"), reason)
    if known.versions and (meta.builds_on or "") != (known.base or ""):
        words = {"base": known.base or _("no other pack")}
        yield pack.fault(
            (META, "builds_on"), _("was %(base)s in the version before, and stays so") % words
        )
    if known.versions.get(meta.version, digest) != digest:
        reason = _("%(version)s is loaded with other content. Give this one another version.")
        yield pack.fault((META, "version"), reason % {"version": meta.version})


def _taken(pack: Pack, known: Known) -> Iterator[Fault]:
    """Yield what a pack beside this one declares too: neither comes before the other."""
    for section, specs in pack.entries.items():
        for code in specs:
            owner = known.taken.get((section, code))
            if owner:
                reason = _("is declared by the pack “%(owner)s”, on which this one does not build")
                yield pack.fault((section, code), reason % {"owner": owner})


def _unit_types(pack: Pack, known: Known) -> Iterator[Fault]:
    kinds = set(known.kinds.values())
    for code, spec in pack.entries["unit_types"].items():
        path = ("unit_types", code)
        yield from _one_of(pack, (*path, "kind"), spec.kind, kinds)
        for number, child in enumerate(spec.children):
            yield from _one_of(pack, (*path, "children", number), child, kinds)
        if known.kinds.get(code, spec.kind) != spec.kind:
            words = {"kind": known.kinds[code]}
            reason = _("“%(kind)s” is the kind of this built-in type, and stays so") % words
            yield pack.fault((*path, "kind"), reason)


def _parameters(pack: Pack, known: Known) -> Iterator[Fault]:
    for key, spec in pack.entries["parameters"].items():
        declared = known.parameters.get(key)
        if declared is None:
            yield from _one_of(pack, ("parameters", key), key, known.parameters)
        elif not _is_like(spec.value, declared.default):
            words = {"value": spec.value, "default": declared.default}
            reason = _("“%(value)s” is not of the kind of the default %(default)s") % words
            yield pack.fault(("parameters", key, "value"), reason)


def _is_like(value: Any, default: Any) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, int | float):
        whole = isinstance(value, int) or isinstance(default, float)
        return isinstance(value, int | float) and whole and value >= 0
    return isinstance(value, str)


def _activities(pack: Pack, known: Known) -> Iterator[Fault]:
    types = {*pack.entries["activity_types"], *known.below.get("activity_types", ())}
    for code, spec in pack.entries["life_templates"].items():
        for number, item in enumerate(spec.items):
            if item.activity is not None and item.activity not in types:
                path = ("life_templates", code, "items", number, "activity")
                reason = _("“%(code)s” is no activity type of this pack or those that it builds on")
                yield pack.fault(path, reason % {"code": item.activity})


def _removed(pack: Pack, known: Known) -> Iterator[Fault]:
    for section, codes in pack.removed.items():
        there = {*known.below.get(section, ()), *known.built_in.get(section, ())}
        for number, code in enumerate(codes):
            path = ("remove", section, number)
            if section not in REMOVABLE:
                continue
            if code in pack.entries[section]:
                yield pack.fault(path, _("“%(code)s” is declared by this pack") % {"code": code})
            elif code not in there:
                reason = _("there is no “%(code)s” to remove") % {"code": code}
                yield pack.fault(path, reason)
            elif section == "unit_types" and code in NEEDED_TYPES:
                reason = _("the product relies on “%(code)s”; rename it instead") % {"code": code}
                yield pack.fault(path, reason)


def _documents(pack: Pack, files: Files, known: Known) -> Iterator[Fault]:
    for code, spec in pack.entries["documents"].items():
        path = ("documents", code)
        yield from _one_of(pack, path, code, known.documents)
        if spec.file not in files:
            reason = _("there is no file %(file)s in the folder") % {"file": spec.file}
            yield pack.fault((*path, "file"), reason)
            continue
        try:
            used = fields_of(files[spec.file])
        except (TemplateError, zipfile.BadZipFile, KeyError, ValueError) as error:
            words = {"file": spec.file, "why": error}
            reason = _("%(file)s cannot be read as a Word template: %(why)s") % words
            yield pack.fault((*path, "file"), reason)
            continue
        fields = known.documents.get(code, used)
        for name in sorted(used - set(fields)):
            words = {"file": spec.file, "name": name, "known": ", ".join(sorted(fields))}
            reason = _("%(file)s asks for “%(name)s”; it may use %(known)s") % words
            yield pack.fault((*path, "file"), reason)


def fields_of(template: bytes) -> set[str]:
    """Return the fields that a Word template asks for.

    Raises:
        TemplateError, BadZipFile, KeyError, ValueError: it is no such template.
    """
    used: set[str] = DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables()
    return used


def _files(pack: Pack, files: Files) -> Iterator[Fault]:
    wanted = {spec.file for spec in pack.entries["documents"].values()}
    for path in sorted(files):
        if not path.endswith(".toml") and path not in wanted:
            yield Fault(path, 0, "", _("is used by no document template; remove it"))
    if MAIN not in files:
        yield Fault(MAIN, 0, "", _("is missing; [pack] stands in it"))
