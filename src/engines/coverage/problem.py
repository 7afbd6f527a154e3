"""The problems of the coverage engine, and their files.

Coordinates are projected, in km. Codes (town, trade, venue, branch) are dense integers from 0;
-1 means none. A problem file is an ``.npz`` with the arrays named below, ``stage`` (formation,
attachment, city, siting or rounds), and one scalar per limit and weight
(``limits.max_members``, ``weights.branch`` ...); what is left out takes its default.

Units with members (:class:`Formation`), n units, t towns, b existing branches:

========== ======= ===== ==================================================================
array      dtype   shape meaning
========== ======= ===== ==================================================================
x, y       float   n     km
town       int     n     0..t-1; a branch never crosses a town
trade      int     n     code of the main trade
venue      int     n     market, street or building; -1 none
members    int     n     all members, at least 0; units without members take no part
formal     int     n     formal members, at most ``members``
branch     int     n     the branch it belongs to today; -1 none
locked     bool    b     existing branches that must stay as they are
region     int     t     region of each town: its comprehensive branch takes the rest
========== ======= ===== ==================================================================

Entities to attach (:class:`Attachment`), n entities, h hosts:

========== ======= ===== ==================================================================
x, y, town float,i n     the entities
host_x/y   float   h     the hosts, km
host_town  int     h     an entity goes to a host of its own town only (or region: pass regions)
capacity   int     h     entities it can take, 0 allowed
========== ======= ===== ==================================================================

A whole city (:class:`City`): ``formation.*`` as above with every entity in it, hosts as above
that exist beside the branches (contact points, instructors), and ``branch_capacity``, the
entities each branch can take.

Sites to open (:class:`Siting`), n entities, c candidates:

========== ======= ===== ==================================================================
x, y       float   n     the entities
demand     int     n     what each takes of the capacity of its one site
site_x/y   float   c     the candidates
capacity   int     c
count      int           how many to open (p)
scale      float         a distance counts floor(scale * Euclidean); 1000 makes metres of km
========== ======= ===== ==================================================================

Rounds of one instructor (:class:`Rounds`), n visits, d days:

=========== ====== ===== ==================================================================
x, y        float  n     where
due         int    n     last day
minutes     int    n     how long the visit takes
days        int    d     days on which he can go, rising
home_x/y    float        where each day starts and ends, km
day_minutes int          work and travel of a day at most; ``day_visits`` visits at most
km_per_hour float        speed of travel, as the crow flies
=========== ====== ===== ==================================================================
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

import numpy as np

from engines.coverage.arrays import (
    Bools,
    Floats,
    Ints,
    ProblemError,
    as_bools,
    as_coordinates,
    as_ints,
)

MOST_MEMBERS = 1000


@dataclass(frozen=True)
class Limits:
    """Sizes of a branch. Hard: ``min_*`` and ``max_members``; wanted: ``want_*``.

    Three formal members make a branch (Constitution of the CPC, article 30); a branch has
    generally at most 50 members (支部工作条例); a joint branch generally covers at most 5 units.
    """

    min_formal: int = 3
    min_members: int = 3
    max_members: int = 50
    want_min: int = 7
    want_max: int = 30
    want_units: int = 5

    def __post_init__(self) -> None:
        if not 1 <= self.min_members <= self.max_members <= MOST_MEMBERS:
            raise ProblemError("limits", "limits", f"1 <= min <= max <= {MOST_MEMBERS} wanted")
        if not 0 <= self.min_formal <= self.max_members:
            raise ProblemError("limits", "limits", "min_formal must lie in 0..max_members")


@dataclass(frozen=True)
class Weights:
    """Prices, all in member-km: what one member's kilometre to the branch's centre costs is 1."""

    branch: float = 3.0  # a branch
    mixed: float = 0.10  # a unit of another trade than its branch's main one
    size: float = 0.2  # a member below ``want_min`` or above ``want_max``
    units: float = 0.5  # a unit above ``want_units``
    churn: float = 2.0  # a member who leaves the branch he belongs to today
    rest: float = 10.0  # a member who goes to the region's comprehensive branch

    def __post_init__(self) -> None:
        for name, value in dataclasses.asdict(self).items():
            if not value >= 0:
                raise ProblemError("weights", f"weights.{name}", "a price is at least 0")


@dataclass(frozen=True)
class Formation:
    """Units with members, to be formed into branches. Raises ProblemError on hostile arrays."""

    stage: ClassVar[str] = "formation"
    x: Floats
    y: Floats
    town: Ints
    trade: Ints
    members: Ints
    formal: Ints
    venue: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    branch: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    locked: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    region: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    limits: Limits = field(default_factory=Limits)
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        n = len(np.asarray(self.x).reshape(-1))
        none = np.full(n, -1, np.int32)
        _set(self, "x", as_coordinates("x", self.x, n))
        _set(self, "y", as_coordinates("y", self.y, n))
        _set(self, "town", as_ints("town", self.town, n))
        _set(self, "trade", as_ints("trade", self.trade, n))
        _set(self, "members", as_ints("members", self.members, n, high=100_000))
        _set(self, "formal", as_ints("formal", self.formal, n, high=100_000))
        _set(self, "venue", as_ints("venue", self.venue if len(self.venue) else none, n, low=-1))
        _set(self, "branch", as_ints("branch", self.branch if len(self.branch) else none, n, -1))
        branches = int(self.branch.max(initial=-1)) + 1
        unlocked = np.zeros(branches, np.bool_)
        _set(self, "locked", as_bools("locked", self.locked if len(self.locked) else unlocked))
        towns = int(self.town.max(initial=-1)) + 1
        one = np.zeros(towns, np.int32)
        _set(self, "region", as_ints("region", self.region if len(self.region) else one))
        if (self.formal > self.members).any():
            raise ProblemError("formal", "formal", "more formal members than members")
        if len(self.locked) < branches:
            raise ProblemError("length", "locked", f"{branches} existing branches")
        if len(self.region) < towns:
            raise ProblemError("length", "region", f"{towns} towns")

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Attachment:
    """Entities, each to be attached to one host of its town. Raises ProblemError."""

    stage: ClassVar[str] = "attachment"
    x: Floats
    y: Floats
    town: Ints
    host_x: Floats
    host_y: Floats
    host_town: Ints
    capacity: Ints

    def __post_init__(self) -> None:
        n = len(np.asarray(self.x).reshape(-1))
        hosts = len(np.asarray(self.host_x).reshape(-1))
        _set(self, "x", as_coordinates("x", self.x, n))
        _set(self, "y", as_coordinates("y", self.y, n))
        _set(self, "town", as_ints("town", self.town, n))
        _set(self, "host_x", as_coordinates("host_x", self.host_x, hosts))
        _set(self, "host_y", as_coordinates("host_y", self.host_y, hosts))
        _set(self, "host_town", as_ints("host_town", self.host_town, hosts))
        _set(self, "capacity", as_ints("capacity", self.capacity, hosts))

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class City:
    """Formation, then attachment of the units without members to the branches and other hosts."""

    stage: ClassVar[str] = "city"
    formation: Formation
    host_x: Floats
    host_y: Floats
    host_town: Ints
    capacity: Ints
    branch_capacity: int = 100

    def __post_init__(self) -> None:
        hosts = len(np.asarray(self.host_x).reshape(-1))
        _set(self, "host_x", as_coordinates("host_x", self.host_x, hosts))
        _set(self, "host_y", as_coordinates("host_y", self.host_y, hosts))
        _set(self, "host_town", as_ints("host_town", self.host_town, hosts))
        _set(self, "capacity", as_ints("capacity", self.capacity, hosts))
        if self.branch_capacity < 0:
            raise ProblemError("range", "branch_capacity", "a capacity is at least 0")


@dataclass(frozen=True)
class Siting:
    """Entities with demand, candidates with capacity, and how many of these to open."""

    stage: ClassVar[str] = "siting"
    x: Floats
    y: Floats
    demand: Ints
    site_x: Floats
    site_y: Floats
    capacity: Ints
    count: int
    scale: float = 1000.0

    def __post_init__(self) -> None:
        n = len(np.asarray(self.x).reshape(-1))
        sites = len(np.asarray(self.site_x).reshape(-1))
        _set(self, "x", as_coordinates("x", self.x, n))
        _set(self, "y", as_coordinates("y", self.y, n))
        _set(self, "demand", as_ints("demand", self.demand, n, high=1_000_000))
        _set(self, "site_x", as_coordinates("site_x", self.site_x, sites))
        _set(self, "site_y", as_coordinates("site_y", self.site_y, sites))
        _set(self, "capacity", as_ints("capacity", self.capacity, sites))
        if not 0 <= self.count <= sites:
            raise ProblemError("range", "count", f"open 0 to {sites} sites")
        if not 0 < self.scale < float("inf"):
            raise ProblemError("range", "scale", "a scale is above 0")

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Rounds:
    """Visits of one instructor, and the days on which he can make them."""

    stage: ClassVar[str] = "rounds"
    x: Floats
    y: Floats
    due: Ints
    minutes: Ints
    days: Ints
    home_x: float
    home_y: float
    day_minutes: int = 420
    day_visits: int = 8
    km_per_hour: float = 20.0

    def __post_init__(self) -> None:
        n = len(np.asarray(self.x).reshape(-1))
        _set(self, "x", as_coordinates("x", self.x, n))
        _set(self, "y", as_coordinates("y", self.y, n))
        _set(self, "due", as_ints("due", self.due, n))
        _set(self, "minutes", as_ints("minutes", self.minutes, n, high=1440))
        _set(self, "days", as_ints("days", self.days))
        as_coordinates("home", [self.home_x, self.home_y])
        if (np.diff(self.days) <= 0).any():
            raise ProblemError("order", "days", "days must rise")
        if not (self.km_per_hour > 0 and self.day_minutes >= 0 and self.day_visits >= 0):
            raise ProblemError("range", "rounds", "speed above 0, minutes and visits at least 0")

    def __len__(self) -> int:
        return len(self.x)


Problem: TypeAlias = Formation | Attachment | City | Siting | Rounds


def _set(problem: object, name: str, value: Any) -> None:
    object.__setattr__(problem, name, value)
