"""Loaded versions, and what a new one is checked against."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from gongjian.entities.terms import VenueType
from gongjian.kernel import documents, parameters, words
from gongjian.org.catalogue import BUILT_IN_TYPES, ROLES

from ..models import PackFile, PackVersion
from ..rules import Fault, Files, Known, Pack, check, digest, read


def files_of(version: PackVersion) -> Files:
    """Return the files of a loaded version as they were."""
    rows = PackFile.objects.filter(version=version).values_list("path", "content")
    return {path: b64decode(content) for path, content in rows}


def pack_of(version: PackVersion) -> Pack:
    """Return what a loaded version declares."""
    return _read(version.pk, version.digest)


@lru_cache(maxsize=64)
def _read(pk: int, digest: str) -> Pack:
    pack = read(files_of(PackVersion(pk=pk))).pack
    # A version is loaded only when it can be read.
    assert pack is not None, f"version {pk} of a pack cannot be read any more"
    return pack


def of_day(on: date) -> list[PackVersion]:
    """Return the version of each pack that holds on a day, those built on first."""
    rows = PackVersion.objects.filter(valid_from__lte=on).order_by("valid_from", "number")
    holding = {row.pack: row for row in rows}
    return sorted(holding.values(), key=lambda row: (row.rank, row.pack))


def latest(code: str) -> PackVersion | None:
    """Return the version of a pack that was loaded last."""
    return PackVersion.objects.filter(pack=code).order_by("-number").first()


def examine(
    files: Files, *, beside: Mapping[str, Files] | None = None
) -> tuple[Pack | None, tuple[Fault, ...]]:
    """Return the pack that these files declare, unless they are too broken, and every fault.

    Packs ``beside`` count as loaded: so one can be checked before the one it builds on is there.
    """
    found = read(files)
    if found.pack is None:
        return None, found.faults
    known = _known(found.pack, beside or {})
    further = check(found.pack, files, known, digest(files))
    return found.pack, tuple(sorted({*found.faults, *further}))


def _known(pack: Pack, beside: Mapping[str, Files]) -> Known:
    meta = pack.meta
    others = {row.pack: pack_of(row) for row in _rows() if row.pack != meta.code}
    first = {row.pack: row.valid_from for row in reversed(_rows())}
    for code, files in beside.items():
        found = read(files).pack
        if code != meta.code and code not in others and found is not None:
            others[code] = found
            first[code] = found.meta.valid_from
    below = dict(_chain(meta.builds_on, others))
    every = {**others, meta.code: pack}
    above = {code for code in others if meta.code in dict(_chain(code, every))}
    own = PackVersion.objects.filter(pack=meta.code)
    return Known(
        packs={code: first[code] for code in others},
        kinds={each.code: each.kind.code for each in BUILT_IN_TYPES.values()},
        roles=ROLES,
        parameters=parameters.declared(),
        words=words.declared(),
        documents={code: each.fields for code, each in documents.declared().items()},
        built_in={"unit_types": BUILT_IN_TYPES, "venue_types": VenueType.values},
        below=_codes(below.values()),
        taken={
            (section, code): each.meta.name.zh
            for owner, each in others.items()
            if owner not in below and owner not in above and owner not in beside
            for section, specs in each.entries.items()
            for code in specs
        },
        versions=dict(own.values_list("version", "digest")),
        base=own.values_list("builds_on", flat=True).order_by("-number").first(),
    )


def _rows() -> list[PackVersion]:
    """Return every version, the one that a pack has now or will have last at its end."""
    return list(PackVersion.objects.order_by("valid_from", "number"))


def _chain(code: str | None, packs: Mapping[str, Pack]) -> Iterator[tuple[str, Pack]]:
    """Yield a pack and those that it builds on, one below the other."""
    while code and code in packs:
        yield code, packs[code]
        code = packs[code].meta.builds_on


def _codes(packs: Iterable[Pack]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = {}
    for pack in packs:
        for section, specs in pack.entries.items():
            codes.setdefault(section, set()).update(specs)
    return codes


def version_named(code: str, version: str) -> PackVersion | None:
    """Return the version of a pack that bears this number, such as 1.0."""
    return PackVersion.objects.filter(pack=code, version=version).first()


def list_versions() -> list[PackVersion]:
    """Return every loaded version, those built on first, the latest of a pack first."""
    return list(PackVersion.objects.order_by("rank", "pack", "-number"))
