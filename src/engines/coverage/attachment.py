"""Stage 2: every entity to a host of its town, least metres in all, capacities kept.

No assignment crosses a town, so each town is solved by itself, exactly, largest first by as many
threads as there are cores.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

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


class Cancelled(Exception):
    """Somebody cancelled before every town was attached; nothing partial is optimal."""

    code = "cancelled"


def attach(problem: Attachment, run: Run) -> AttachmentPlan:
    """Return the least-distance plan of ``problem``. Raise :class:`Cancelled`."""
    towns = max(problem.town.max(initial=-1), problem.host_town.max(initial=-1)) + 1
    open_hosts = np.where(problem.capacity > 0, problem.host_town, towns).astype(np.int32)
    entities, hosts = _by_town(problem.town, towns), _by_town(open_hosts, towns)
    host_of = np.full(len(problem), -1, np.int32)
    metres = np.zeros(len(problem), np.int32)
    reason = np.full(len(problem), EntityReason.NO_HOST, np.int32)
    price = np.zeros(len(problem.capacity), np.int64)

    def solve(town: int) -> None:
        if run.cancelled is not None and run.cancelled():
            raise Cancelled
        entity, host = entities[town], hosts[town]
        entity = entity[hilbert_order(problem.x[entity], problem.y[entity])]
        nearest, state = _solve_town(problem, entity, host)
        local = state.host
        placed = local < len(host)
        host_of[entity] = np.where(placed, host[np.minimum(local, len(host) - 1)], -1)
        metres[entity] = np.where(placed, state.paid, 0)
        reason[entity] = np.select(
            [~placed, state.paid > nearest],
            [EntityReason.NO_CAPACITY, EntityReason.NEAREST_FULL],
            EntityReason.NEAREST,
        )
        price[host] = state.price[:-1]

    busy = [town for town in range(towns) if len(entities[town]) and len(hosts[town])]
    busy.sort(key=lambda town: -len(entities[town]))
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for done, _ in enumerate(threads.map(solve, busy), 1):
            run.tell("attachment", done, len(busy))
    return _plan(problem, host_of, metres, reason, price)


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


def _plan(
    problem: Attachment, host_of: Ints, metres: Ints, reason: Ints, price: Longs
) -> AttachmentPlan:
    towns = int(max(problem.town.max(initial=-1), problem.host_town.max(initial=-1))) + 1
    wanted = np.bincount(problem.town, minlength=towns)
    offered = np.bincount(problem.host_town, problem.capacity, towns).astype(np.int64)
    placed = host_of >= 0
    unplaced = len(problem) - int(placed.sum())
    values = np.where(placed, metres + price[host_of] if len(price) else 0, UNPLACED_METRES)
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
