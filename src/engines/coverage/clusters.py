"""The state of a partition into branches, and what each branch costs, exactly.

A cluster keeps copies of its units in slots, so that the sum of distances to a centre runs over
contiguous memory. All coordinates are float32 km relative to the pool's middle.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engines.coverage.compiled import relaxed

Array = NDArray[Any]


class Terms(NamedTuple):
    """Limits and prices as plain numbers; ``hard`` is the price of a member beyond a limit."""

    branch: float
    mixed: float
    size: float
    units: float
    churn: float
    hard: float
    min_formal: int
    min_members: int
    max_members: int
    want_min: int
    want_max: int
    want_units: int


class Units(NamedTuple):
    """The units of one pool, n of them, along a Hilbert curve; ``near`` is (n, k), -1 padded."""

    x: Array
    y: Array
    members: Array
    formal: Array
    trade: Array
    home: Array  # today's branch, -1 none
    near: Array


class Clusters(NamedTuple):
    """Up to c clusters of up to s units; ``free`` is a stack of empty ones, its length first."""

    unit: Array  # (c, s)
    x: Array
    y: Array
    weight: Array
    trade: Array
    size: Array  # (c,)
    members: Array
    formal: Array
    moved: Array  # members whose branch of today is another one
    identity: Array  # the branch of today that the cluster continues, -1 none
    sum_x: Array
    sum_y: Array
    main: Array  # the commonest trade, how often it occurs, and the next commonest
    top: Array
    second: Array
    cost: Array
    free: Array  # (c + 1,)
    label: Array  # (n,) cluster of each unit
    slot: Array  # (n,) its slot there
    tally: Array  # (trades,) scratch, all zero between calls


def empty_clusters(units: int, clusters: int, slots: int, trades: int) -> Clusters:
    """Return room for ``clusters`` clusters, all empty and none on the free stack."""

    def ints(*shape: int) -> Array:
        return np.zeros(shape, np.int32)

    def singles() -> Array:
        return np.zeros((clusters, slots), np.float32)

    def doubles() -> Array:
        return np.zeros(clusters, np.float64)

    return Clusters(
        unit=ints(clusters, slots),
        x=singles(),
        y=singles(),
        weight=singles(),
        trade=ints(clusters, slots),
        size=ints(clusters),
        members=ints(clusters),
        formal=ints(clusters),
        moved=ints(clusters),
        identity=np.full(clusters, -1, np.int32),
        sum_x=doubles(),
        sum_y=doubles(),
        main=ints(clusters),
        top=ints(clusters),
        second=ints(clusters),
        cost=doubles(),
        free=ints(clusters + 1),
        label=np.full(units, -1, np.int32),
        slot=ints(units),
        tally=ints(trades),
    )


@relaxed
def far(dx: float, dy: float) -> Any:
    return np.sqrt(dx * dx + dy * dy)


@relaxed
def flat_cost(t: Terms, size: int, members: int, formal: int, top: int, moved: int) -> Any:
    """Return the cost of a cluster without its distances."""
    if size == 0:
        return 0.0
    cost = t.branch + t.mixed * (size - top) + t.churn * moved
    if members < t.want_min:
        cost += t.size * (t.want_min - members)
    elif members > t.want_max:
        cost += t.size * (members - t.want_max)
    if size > t.want_units:
        cost += t.units * (size - t.want_units)
    if members < t.min_members:
        cost += t.hard * (t.min_members - members)
    elif members > t.max_members:
        cost += t.hard * (members - t.max_members)
    if formal < t.min_formal:
        cost += t.hard * (t.min_formal - formal)
    return cost


@relaxed
def spread(c: Clusters, k: int, x: Any, y: Any) -> Any:
    """Return the member-weighted distance of cluster ``k``'s units to the point (x, y)."""
    xs, ys, weights = c.x[k], c.y[k], c.weight[k]
    total = np.float32(0.0)
    for s in range(c.size[k]):
        dx = xs[s] - x
        dy = ys[s] - y
        total += weights[s] * np.sqrt(dx * dx + dy * dy)
    return total


@relaxed
def centre(c: Clusters, k: int) -> Any:
    return np.float32(c.sum_x[k] / c.members[k]), np.float32(c.sum_y[k] / c.members[k])


@relaxed
def is_guest(u: Units, c: Clusters, i: int, k: int) -> Any:
    """Return 1 if cluster ``k`` is another branch than the one unit ``i`` belongs to today.

    Both arrays are read before the test: numba counts references around a read inside a branch,
    which would cost ten times the read.
    """
    home, identity = u.home[i], c.identity[k]
    return int((home >= 0) & (home != identity))


@relaxed
def put(u: Units, c: Clusters, i: int, k: int) -> None:
    """Put unit ``i`` into cluster ``k``; :func:`refresh` must follow."""
    s = c.size[k]
    m = u.members[i]
    c.unit[k, s] = i
    c.x[k, s] = u.x[i]
    c.y[k, s] = u.y[i]
    c.weight[k, s] = m
    c.trade[k, s] = u.trade[i]
    c.size[k] = s + 1
    c.members[k] += m
    c.formal[k] += u.formal[i]
    c.moved[k] += m * is_guest(u, c, i, k)
    c.sum_x[k] += np.float64(u.x[i]) * m
    c.sum_y[k] += np.float64(u.y[i]) * m
    c.label[i] = k
    c.slot[i] = s


