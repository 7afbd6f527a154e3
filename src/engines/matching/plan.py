"""What the matching engine answers: invitations in order, what stays unmet, and the proof.

The file form (``.npz``) holds one array for each field, under the field's name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.archive import ArchiveError, read_arrays

from .problem import Ints, Longs


class Why(IntEnum):
    """Why this provider is invited to this need."""

    CONFIRMED = 0
    CHEAPEST = 1  # nobody eligible costs less for this need
    SHARED = 2  # the cheaper ones serve the whole better elsewhere


class Unmet(IntEnum):
    """Why heads of a need stay unfilled."""

    NOBODY_ELIGIBLE = 0  # nobody within reach has skills, training and time
    TOO_FEW_ELIGIBLE = 1  # fewer eligible people than heads
    WORTH_MORE_ELSEWHERE = 2  # enough are eligible; the whole is better with them elsewhere
    BELOW_MINIMUM = 3  # the least number cannot be reached, so nobody is invited
    NOT_REACHED = 4  # the run was stopped before this head was looked at


class Status(IntEnum):
    """How far the plan is proved."""

    OPTIMAL = 0
    FEASIBLE = 1
    STOPPED = 2


@dataclass(frozen=True)
class Plan:
    """Invitations, in the order in which they go out, and what is known about the whole.

    ``need``, ``provider``, ``cost``, ``why``: (a,) one row an invitation, the dearest needs first.
    ``unmet_need``, ``unmet_heads``, ``unmet_why``: (u,) one row a need that is not filled.
    ``reserve[reserve_start[i]:reserve_start[i + 1]]``: who to ask next for need ``i``, in order.
    ``objective``: cost of all invitations, repeats and unfilled heads; ``bound``: no plan costs
    less. ``need_price`` (n,), ``provider_price`` (m,) and ``slot_price`` (of ``slot_provider`` in
    ``slot``) prove ``bound``: see :func:`engines.matching.verify.verify`.
    """

    need: Ints
    provider: Ints
    cost: Ints
    why: NDArray[np.int8]
    unmet_need: Ints
    unmet_heads: Ints
    unmet_why: NDArray[np.int8]
    reserve_start: Longs
    reserve: Ints
    need_price: Longs
    provider_price: Longs
    slot_provider: Ints
    slot: Ints
    slot_price: Longs
    objective: int
    bound: int
    status: Status

    @property
    def gap(self) -> float:
        """How far, in parts of the objective, the plan can at most be from the optimum."""
        return (self.objective - self.bound) / self.objective if self.objective else 0.0


class PlanError(ValueError):
    """A file cannot be read as a plan."""


def read_plan_columns(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays in the file at ``path``. Raise :class:`PlanError`."""
    try:
        return read_arrays(path)
    except ArchiveError as error:
        raise PlanError(str(error)) from error


def save_plan(plan: Plan, path: Path) -> None:
    """Write the file form of ``plan`` to ``path``."""
    np.savez_compressed(path, **vars(plan))


def load_plan(path: Path) -> Plan:
    """Return the plan in the file at ``path``. Raise :class:`PlanError` if fields are missing."""
    found: dict[str, Any] = read_plan_columns(path)
    wanted = {field.name for field in fields(Plan)}
    if found.keys() != wanted:
        raise PlanError(f"fields missing or unknown: {sorted(found.keys() ^ wanted)}")
    for name in ("objective", "bound", "status"):
        found[name] = one_number(name, found[name])
    if found["status"] not in set(Status):
        raise PlanError("status: no such code")
    return Plan(**{**found, "status": Status(found["status"])})


def one_number(name: str, value: NDArray[Any]) -> int:
    """Return the whole number in ``value``. Raise :class:`PlanError` if it holds another thing."""
    if value.ndim != 0 or value.dtype.kind not in "iu":
        raise PlanError(f"{name}: one whole number wanted")
    return int(value)
