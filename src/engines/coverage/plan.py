"""The plans of the coverage engine, and the codes of their reasons.

A plan file is an ``.npz`` with the arrays below and ``stage``. ``objective`` is in the unit of the
problem's prices; ``bound`` is a proven lower bound of it, NaN where none is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import ClassVar, TypeAlias

import numpy as np

from engines.coverage.arrays import Bools, Floats, Ints, Longs


class BranchKind(IntEnum):
    """What kind of branch (党支部) it is."""

    STANDALONE = 1  # 单独组建: one unit with enough formal members
    VENUE = 2  # a market, street or building
    JOINT = 3  # 联合党支部: neighbours of one town
    COMPREHENSIVE = 4  # 综合党支部 of the region, for the rest
    LOCKED = 5  # exists and was to stay as it is


class UnitReason(IntEnum):
    """Why a unit is in its branch."""

    NO_MEMBERS = 0  # takes no part in formation
    ENOUGH_FORMAL = 1  # has enough formal members for a branch of its own
    LOCKED = 2  # its branch of today was to stay as it is
    SAME_VENUE = 3
    SAME_TRADE = 4  # a joint branch, the main trade of which is its own
    NEIGHBOUR = 5  # a joint branch of another main trade, cheaper for all than any other
    TOO_FEW_NEAR = 6  # rest: no lawful branch can be formed with its neighbours
    TOO_FAR = 7  # rest: dearer in a branch than in the comprehensive one


class Warn(IntFlag):
    """Which soft limits a branch breaks, and which rules of size it touches."""

    FEW_MEMBERS = 1  # below want_min
    MANY_MEMBERS = 2  # above want_max
    MANY_UNITS = 4  # above want_units
    OVER_MAXIMUM = 8  # a standalone or locked branch above max_members
    BELOW_FORMAL = 16  # a locked or comprehensive branch with fewer formal members than lawful


class EntityReason(IntEnum):
    """Why an entity is with its host, or with none."""

    NEAREST = 0  # no host of its town is nearer
    NEAREST_FULL = 1  # a nearer host is full; this one is least dear for all
    NO_HOST = 2  # its town has no host with any capacity
    NO_CAPACITY = 3  # all capacity of its town is used
    NOT_REACHED = 4  # the run was stopped before its town was looked at


@dataclass(frozen=True)
class FormationPlan:
    """Branches. n units, b branches.

    ============ ===== ===== =================================================================
    array        dtype shape meaning
    ============ ===== ===== =================================================================
    branch_of    i4    n     branch of each unit, -1 without members
    reason       i4    n     :class:`UnitReason`
    moved        bool  n     it leaves the branch it belongs to today
    kind         i4    b     :class:`BranchKind`
    town, region i4    b     town is -1 for a comprehensive branch
    venue        i4    b     of a venue branch, else -1
    main_trade   i4    b     the commonest trade
    x, y         f8    b     member-weighted centre, km
    members      i4    b     and ``formal``, ``units``
    continues    i4    b     the existing branch it goes on from, -1 new
    warnings     i4    b     :class:`Warn`
    cost         f8    b     its part of the objective without churn and rest
    ============ ===== ===== =================================================================

    ``parts`` splits the objective: distance, branches, mixed, size, units, churn, rest.
    """

    stage: ClassVar[str] = "formation"
    branch_of: Ints
    reason: Ints
    moved: Bools
    kind: Ints
    town: Ints
    region: Ints
    venue: Ints
    main_trade: Ints
    x: Floats
    y: Floats
    members: Ints
    formal: Ints
    units: Ints
    continues: Ints
    warnings: Ints
    cost: Floats
    parts: Floats
    objective: float
    bound: float = float("nan")

    def breaking(self, warning: Warn) -> Ints:
        """Return the branches that carry ``warning``."""
        return np.flatnonzero(self.warnings & warning).astype(np.int32)


PARTS = ("distance", "branches", "mixed", "size", "units", "churn", "rest")


@dataclass(frozen=True)
class AttachmentPlan:
    """Hosts. n entities, h hosts, t towns.

    ============ ===== ===== =================================================================
    array        dtype shape meaning
    ============ ===== ===== =================================================================
    host_of      i4    n     host of each entity, -1 none
    metres       i4    n     distance to it in whole metres, 0 without
    reason       i4    n     :class:`EntityReason`
    price        i8    h     dual price of one place at each host, metres
    lacking      i8    t     least extra capacity that would place everyone of the town
    ============ ===== ===== =================================================================

    ``objective`` is the sum of metres plus ``unplaced_metres`` per entity without host, which
    exceeds any detour that placing one more could cause, so that as many as possible are placed.
    The prices prove it: ``bound`` is the value of the dual and equals the objective. In a run that
    was stopped, towns that were not reached count nothing in the bound.
    """

    stage: ClassVar[str] = "attachment"
    host_of: Ints
    metres: Ints
    reason: Ints
    price: Longs
    lacking: Longs
    unplaced_metres: int
    objective: float
    bound: float


class VisitReason(IntEnum):
    """Why a visit is on its day, or on none."""

    IN_TIME = 0
    NO_DAY = 1  # no working day up to its due day
    NO_TIME = 2  # the days up to its due day have no time for it


@dataclass(frozen=True)
class CityPlan:
    """Branches, and the attachment of everybody without members.

    The hosts of the attachment are the problem's own hosts, then the branches that belong to a
    town (``branch`` lists them); its entities are the units without members (``entity``).
    """

    stage: ClassVar[str] = "city"
    formation: FormationPlan
    attachment: AttachmentPlan
    entity: Ints
    branch: Ints


@dataclass(frozen=True)
class SitingPlan:
    """``sites``: the candidates to open; ``site_of``: (n,) candidate of each entity, -1 none.

    ``objective`` is the sum of distances in units of 1 / ``scale``; entities without a site are
    not in it. ``bound`` is a proven lower bound if everybody has a site.
    """

    stage: ClassVar[str] = "siting"
    sites: Ints
    site_of: Ints
    objective: float
    bound: float


@dataclass(frozen=True)
class RoundsPlan:
    """``day``: (n,) of each visit, -1 none; ``place``: its place in the day from 0; ``reason``."""

    stage: ClassVar[str] = "rounds"
    day: Ints
    place: Ints
    reason: Ints
    objective: float  # km
    bound: float = float("nan")


Plan: TypeAlias = FormationPlan | AttachmentPlan | CityPlan | SitingPlan | RoundsPlan
