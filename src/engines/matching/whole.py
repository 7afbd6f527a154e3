"""Whole needs, each served by one provider of limited capacity (generalised assignment).

File form (``.npz``): ``whole.cost`` and ``whole.weight`` (providers, needs) int64, a weight being
what a need takes of a provider's ``whole.capacity`` (providers,) int64, and ``whole.unserved``
(needs,) int64, the cost of leaving a need unserved. The plan's file holds ``server`` (needs,)
int32, the provider of each need or -1, and ``objective`` and ``bound``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from .plan import PlanError, one_number, read_plan_columns
from .problem import Ints, Longs, ProblemError, column
from .work import Budget

NOBODY = -1
MOST = 2**40


@dataclass(frozen=True)
class WholeNeeds:
    """Costs and weights of needs at providers, (providers, needs), and what providers can carry."""

    cost: Longs
    weight: Longs
    capacity: Longs
    unserved: Longs

    @classmethod
    def of(
        cls, cost: ArrayLike, weight: ArrayLike, capacity: ArrayLike, unserved: ArrayLike = MOST
    ) -> WholeNeeds:
        """Check the tables. Raise :class:`ProblemError` as in :mod:`.problem`."""
        tables = [np.asarray(cost), np.asarray(weight)]
        if tables[0].ndim != 2 or tables[0].shape != tables[1].shape:
            raise ProblemError("shape", "whole.cost, whole.weight", "expected two equal tables")
        shape = tables[0].shape
        flat = [
            column(f"whole.{name}", table.ravel(), np.int64, table.size).reshape(shape)
            for name, table in zip(("cost", "weight"), tables, strict=True)
        ]
        made = cls(
            flat[0],
            flat[1],
            column("whole.capacity", capacity, np.int64, shape[0]),
            column("whole.unserved", unserved, np.int64, shape[1]),
        )
        if any(values.size and values.min() < 0 for values in vars(made).values()):
            raise ProblemError("range", "whole", "nothing may be negative")
        return made


@dataclass(frozen=True)
class WholePlan:
    """``server``: the provider of each need, or -1. No plan costs less than ``bound``."""

    server: Ints
    objective: int
    bound: int

    @property
    def gap(self) -> float:
        """How far, in parts of the objective, the plan can at most be from the optimum."""
        return (self.objective - self.bound) / self.objective if self.objective else 0.0


def read_gap(text: str) -> WholeNeeds:
    """Return the instance in an OR-Library file: sizes, costs, weights, capacities."""
    try:
        numbers = [int(word) for word in text.split()]
        agents, items = numbers[:2]
    except ValueError as error:
        raise ProblemError("dtype", "gap", "expected whole numbers") from error
    if len(numbers) != 2 + agents * items * 2 + agents:
        raise ProblemError("shape", "gap", f"expected tables of {agents} x {items}")
    cost, weight = np.array(numbers[2:-agents]).reshape(2, agents, items)
    return WholeNeeds.of(cost, weight, numbers[-agents:])


def whole_of(columns: Mapping[str, NDArray[Any]]) -> WholeNeeds:
    """Return the problem in ``columns``, the file form. Raise :class:`ProblemError`."""
    try:
        return WholeNeeds.of(**{name.removeprefix("whole."): a for name, a in columns.items()})
    except TypeError as error:
        raise ProblemError("unknown", "whole", str(error)) from error


def save_whole(problem: WholeNeeds, path: Path) -> None:
    """Write the file form of ``problem``."""
    columns: dict[str, Any] = {f"whole.{name}": table for name, table in vars(problem).items()}
    np.savez_compressed(path, **columns)


def save_whole_plan(plan: WholePlan, path: Path) -> None:
    """Write the file form of ``plan``."""
    np.savez_compressed(path, **vars(plan))


def load_whole_plan(path: Path) -> WholePlan:
    """Return the plan in the file at ``path``. Raise :class:`PlanError`."""
    found = read_plan_columns(path)
    if found.keys() != {"server", "objective", "bound"}:
        raise PlanError("expected server, objective and bound")
    objective, bound = (one_number(name, found[name]) for name in ("objective", "bound"))
    return WholePlan(found["server"], objective, bound)


def solve_whole(problem: WholeNeeds, *, budget: Budget | None = None) -> WholePlan:
    """Return the best plan found: greedy by regret, then branch and bound (HiGHS).

    ``budget.rounds`` limits the nodes of the tree, 1,000 a round.
    """
    budget = budget or Budget()
    start = _by_regret(problem)
    if not problem.cost.size:
        return WholePlan(start, cost_of(problem, start), cost_of(problem, start))
    server, bound = _branch_and_bound(problem, budget)
    best = min((start, server), key=lambda found: cost_of(problem, found))
    objective = cost_of(problem, best)
    return WholePlan(best, objective, min(bound, objective))


def cost_of(problem: WholeNeeds, server: Ints) -> int:
    """Return what ``server`` costs, unserved needs included."""
    needs = np.arange(len(server))
    served = server != NOBODY
    cost = problem.cost[server[served], needs[served]].sum()
    return int(cost) + int(problem.unserved[~served].sum())


def _by_regret(problem: WholeNeeds) -> Ints:
    """Serve first the need that would lose most if its best provider were gone."""
    providers, needs = problem.cost.shape
    left = problem.capacity.copy()
    server = np.full(needs, NOBODY, np.int32)
    waiting = np.ones(needs, bool)
    for _ in range(needs):
        fits = problem.weight <= left[:, None]
        cost = np.where(fits, problem.cost, problem.unserved)
        cost = np.vstack([cost, problem.unserved])
        two = np.partition(cost, 1, axis=0)[:2] if providers else np.vstack([cost, cost])
        need = int(np.argmax(np.where(waiting, two[1] - two[0], -1)))
        waiting[need] = False
        best = int(np.argmin(cost[:, need]))
        if best < providers and fits[best, need]:
            server[need] = best
            left[best] -= problem.weight[best, need]
    return server


def _branch_and_bound(problem: WholeNeeds, budget: Budget) -> tuple[Ints, int]:
    """Return the best assignment of HiGHS, and its bound rounded up."""
    providers, needs = problem.cost.shape
    flat = providers * needs
    columns = np.arange(flat)
    once = csr_array((np.ones(flat), (columns % needs, columns)), shape=(needs, flat))
    carried = csr_array(
        (problem.weight.ravel(), (columns // needs, columns)), shape=(providers, flat)
    )
    unserved = csr_array((np.ones(needs), (np.arange(needs), np.arange(needs))))
    matrix = vstack([hstack([once, unserved]), hstack([carried, csr_array((providers, needs))])])
    dear = min(MOST, int(problem.cost.max(axis=0).sum()) + 1)
    solved = milp(
        np.concatenate([problem.cost.ravel(), np.minimum(problem.unserved, dear)]),
        constraints=LinearConstraint(
            matrix,
            np.concatenate([np.ones(needs), np.full(providers, -np.inf)]),
            np.concatenate([np.ones(needs), problem.capacity]),
        ),
        bounds=Bounds(0, 1),
        integrality=np.ones(flat + needs),
        options={
            "time_limit": max(0.0, budget.left()),
            "node_limit": 1_000 * budget.rounds,
            "mip_rel_gap": 0.0,
        },
    )
    bound = int(np.ceil((solved.mip_dual_bound or 0.0) - 1e-6))
    if solved.x is None:
        return np.full(needs, NOBODY, np.int32), max(bound, 0)
    chosen = solved.x[:flat].reshape(providers, needs).round()
    server = np.where(chosen.any(axis=0), chosen.argmax(axis=0), NOBODY).astype(np.int32)
    return server, max(bound, 0)


def verify_whole(problem: WholeNeeds, plan: WholePlan) -> dict[str, int]:
    """Return the faults of ``plan``: stable codes, each with the number of times it was seen.

    The bound comes from a tree of relaxations and cannot be checked without growing it again.
    """
    providers, needs = problem.cost.shape
    if len(plan.server) != needs or not ((plan.server >= -1) & (plan.server < providers)).all():
        return {"row-outside": 1}
    carried = np.zeros(providers, np.int64)
    total = 0
    for need, server in enumerate(plan.server.tolist()):
        total += int(problem.unserved[need] if server < 0 else problem.cost[server, need])
        if server >= 0:
            carried[server] += problem.weight[server, need]
    seen = {
        "over-capacity": int((carried > problem.capacity).sum()),
        "wrong-objective": int(total != plan.objective),
        "bound-above-objective": int(plan.bound > plan.objective),
    }
    return {code: count for code, count in seen.items() if count}