@relaxed
def take(u: Units, c: Clusters, i: int) -> None:
    """Take unit ``i`` out of its cluster; :func:`refresh` must follow."""
    k = c.label[i]
    s = c.slot[i]
    m = u.members[i]
    last = c.size[k] - 1
    j = c.unit[k, last]
    c.unit[k, s] = j
    c.x[k, s] = c.x[k, last]
    c.y[k, s] = c.y[k, last]
    c.weight[k, s] = c.weight[k, last]
    c.trade[k, s] = c.trade[k, last]
    c.slot[j] = s
    c.size[k] = last
    c.members[k] -= m
    c.formal[k] -= u.formal[i]
    c.moved[k] -= m * is_guest(u, c, i, k)
    c.sum_x[k] = (c.sum_x[k] - np.float64(u.x[i]) * m) * (last > 0)
    c.sum_y[k] = (c.sum_y[k] - np.float64(u.y[i]) * m) * (last > 0)
    c.label[i] = -1


@relaxed
def refresh(c: Clusters, t: Terms, k: int) -> None:
    """Recompute trades and cost of cluster ``k`` from its slots."""
    size = c.size[k]
    main, top, second = c.trade[k, 0], 0, 0
    for s in range(size):
        c.tally[c.trade[k, s]] += 1
    for s in range(size):
        trade = c.trade[k, s]
        n = c.tally[trade]
        c.tally[trade] = 0
        if n > top:
            main, top, second = trade, n, top
        elif n > second:
            second = n
    c.main[k] = main
    c.top[k] = top
    c.second[k] = second
    if size == 0:
        c.cost[k] = 0.0
    else:
        x, y = centre(c, k)
        flat = flat_cost(t, size, c.members[k], c.formal[k], top, c.moved[k])
        c.cost[k] = spread(c, k, x, y) + flat


@relaxed
def cost_without(u: Units, c: Clusters, t: Terms, i: int) -> Any:
    """Return what the cluster of unit ``i`` would cost without it."""
    k = c.label[i]
    m = u.members[i]
    members = c.members[k] - m
    x = np.float32((c.sum_x[k] - np.float64(u.x[i]) * m) / max(members, 1))
    y = np.float32((c.sum_y[k] - np.float64(u.y[i]) * m) / max(members, 1))
    top, second, main = c.top[k], c.second[k], c.main[k]
    if u.trade[i] == main:
        top = max(top - 1, second)
    moved = c.moved[k] - m * is_guest(u, c, i, k)
    flat = flat_cost(t, c.size[k] - 1, members, c.formal[k] - u.formal[i], top, moved)
    return spread(c, k, x, y) - m * far(u.x[i] - x, u.y[i] - y) + flat


@relaxed
def cost_with(u: Units, c: Clusters, t: Terms, i: int, k: int) -> Any:
    """Return what cluster ``k`` would cost with unit ``i`` in it."""
    m = u.members[i]
    members = c.members[k] + m
    x = np.float32((c.sum_x[k] + np.float64(u.x[i]) * m) / members)
    y = np.float32((c.sum_y[k] + np.float64(u.y[i]) * m) / members)
    same = 1
    for s in range(c.size[k]):
        if c.trade[k, s] == u.trade[i]:
            same += 1
    moved = c.moved[k] + m * is_guest(u, c, i, k)
    flat = flat_cost(
        t, c.size[k] + 1, members, c.formal[k] + u.formal[i], max(c.top[k], same), moved
    )
    return spread(c, k, x, y) + m * far(u.x[i] - x, u.y[i] - y) + flat


@relaxed
def has_room(u: Units, c: Clusters, t: Terms, i: int, k: int) -> Any:
    return c.members[k] + u.members[i] <= t.max_members and c.size[k] < c.unit.shape[1]


@relaxed
def open_cluster(c: Clusters) -> Any:
    """Return an empty cluster, or -1 when there is none."""
    if c.free[0] == 0:
        return -1
    c.free[0] -= 1
    return c.free[c.free[0] + 1]


@relaxed
def close_cluster(c: Clusters, k: int) -> None:
    """Give the empty cluster ``k`` back."""
    c.identity[k] = -1
    c.free[0] += 1
    c.free[c.free[0]] = k


@relaxed
def fill(u: Units, c: Clusters, t: Terms, label: Array, identity: Array) -> None:
    """Load the partition ``label``, whose clusters continue ``identity``, into ``c``."""
    used = len(identity)
    for k in range(used):
        c.identity[k] = identity[k]
    for i in range(len(label)):
        put(u, c, i, label[i])
    for k in range(used):
        refresh(c, t, k)
    for k in range(len(c.size) - 1, -1, -1):
        if c.size[k] == 0:
            close_cluster(c, k)
