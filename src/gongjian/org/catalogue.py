"""Unit types and roles: one table that a person can read.

A unit type says what may stand under it; a role says what its holder may do, on which line and
how far. What stands here is built in; packs add types, lines and posts, and give them the names
that a district uses (``kernel.catalogue``). What a role may do stands here alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import catalogue
from gongjian.kernel.actor import Permission
from gongjian.kernel.catalogue import Catalogue, Entry, Live

from .terms import AROUND, BELOW, HERE, OWN, Line

BLOCK, STRIP, ALLIANCE = Line.TERRITORIAL.value, Line.SECTORAL.value, Line.ALLIANCE.value

UNIT_TYPE_SECTION, LINE_SECTION, POST_SECTION = "unit_types", "lines", "post_types"
"""The sections of the catalogue that this module reads."""


@dataclass(frozen=True)
class Kind:
    """How units are counted where their exact type does not matter."""

    code: str
    label: Any


COMMUNITY = Kind("community", _("Communities"))
MEMBER_UNIT = Kind("member_unit", _("Unit organisations"))
AUTHORITY = Kind("authority", _("Authorities"))
ORGANISATION = Kind("organisation", _("Party organisations"))
ZONE = Kind("zone", _("Zones"))

KINDS = (COMMUNITY, MEMBER_UNIT, AUTHORITY, ORGANISATION, ZONE)


@dataclass(frozen=True)
class UnitType:
    """A type of unit: how it is counted, and which kinds may stand under it."""

    code: str
    label: Any
    kind: Kind
    children: tuple[Kind, ...] = ()


EVERY_KIND = (COMMUNITY, MEMBER_UNIT, AUTHORITY, ORGANISATION)

BUILT_IN_TYPES = {
    unit_type.code: unit_type
    for unit_type in (
        UnitType("zone", _("Zone"), ZONE, EVERY_KIND),
        UnitType("city", _("City authority"), AUTHORITY, (*EVERY_KIND, ZONE)),
        UnitType("district", _("District authority"), AUTHORITY, (*EVERY_KIND, ZONE)),
        UnitType("street", _("Street or town"), AUTHORITY, (*EVERY_KIND, ZONE)),
        UnitType("bureau", _("Bureau"), AUTHORITY, EVERY_KIND),
        UnitType("station", _("Bureau's local station"), AUTHORITY, EVERY_KIND),
        UnitType("branch", _("Party branch"), ORGANISATION, (MEMBER_UNIT, ORGANISATION)),
        UnitType("community", _("Community"), COMMUNITY, (MEMBER_UNIT, ORGANISATION)),
        UnitType("school", _("School"), MEMBER_UNIT, (ORGANISATION,)),
        UnitType("clinic", _("Clinic or hospital"), MEMBER_UNIT, (ORGANISATION,)),
        UnitType("bank", _("Bank"), MEMBER_UNIT, (ORGANISATION,)),
        UnitType("police", _("Police station"), MEMBER_UNIT, (ORGANISATION,)),
        UnitType("public_office", _("Public office"), MEMBER_UNIT, (ORGANISATION,)),
        UnitType("firm", _("Firm"), MEMBER_UNIT, (ORGANISATION,)),
        UnitType("market", _("Market"), MEMBER_UNIT, (ORGANISATION,)),
        UnitType("social", _("Social organisation"), MEMBER_UNIT, (ORGANISATION,)),
    )
}

_KINDS = {kind.code: kind for kind in KINDS}


def _type_of(entry: Entry) -> UnitType:
    children = tuple(_KINDS[code] for code in entry.facts["children"])
    return UnitType(entry.code, entry.name, _KINDS[entry.facts["kind"]], children)


@lru_cache(maxsize=16)
def _types(known: Catalogue, day: date | None) -> Mapping[str, UnitType]:
    declared = {**known.ever(UNIT_TYPE_SECTION)}
    if day is not None:
        declared |= known.on(UNIT_TYPE_SECTION, day)
    return BUILT_IN_TYPES | {code: _type_of(entry) for code, entry in declared.items()}


UNIT_TYPES: Mapping[str, UnitType] = Live(lambda: _types(catalogue.current(), catalogue.day_held()))
"""Every type that a unit has or had: the built-in ones and those of packs, by code."""


def types_on(day: date) -> Mapping[str, UnitType]:
    """Return the types that a unit may be given on a day: what packs removed is left out."""
    known = catalogue.current()
    declared = {c: _type_of(entry) for c, entry in known.on(UNIT_TYPE_SECTION, day).items()}
    gone = known.removed(UNIT_TYPE_SECTION, day)
    return {c: each for c, each in (BUILT_IN_TYPES | declared).items() if c not in gone}


def _lines() -> Mapping[str, Any]:
    declared = catalogue.spoken(LINE_SECTION)
    labels = {line.value: line.label for line in Line}
    return labels | {code: entry.name for code, entry in declared.items()}


LINES: Mapping[str, Any] = Live(_lines)
"""What each line is called: the built-in ones and those that packs have declared."""


@dataclass(frozen=True)
class Role:
    """A role: its name, each permission with line and reach, and what it takes to give it."""

    code: str
    name: Any
    permissions: tuple[Permission, ...]
    given_by: str = "roles.give"

    @property
    def label(self) -> Any:
        """What the district calls the role: its post, where a pack names one, else the name."""
        return lazystr(_Post(self))


@dataclass(frozen=True)
class _Post:
    role: Role

    def __str__(self) -> str:
        named = [entry.name for entry in posts() if entry.facts["role"] == self.role.code]
        return str(named[0] if len(named) == 1 else self.role.name)


def posts() -> tuple[Entry, ...]:
    """Return the posts that packs name on the day held, each with the role that its holder has."""
    day, known = catalogue.day_held(), catalogue.current()
    return tuple((known.on(POST_SECTION, day) if day else known.ever(POST_SECTION)).values())


def _on(line: str, reach: str, *codes: str) -> tuple[Permission, ...]:
    return tuple(Permission(code, line, reach) for code in codes)


_READS = (
    "zone.view",
    "unit.view",
    "need.view",
    "resource.view",
    "item.view",
    "pairing.view",
    "figures.view",
)

_REGISTRY = (
    "entity.view",
    "entity.contact",
    "entity.edit",
    "entity.import",
    "cover.edit",
)

_FORMATION = ("formation.view", "formation.propose", "formation.decide")
_STANDARDS = ("brand.decide", "review.lead")
_INSTRUCTORS = ("instructor.view", "instructor.edit", "instructor.appraise")
_MEMBERS = (
    "member.view",
    "transfer.view",
    "floating.view",
    "life.view",
    "office.view",
    "brand.view",
    "review.view",
    "group.view",
)

ROLES = {
    role.code: role
    for role in (
        Role(
            "district_officer",
            _("District officer"),
            _on(
                BLOCK,
                BELOW,
                *_READS,
                *_REGISTRY,
                *_MEMBERS,
                *_FORMATION,
                *_STANDARDS,
                *_INSTRUCTORS,
                "life.plan",
                "group.edit",
                "member.edit",
                "transfer.request",
                "transfer.decide",
                "election.run",
                "election.decide",
                "floating.receive",
                "need.view_unverified",
                "people.view",
                "data.answer",
                "figures.export",
                "pack.view",
                "published.edit",
                "structure.edit",
                "roster.import",
                "roles.give",
                "audit.view",
            )
            + _on(BLOCK, HERE, "brand.propose"),
        ),
        Role(
            "line_officer",
            _("Officer of a bureau's line"),
            _on(
                STRIP,
                BELOW,
                *_READS,
                *_REGISTRY,
                *_MEMBERS,
                *_STANDARDS,
                *_INSTRUCTORS,
                "formation.view",
                "people.view",
                "figures.export",
                "pack.view",
                "published.edit",
                "structure.edit",
            )
            + _on(STRIP, HERE, "brand.propose"),
        ),
        Role(
            "host",
            _("Zone host"),
            _on(
                ALLIANCE,
                BELOW,
                *_READS,
                "need.view_unverified",
                "need.raise",
                "need.verify",
                "need.propose",
                "need.hand_over",
                "need.edit",
                "pairing.edit",
                "people.view",
                "people.contact",
                "data.answer",
                "figures.export",
                "pack.view",
                "roster.import",
            ),
        ),
        Role(
            "contact",
            _("Unit contact"),
            _on(
                ALLIANCE,
                HERE,
                "need.view_unverified",
                "need.raise",
                "need.edit",
                "need.claim",
                "resource.offer",
                "item.agree",
                "item.run",
                "item.confirm",
                "pairing.edit",
                "people.view",
                "people.contact",
                "data.answer",
            )
            + _on(ALLIANCE, AROUND, *_READS),
            given_by="roster.import",
        ),
        Role(
            "branch_secretary",
            _("Branch secretary"),
            _on(
                BLOCK,
                HERE,
                *_MEMBERS,
                "life.plan",
                "life.record",
                "brand.propose",
                "pairing.view",
                "review.make",
                "review.answer",
                "group.edit",
                "member.edit",
                "transfer.request",
                "transfer.receive",
                "election.run",
                "floating.receive",
                "floating.claim",
                "people.view",
                "people.contact",
                "data.answer",
                "figures.view",
            )
            + _on(
                BLOCK,
                AROUND,
                "unit.view",
                "floating.view",
                "entity.view",
                "formation.view",
                "formation.propose",
            ),
        ),
        Role(
            "station_keeper",
            _("Keeper of a station for floating members"),
            _on(BLOCK, HERE, "floating.view", "floating.receive") + _on(BLOCK, AROUND, "unit.view"),
        ),
        Role("instructor", _("Instructor"), _on(BLOCK, OWN, "visit.write")),
        Role(
            "volunteer",
            _("Volunteer"),
            _on(ALLIANCE, OWN, "signup.self") + _on(ALLIANCE, AROUND, "zone.view", "shift.view"),
            given_by="roster.import",
        ),
    )
}


def permission_codes() -> frozenset[str]:
    """Return every permission that some role has."""
    return frozenset(p.code for role in ROLES.values() for p in role.permissions)
