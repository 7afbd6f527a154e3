"""Beyond one machine: the counties of a region on a Dask cluster, with the same code.

No branch and no attachment crosses a town, so counties are independent. What a unit's seed and
budget are depends on its town alone, so that the plan is the same as on one machine. In all
functions ``county`` (t,) is the county of each town, and the budget must be one in sweeps for the
plan to be identical to the one that :func:`engines.coverage.solve.solve` makes.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from engines.coverage.arrays import Ints, Longs
from engines.coverage.attachment import attach, plan_of
from engines.coverage.budget import Budget, Run
from engines.coverage.formation import choose
from engines.coverage.outcome import describe
from engines.coverage.plan import AttachmentPlan, CityPlan, FormationPlan
from engines.coverage.problem import Attachment, City, Formation
from engines.coverage.solve import rest_of

if TYPE_CHECKING:
    from distributed import Client


def form_by_county(
    problem: Formation, county: Ints, client: Client, *, seed: int, budget: Budget
) -> FormationPlan:
    """Return the branches of ``problem``, each county formed by a worker of ``client``."""
    parts = sorted(_by_county(county, problem.town).values(), key=len, reverse=True)
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


def attach_by_county(problem: Attachment, county: Ints, client: Client) -> AttachmentPlan:
    """Return the hosts of ``problem``, each county attached by a worker of ``client``."""
    entities = _by_county(county, problem.town)
    hosts = _by_county(county, problem.host_town)
    none = np.zeros(0, np.int64)
    host_of = np.full(len(problem), -1, np.int32)
    metres = np.zeros(len(problem), np.int32)
    reason = np.zeros(len(problem), np.int32)
    price = np.zeros(len(problem.capacity), np.int64)
    order = sorted(entities, key=lambda code: len(entities[code]), reverse=True)
    futures = [
        client.submit(
            _attach, _attachment_of(problem, entities[code], hosts.get(code, none)), pure=False
        )
        for code in order
    ]
    solved: Any = client.gather(futures)  # type: ignore[no-untyped-call]
    for code, plan in zip(order, solved, strict=True):
        entity, host = entities[code], hosts.get(code, none)
        placed = plan.host_of >= 0
        host_of[entity[placed]] = host[plan.host_of[placed]]
        metres[entity], reason[entity] = plan.metres, plan.reason
        price[host] = plan.price
    return plan_of(problem, host_of, metres, reason, price)


def plan_city_by_county(
    problem: City, county: Ints, client: Client, *, seed: int, budget: Budget
) -> CityPlan:
    """Return the branches and hosts of ``problem``, each county planned by a worker."""
    branches = form_by_county(problem.formation, county, client, seed=seed, budget=budget)
    rest, entity, branch = rest_of(problem, branches)
    return CityPlan(branches, attach_by_county(rest, county, client), entity, branch)


def _by_county(county: Ints, town: Ints) -> dict[int, Longs]:
    """Return the rows of each county."""
    of_row = county[town]
    order = np.argsort(of_row, kind="stable")
    codes, first = np.unique(of_row[order], return_index=True)
    return dict(zip(codes.tolist(), np.split(order, first[1:]), strict=True)) if len(codes) else {}


def _attachment_of(problem: Attachment, entity: Longs, host: Longs) -> Attachment:
    """Return the problem of these entities and hosts alone; towns keep their codes."""
    return Attachment(
        x=problem.x[entity],
        y=problem.y[entity],
        town=problem.town[entity],
        host_x=problem.host_x[host],
        host_y=problem.host_y[host],
        host_town=problem.host_town[host],
        capacity=problem.capacity[host],
    )


def _attach(problem: Attachment) -> AttachmentPlan:
    return attach(problem, Run(0, Budget()))


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
