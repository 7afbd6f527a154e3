"""What was entered before, as far as a roster can meet it: plain values, loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongjian.org.terms import Line

PARENT_LINES = {"zone": Line.ALLIANCE, "territorial": Line.TERRITORIAL, "sectoral": Line.SECTORAL}
"""The columns that place a unit, and the line of each."""


@dataclass(frozen=True)
class Standing:
    """Where a unit stands in a line today, and since when."""

    parent_id: int | None
    path: str
    since: date


@dataclass(frozen=True)
class KnownUnit:
    """A unit entered before, or one that the file adds: then ``id`` is its row, negative."""

    id: int
    name: str
    type: str
    territory: str = ""
    uscc: str = ""
    party_organisation: str = ""
    address: str = ""
    names: tuple[str, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    zone_id: int | None = None
    in_reach: bool = True


@dataclass(frozen=True)
class KnownPerson:
    """A person entered before; ``roles`` are the unit and role of each open appointment."""

    id: int
    name: str
    mobile: str
    unit_id: int
    username: str
    roles: frozenset[tuple[int, str]]
    in_reach: bool


@dataclass(frozen=True)
class KnownMember:
    """A member entered before; ``unit_id`` and ``unit`` hold the relation, None: nobody here."""

    id: int
    unit_id: int | None
    unit: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class KnownRow:
    """A need or resource entered before from a roster; ``is_fixed``: no longer to be changed."""

    id: int
    values: Mapping[str, Any]
    is_fixed: bool


@dataclass(frozen=True)
class Place:
    """A place of the territory table with the names of the places around it, widest first."""

    code: str
    name: str
    trail: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """Everything that a roster is checked against.

    ``members`` are known by name and number; ``branches`` are the units whose members the actor
    keeps.
    """

    today: date
    units: Mapping[int, KnownUnit]
    trails: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[Place, ...]]
    categories: Mapping[str, int]
    people: tuple[KnownPerson, ...]
    usernames: Mapping[str, int | None]
    members: Mapping[tuple[str, str], KnownMember]
    branches: frozenset[int]
    needs: Mapping[tuple[int, str], KnownRow]
    resources: Mapping[tuple[int, str], KnownRow]
    may_enter_anywhere: bool
    may_give: frozenset[str]
