"""Beyond one machine: the counties of a region on a Dask cluster, with the same code.

No branch and no attachment crosses a town, so counties are independent. What a unit's seed and
budget are depends on its town alone, so that the plan is the same as on one machine.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from engines.coverage.arrays import Ints, Longs
from engines.coverage.budget import Budget, Run
from engines.coverage.formation import choose
from engines.coverage.outcome import describe
from engines.coverage.plan import FormationPlan
from engines.coverage.problem import Formation

if TYPE_CHECKING:
    from distributed import Client


def form_by_county(
    problem: Formation, county: Ints, client: Client, *, seed: int, budget: Budget
) -> FormationPlan:
    """Return the plan of ``problem``, each county solved by a worker of ``client``.

    ``county`` (t,) is the county of each town. The plan of a budget in sweeps is identical to
    the one :func:`engines.coverage.solve.solve` makes.
    """
    of_unit = county[problem.town]
    parts = [np.flatnonzero(of_unit == code) for code in np.unique(of_unit)]
    parts.sort(key=len, reverse=True)
    futures = [
        client.submit(_choose, part_of(problem, unit), seed, budget, pure=False) for unit in parts
    ]
    label = np.full(len(problem), -1, np.int64)
    reason = np.zeros(len(problem), np.int32)
    solved: Any = client.gather(futures)  # type: ignore[no-untyped-call]
    for unit, (chosen, why) in zip(parts, solved, strict=True):
        label[unit] = _globally(chosen, unit, len(problem))
        reason[unit] = why
    return describe(problem, label, reason)


def part_of(problem: Formation, unit: Longs) -> Formation:
    """Return the problem of the units ``unit`` alone; towns and branches keep their codes."""
    arrays = {
        name: getattr(problem, name)[unit]
        for name in ("x", "y", "town", "trade", "members", "formal", "venue", "branch")
    }
    return dataclasses.replace(problem, **arrays)


def _choose(problem: Formation, seed: int, budget: Budget) -> tuple[Longs, Ints]:
    return choose(problem, Run(seed, budget))


def _globally(label: Longs, unit: Longs, total: int) -> Longs:
    """Return the labels of :func:`choose` for a part as labels for the whole.

    There, a label is a unit of the branch, or a locked branch's code beyond all units.
    """
    count = len(unit)
    inside = unit[np.clip(label, 0, count - 1)]
    return np.select([label < 0, label < count], [label, inside], label - count + total)
