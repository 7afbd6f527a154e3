"""Stage 2: every entity to a host of its town, least metres in all, capacities kept.

No assignment crosses a town, so each town is solved by itself, exactly, largest first by as many
threads as there are cores. A run that is stopped leaves whole towns out, and goes on with these.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from engines.coverage.arrays import Ints, Longs
from engines.coverage.budget import Run
from engines.coverage.hilbert import hilbert_order
from engines.coverage.paths import empty_rows, repair, room_to_search
from engines.coverage.plan import AttachmentPlan, EntityReason
from engines.coverage.problem import Attachment
from engines.coverage.transport import State, Town, auction, measure, start

NEAREST = 8
ROUNDS = 4
UNPLACED_METRES = 1_000_000_000


@dataclass(frozen=True)
class _Found:
    """What the towns that were solved have come to; the arrays of the plan."""

    host_of: Ints
    metres: Ints
    reason: Ints
    price: Longs


def attach(problem: Attachment, run: Run, start: AttachmentPlan | None = None) -> AttachmentPlan:
    """Return the least-distance plan of ``problem``, with the towns that ``start`` has finished.

    Towns that are not begun when the time is up or somebody cancels stay ``NOT_REACHED``.
    """
    towns = max(problem.town.max(initial=-1), problem.host_town.max(initial=-1)) + 1
    open_hosts = np.where(problem.capacity > 0, problem.host_town, towns).astype(np.int32)
    entities, hosts = _by_town(problem.town, towns), _by_town(open_hosts, towns)
    found = _begin(problem, start)

    def solve(town: int) -> None:
        if run.is_over():
            found.reason[entities[town]] = EntityReason.NOT_REACHED
        else:
            _attach_town(problem, entities[town], hosts[town], found)

    reached = np.ones(towns, np.bool_)
    reached[problem.town[found.reason == EntityReason.NOT_REACHED]] = False
    busy = [t for t in range(towns) if len(entities[t]) and len(hosts[t])]
    busy = [t for t in busy if start is None or not reached[t]]
    busy.sort(key=lambda town: -len(entities[town]))
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for done, _ in enumerate(threads.map(solve, busy), 1):
            run.tell("attachment", done, len(busy))
    return plan_of(problem, found.host_of, found.metres, found.reason, found.price)


def _begin(problem: Attachment, start: AttachmentPlan | None) -> _Found:
    """Return what ``start`` has found, or that nobody has a host yet."""
    if start is not None:
        return _Found(
            start.host_of.copy(), start.metres.copy(), start.reason.copy(), start.price.copy()
        )
    n = len(problem)
    return _Found(
        np.full(n, -1, np.int32),
        np.zeros(n, np.int32),
        np.full(n, EntityReason.NO_HOST, np.int32),
        np.zeros(len(problem.capacity), np.int64),
    )


def _attach_town(problem: Attachment, entity: Ints, host: Ints, found: _Found) -> None:
    """Solve one town and write into ``found`` what it comes to."""
    entity = entity[hilbert_order(problem.x[entity], problem.y[entity])]
    nearest, state = _solve_town(problem, entity, host)
    local = state.host
    placed = local < len(host)
    found.host_of[entity] = np.where(placed, host[np.minimum(local, len(host) - 1)], -1)
    found.metres[entity] = np.where(placed, state.paid, 0)
    found.reason[entity] = np.select(
        [~placed, state.paid > nearest],
        [EntityReason.NO_CAPACITY, EntityReason.NEAREST_FULL],
        EntityReason.NEAREST,
    )
    found.price[host] = state.price[:-1]


def _by_town(town: Ints, towns: int) -> list[Ints]:
    order = np.argsort(town, kind="stable").astype(np.int32)
    return np.split(order, np.searchsorted(town[order], np.arange(1, towns + 1)))[:towns]


def _solve_town(problem: Attachment, entity: Ints, host: Ints) -> tuple[Ints, State]:
    """Return the metres from each entity to its nearest host, and who is where."""
    town = _open_town(problem, entity, host)
    n, h = len(entity), len(host) + 1
    state = State(
        host=np.empty(n, np.int32),
        paid=np.empty(n, np.int64),
        price=np.zeros(h, np.int64),
        load=np.zeros(h, np.int32),
        head=np.full(h, -1, np.int32),
        after=np.empty(n, np.int32),
        before=np.empty(n, np.int32),
    )
    nearest = town.metres[:, 0].copy()
    start(town, state)
    auction(town, state, ROUNDS)
    repair(town, state, empty_rows(h), room_to_search(h))
    return nearest, state


def _open_town(problem: Attachment, entity: Ints, host: Ints) -> Town:
    x, y = problem.x[entity], problem.y[entity]
    host_x, host_y = problem.host_x[host], problem.host_y[host]
    k = min(NEAREST, len(host))
    tree = cKDTree(np.column_stack([host_x, host_y]))
    near = tree.query(np.column_stack([x, y]), k)[1].reshape(-1, k).astype(np.int32)
    town = Town(
        x=x,
        y=y,
        host_x=host_x,
        host_y=host_y,
        capacity=np.append(problem.capacity[host], np.int32(2**31 - 1)),
        near=near,
        metres=np.empty(near.shape, np.int32),
        others=np.empty(len(entity), np.int64),
        nowhere=UNPLACED_METRES,
    )
    measure(town)
    return town


def plan_of(
    problem: Attachment, host_of: Ints, metres: Ints, reason: Ints, price: Longs
) -> AttachmentPlan:
    """Return the plan that these arrays make, its objective and its bound."""
    towns = int(max(problem.town.max(initial=-1), problem.host_town.max(initial=-1))) + 1
    wanted = np.bincount(problem.town, minlength=towns)
    offered = np.bincount(problem.host_town, problem.capacity, towns).astype(np.int64)
    placed = host_of >= 0
    unplaced = len(problem) - int(placed.sum())
    values = np.where(placed, metres + price[host_of] if len(price) else 0, UNPLACED_METRES)
    values[reason == EntityReason.NOT_REACHED] = 0
    return AttachmentPlan(
        host_of=host_of,
        metres=metres,
        reason=reason,
        price=price,
        lacking=np.maximum(0, wanted - offered),
        unplaced_metres=UNPLACED_METRES,
        objective=float(metres.sum(dtype=np.int64) + unplaced * UNPLACED_METRES),
        bound=float(values.sum() - (price * problem.capacity).sum()),
    )
