"""The transport problem of one town: prices under which everybody is where it costs least.

Every host has a price for a place, in metres; every entity is with the host where metres plus
price are least. Overfull hosts raise their prices until they are full and no more (an auction,
broken off early); what surplus remains then, :mod:`engines.coverage.paths` sends away. Both keep
two invariants, which together prove the optimum: nobody would be cheaper elsewhere, and only full
hosts have a price.

In the auction nobody looks at all hosts: ``near[i]`` lists a few hosts of entity ``i``, and no
other host costs it less than ``others[i]``. Prices only rise, so that this bound stays true; where
it does not exclude the others any more, the list is drawn anew from all hosts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engines.coverage.compiled import compiled

Array = NDArray[Any]
FAR = np.int64(1) << 60


class Town(NamedTuple):
    """n entities, h hosts, the last of which is the nowhere that takes everybody."""

    x: Array  # (n,) km
    y: Array
    host_x: Array  # (h - 1,)
    host_y: Array
    capacity: Array  # (h,)
    near: Array  # (n, k) hosts
    metres: Array  # (n, k) to them
    others: Array  # (n,) no host outside the list costs less
    nowhere: int  # metres to nowhere


class State(NamedTuple):
    """Who is where: a doubly linked list of entities for every host."""

    host: Array  # (n,)
    paid: Array  # (n,) metres to it
    price: Array  # (h,)
    load: Array  # (h,)
    head: Array  # (h,)
    after: Array  # (n,)
    before: Array  # (n,)


@compiled
def distance(x: float, y: float, host_x: float, host_y: float) -> Any:
    """Return whole metres between two points in km."""
    dx, dy = host_x - x, host_y - y
    return np.int64(np.rint(1000.0 * np.sqrt(dx * dx + dy * dy)))


@compiled
def measure(t: Town) -> None:
    """Fill in the metres of lists that hold the nearest hosts, nearest first."""
    n, k = t.near.shape
    for i in range(n):
        for r in range(k):
            j = t.near[i, r]
            t.metres[i, r] = distance(t.x[i], t.y[i], t.host_x[j], t.host_y[j])
        t.others[i] = FAR if k == len(t.host_x) else t.metres[i, k - 1]


@compiled
def relist(t: Town, s: State, i: int) -> None:
    """List the hosts that cost entity ``i`` least at the prices of now."""
    hosts, k = len(t.host_x), t.near.shape[1]
    x, y = t.x[i], t.y[i]
    costs = np.empty(k, np.int64)
    count = 0
    others = FAR
    for j in range(hosts):
        metres = distance(x, y, t.host_x[j], t.host_y[j])
        cost = metres + s.price[j]
        if count == k and cost >= costs[k - 1]:
            others = min(others, cost)
            continue
        if count == k:
            others = min(others, costs[k - 1])
            count -= 1
        r = count
        while r > 0 and costs[r - 1] > cost:
            costs[r] = costs[r - 1]
            t.near[i, r] = t.near[i, r - 1]
            t.metres[i, r] = t.metres[i, r - 1]
            r -= 1
        costs[r] = cost
        t.near[i, r] = j
        t.metres[i, r] = metres
        count += 1
    t.others[i] = others


@compiled
def enter(s: State, i: int, j: int, metres: int) -> None:
    """Put entity ``i`` with host ``j``."""
    first = s.head[j]
    s.host[i] = j
    s.paid[i] = metres
    s.load[j] += 1
    s.after[i] = first
    s.before[i] = -1
    s.head[j] = i
    if first >= 0:
        s.before[first] = i


@compiled
def leave(s: State, i: int) -> None:
    j, before, after = s.host[i], s.before[i], s.after[i]
    s.load[j] -= 1
    if before >= 0:
        s.after[before] = after
    else:
        s.head[j] = after
    if after >= 0:
        s.before[after] = before


@compiled
def start(t: Town, s: State) -> None:
    """Put everybody with the nearest host."""
    for i in range(len(t.x)):
        enter(s, i, t.near[i, 0], t.metres[i, 0])


@compiled
def next_best(t: Town, s: State, i: int) -> Any:
    """Return the cheapest host for entity ``i`` but its own, its metres, and metres plus price."""
    near, far, price = t.near, t.metres, s.price
    own = s.host[i]
    while True:
        best, metres, cost = len(t.host_x), np.int64(t.nowhere), np.int64(t.nowhere)
        for r in range(near.shape[1]):
            j = near[i, r]
            here = np.int64(far[i, r])
            total = here + price[j]
            if j != own and total < cost:
                best, metres, cost = j, here, total
        if cost <= t.others[i]:
            return best, metres, cost
        relist(t, s, i)


@compiled
def auction(t: Town, s: State, rounds: int) -> None:
    """Let each overfull host raise its price until just its capacity stays, ``rounds`` times."""
    n = len(t.x)
    who, other = np.empty(n, np.int32), np.empty(n, np.int32)
    metres, regret = np.empty(n, np.int64), np.empty(n, np.int64)
    for _ in range(rounds):
        raised = 0
        for j in range(len(t.host_x)):
            surplus = s.load[j] - t.capacity[j]
            if surplus <= 0:
                continue
            raised += 1
            count = 0
            i = s.head[j]
            while i >= 0:
                best, far, cost = next_best(t, s, i)
                who[count], other[count], metres[count] = i, best, far
                regret[count] = cost - s.paid[i] - s.price[j]
                count += 1
                i = s.after[i]
            order = np.argsort(regret[:count], kind="mergesort")
            for place in order[:surplus]:
                leave(s, who[place])
                enter(s, who[place], other[place], metres[place])
            s.price[j] += regret[order[surplus - 1]]
        if raised == 0:
            return
