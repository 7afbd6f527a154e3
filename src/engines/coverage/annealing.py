"""Improve a partition into branches: simulated annealing with exact deltas.

Moves: relocate a unit to the branch of one of its neighbours, dissolve a branch into its
neighbours, split a branch in two. Together they also swap, merge and recut: what one move makes
dearer a later one may repay while the temperature is high. Wrong sizes are priced, not forbidden,
so that a hard limit may be crossed for a moment and never pays in the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.coverage.clusters import (
    Array,
    Clusters,
    Terms,
    Units,
    centre,
    close_cluster,
    cost_with,
    cost_without,
    far,
    has_room,
    is_guest,
    open_cluster,
    put,
    refresh,
    take,
)
from engines.coverage.compiled import relaxed


@relaxed
def draw(rng: Array) -> Any:
    """Return the next 64 random bits (xorshift; Marsaglia 2003)."""
    s = rng[0]
    s ^= s << np.uint64(13)
    s ^= s >> np.uint64(7)
    s ^= s << np.uint64(17)
    rng[0] = s
    return s


@relaxed
def below(rng: Array, n: int) -> Any:
    return np.int64((draw(rng) >> np.uint64(33)) % np.uint64(n))


@relaxed
def allowance(rng: Array, temperature: float) -> Any:
    """Return how much dearer a move may be: exponential with mean ``temperature``."""
    u = (np.float64(draw(rng) >> np.uint64(12)) + 1.0) / 4503599627370497.0
    return -temperature * np.log(u)


@relaxed
def rough_cost(u: Units, c: Clusters, t: Terms, i: int, k: int) -> Any:
    """Return about what unit ``i`` costs in cluster ``k``, the centre and main trade as is."""
    x, y = centre(c, k)
    cost = u.members[i] * far(u.x[i] - x, u.y[i] - y)
    if u.trade[i] != c.main[k]:
        cost += t.mixed
    return cost + t.churn * u.members[i] * is_guest(u, c, i, k)


@relaxed
def relocate(u: Units, c: Clusters, t: Terms, i: int, b: int, limit: float) -> Any:
    """Move unit ``i`` to cluster ``b`` if that costs at most ``limit``; tell whether it moved."""
    a = c.label[i]
    members, formal, source = c.members[b], c.formal[b], c.members[a]
    here = rough_cost(u, c, t, i, a)
    there = rough_cost(u, c, t, i, b)
    margin = 0.3 * (here + there) + 2.0 * t.mixed + t.size * u.members[i] + t.units
    if source > t.max_members or source < t.min_members:
        margin += t.hard
    if formal < t.min_formal or members < t.min_members:
        margin += t.hard
    if there - here > limit + margin or not has_room(u, c, t, i, b):
        return False
    return relocate_exactly(u, c, t, i, a, b, limit)


@relaxed
def relocate_exactly(u: Units, c: Clusters, t: Terms, i: int, a: int, b: int, limit: float) -> Any:
    delta = cost_without(u, c, t, i) + cost_with(u, c, t, i, b) - c.cost[a] - c.cost[b]
    if delta > limit:
        return False
    take(u, c, i)
    put(u, c, i, b)
    refresh(c, t, a)
    refresh(c, t, b)
    if c.size[a] == 0:
        close_cluster(c, a)
    return True


@relaxed
def best_other(u: Units, c: Clusters, t: Terms, i: int, a: int) -> Any:
    """Return the cheapest cluster but ``a`` with room among the neighbours of ``i``, or -1."""
    best, where = np.inf, -1
    for r in range(u.near.shape[1]):
        j = u.near[i, r]
        b = c.label[max(j, 0)]
        members, size = c.members[b] + u.members[i], c.size[b]
        cost = rough_cost(u, c, t, i, b)
        if members > t.want_max:
            cost += t.size * u.members[i]
        if size >= t.want_units:
            cost += t.units
        if j >= 0 and b != a and cost < best and has_room(u, c, t, i, b):
            best, where = cost, b
    return where


@relaxed
def dissolve(u: Units, c: Clusters, t: Terms, a: int, limit: float, moving: Array) -> Any:
    """Empty cluster ``a`` into its neighbours if that costs at most ``limit``; tell whether."""
    n = c.size[a]
    delta = -c.cost[a]
    moving[:n] = c.unit[a, :n]
    done = 0
    while done < n and delta <= limit:
        i = moving[done]
        b = best_other(u, c, t, i, a)
        if b < 0:
            break
        delta -= c.cost[b]
        take(u, c, i)
        put(u, c, i, b)
        refresh(c, t, b)
        delta += c.cost[b]
        done += 1
    if done == n and delta <= limit:
        refresh(c, t, a)
        close_cluster(c, a)
        return True
    for s in range(done):
        i = moving[s]
        b = c.label[i]
        take(u, c, i)
        put(u, c, i, a)
        refresh(c, t, b)
    refresh(c, t, a)
    return False


@relaxed
def leaving(u: Units, c: Clusters, t: Terms, a: int, first: int, second: int, moving: Array) -> Any:
    """Write into ``moving`` the units nearer to slot ``second`` than ``first``; return how many.

    Two rounds of k-means from the two slots' units, a unit of another trade counted farther.
    """
    n = c.size[a]
    ax, ay, at = c.x[a, first], c.y[a, first], c.trade[a, first]
    bx, by, bt = c.x[a, second], c.y[a, second], c.trade[a, second]
    count = 0
    for _ in range(3):
        count = 0
        sum_x = sum_y = weight = 0.0
        for s in range(n):
            w = c.weight[a, s]
            to_a = w * far(c.x[a, s] - ax, c.y[a, s] - ay)
            to_b = w * far(c.x[a, s] - bx, c.y[a, s] - by)
            if c.trade[a, s] != at:
                to_a += t.mixed
            if c.trade[a, s] != bt:
                to_b += t.mixed
            if to_b < to_a:
                moving[count] = c.unit[a, s]
                count += 1
                sum_x += w * c.x[a, s]
                sum_y += w * c.y[a, s]
                weight += w
        if count == 0 or count == n:
            return 0
        bx, by = np.float32(sum_x / weight), np.float32(sum_y / weight)
        rest = c.members[a] - weight
        ax = np.float32((c.sum_x[a] - sum_x) / rest)
        ay = np.float32((c.sum_y[a] - sum_y) / rest)
    return count


@relaxed
def split(u: Units, c: Clusters, t: Terms, a: int, limit: float, rng: Array, moving: Array) -> Any:
    """Cut cluster ``a`` in two if that costs at most ``limit``; tell whether it was cut."""
    if c.members[a] < 2 * t.min_members:
        return False
    first, second = below(rng, c.size[a]), below(rng, c.size[a])
    count = leaving(u, c, t, a, first, second, moving) if first != second else 0
    b = open_cluster(c) if count > 0 else -1
    if b < 0:
        return False
    before = c.cost[a]
    for s in range(count):
        take(u, c, moving[s])
        put(u, c, moving[s], b)
    refresh(c, t, a)
    refresh(c, t, b)
    if c.cost[a] + c.cost[b] - before <= limit:
        return True
    for s in range(count):
        take(u, c, moving[s])
        put(u, c, moving[s], a)
    refresh(c, t, a)
    refresh(c, t, b)
    close_cluster(c, b)
    return False


@relaxed
def anneal(
    u: Units,
    c: Clusters,
    t: Terms,
    hot: float,
    cold: float,
    first: int,
    last: int,
    total: int,
    rng: Array,
) -> None:
    """Run sweeps ``first`` to ``last`` of ``total``, cooling from ``hot`` to ``cold``.

    A sweep offers every unit one relocation, and every 64th unit's branch, on average, a
    dissolution or a split.
    """
    near, label = u.near, c.label
    n, k = near.shape
    moving = np.empty(c.unit.shape[1], np.int32)
    for sweep in range(first, last):
        temperature = hot * (cold / hot) ** (sweep / max(1, total - 1))
        for i in range(n):
            bits = draw(rng)
            j = near[i, np.int64((bits >> np.uint64(40)) % np.uint64(k))]
            if j >= 0 and label[j] != label[i]:
                relocate(u, c, t, i, label[j], allowance(rng, temperature))
            if (bits & np.uint64(127)) == np.uint64(0):
                dissolve(u, c, t, label[i], allowance(rng, temperature), moving)
            elif (bits & np.uint64(127)) == np.uint64(1):
                split(u, c, t, label[i], allowance(rng, temperature), rng, moving)


@relaxed
def descend(u: Units, c: Clusters, t: Terms, rounds: int) -> None:
    """Take every improving relocation and every forced dissolution until none is left."""
    near, label = u.near, c.label
    n, k = near.shape
    moving = np.empty(c.unit.shape[1], np.int32)
    for _ in range(rounds):
        moves = 0
        for i in range(n):
            a = label[i]
            if c.members[a] < t.min_members or c.formal[a] < t.min_formal:
                moves += dissolve(u, c, t, a, 0.0, moving)
            tried = -1
            for r in range(k):
                j = near[i, r]
                b = label[j] if j >= 0 else -1
                if b >= 0 and b != tried and b != label[i]:
                    tried = b
                    moves += relocate(u, c, t, i, b, -1e-6)
        if moves == 0:
            return


@relaxed
def rest_cost(u: Units, t: Terms, rest: float, i: int) -> Any:
    """Return what unit ``i`` costs in the comprehensive branch at ``rest`` a member."""
    return (rest + t.churn) * u.members[i] if u.home[i] >= 0 else rest * u.members[i]


@relaxed
def retire(u: Units, c: Clusters, t: Terms, rest: float, gone: Array) -> None:
    """Take out of its cluster, and mark in ``gone``, who is to go to the comprehensive branch.

    1: its cluster breaks a hard limit. 2: it is cheaper there, alone or with its whole cluster.
    """
    for k in range(len(c.size)):
        members = c.members[k]
        unlawful = members < t.min_members or members > t.max_members or c.formal[k] < t.min_formal
        resting = 0.0
        for s in range(c.size[k]):
            resting += rest_cost(u, t, rest, c.unit[k, s])
        if unlawful or c.cost[k] > resting + 1e-6:
            for s in range(c.size[k] - 1, -1, -1):
                gone[c.unit[k, s]] = 1 if unlawful else 2
                take(u, c, c.unit[k, s])
            refresh(c, t, k)
    for i in range(len(u.x)):
        k = c.label[i]
        if gone[i] == 0 and cost_without(u, c, t, i) + rest_cost(u, t, rest, i) < c.cost[k] - 1e-6:
            gone[i] = 2
            take(u, c, i)
            refresh(c, t, k)
