"""Unit types and roles: one table that a person can read.

A unit type says what may stand under it; a role says what its holder may do, on which line and
how far. Everything here is data; a pack will add to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Permission

from .terms import AROUND, BELOW, HERE, OWN, Line

BLOCK, STRIP, ALLIANCE = Line.TERRITORIAL.value, Line.SECTORAL.value, Line.ALLIANCE.value


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

UNIT_TYPES = {
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


@dataclass(frozen=True)
class Role:
    """A role: its name, each permission with line and reach, and what it takes to give it."""

    code: str
    label: Any
    permissions: tuple[Permission, ...]
    given_by: str = "roles.give"


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
                "need.view_unverified",
                "people.view",
                "figures.export",
                "structure.edit",
                "roster.import",
                "roles.give",
                "audit.view",
            ),
        ),
        Role(
            "line_officer",
            _("Officer of a bureau's line"),
            _on(
                STRIP,
                BELOW,
                *_READS,
                *_REGISTRY,
                "people.view",
                "figures.export",
                "structure.edit",
            ),
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
                "figures.export",
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
            )
            + _on(ALLIANCE, AROUND, *_READS),
            given_by="roster.import",
        ),
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
