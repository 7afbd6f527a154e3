"""The inner loops of siting: who goes where, which sites are open, moves and their prices."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engines.coverage.annealing import allowance, below
from engines.coverage.compiled import compiled

Array = NDArray[Any]


class Sites(NamedTuple):
    """n entities, c candidates, p open sites."""

    cost: Array  # (n, c)
    demand: Array  # (n,)
    capacity: Array  # (c,)
    near: Array  # (n, k) entities near each entity
    options: Array  # (n, q) cheapest candidates of each entity
    centre: Array  # (c,) the entity nearest to each candidate
    of: Array  # (n,) the open site (0..p-1) of each entity
    candidate: Array  # (p,) the candidate of each open site
    at: Array  # (c,) the open site at each candidate, -1 closed
    load: Array  # (p,)
    head: Array  # (p,) linked lists of the entities of each site
    after: Array  # (n,)
    before: Array  # (n,)


@compiled
def over(s: Sites, k: int, load: int) -> Any:
    """Return by how much ``load`` exceeds the capacity of open site ``k``."""
    return max(0, load - s.capacity[s.candidate[k]])


@compiled
def join(s: Sites, i: int, k: int) -> None:
    first = s.head[k]
    s.of[i] = k
    s.load[k] += s.demand[i]
    s.after[i] = first
    s.before[i] = -1
    s.head[k] = i
    if first >= 0:
        s.before[first] = i


@compiled
def part(s: Sites, i: int) -> None:
    k, before, after = s.of[i], s.before[i], s.after[i]
    s.load[k] -= s.demand[i]
    if before >= 0:
        s.after[before] = after
    else:
        s.head[k] = after
    if after >= 0:
        s.before[after] = before


@compiled
def shift(s: Sites, i: int, b: int, price: float, limit: float) -> None:
    """Move entity ``i`` to open site ``b`` if that costs at most ``limit``."""
    a, d = s.of[i], s.demand[i]
    delta = s.cost[i, s.candidate[b]] - s.cost[i, s.candidate[a]]
    overload = over(s, a, s.load[a] - d) - over(s, a, s.load[a])
    overload += over(s, b, s.load[b] + d) - over(s, b, s.load[b])
    if delta + price * overload <= limit:
        part(s, i)
        join(s, i, b)


@compiled
def exchange(s: Sites, i: int, j: int, price: float, limit: float) -> None:
    """Let ``i`` and ``j`` change places if that costs at most ``limit``."""
    a, b = s.of[i], s.of[j]
    ca, cb = s.candidate[a], s.candidate[b]
    delta = s.cost[i, cb] + s.cost[j, ca] - s.cost[i, ca] - s.cost[j, cb]
    d = s.demand[i] - s.demand[j]
    overload = over(s, a, s.load[a] - d) - over(s, a, s.load[a])
    overload += over(s, b, s.load[b] + d) - over(s, b, s.load[b])
    if delta + price * overload <= limit:
        part(s, i)
        part(s, j)
        join(s, i, b)
        join(s, j, a)


@compiled
def move_site(s: Sites, k: int, to: int, price: float, limit: float) -> None:
    """Move open site ``k`` with its entities to candidate ``to`` if it costs at most ``limit``."""
    old = s.candidate[k]
    delta = price * (max(0, s.load[k] - s.capacity[to]) - over(s, k, s.load[k]))
    i = s.head[k]
    while i >= 0:
        delta += s.cost[i, to] - s.cost[i, old]
        i = s.after[i]
    if delta <= limit:
        s.at[old] = -1
        s.at[to] = k
        s.candidate[k] = to


@compiled
def distances(s: Sites) -> Any:
    total = 0.0
    for i in range(len(s.of)):
        total += s.cost[i, s.candidate[s.of[i]]]
    return total


@compiled
def cheapest(s: Sites, i: int, avoid: int, price: float) -> Any:
    """Return the open site but ``avoid`` where entity ``i`` costs least, overload priced."""
    best, where = np.inf, -1
    for r in range(s.options.shape[1]):
        k = s.at[s.options[i, r]]
        if k >= 0 and k != avoid:
            more = over(s, k, s.load[k] + s.demand[i]) - over(s, k, s.load[k])
            cost = s.cost[i, s.candidate[k]] + price * more
            if cost < best:
                best, where = cost, k
    if where < 0:
        for k in range(len(s.candidate)):
            if k != avoid:
                more = over(s, k, s.load[k] + s.demand[i]) - over(s, k, s.load[k])
                cost = s.cost[i, s.candidate[k]] + price * more
                if cost < best:
                    best, where = cost, k
    return where


@compiled
def fill(s: Sites, of: Array, price: float) -> None:
    """Put every entity where ``of`` says, or, where that is -1, where it costs least."""
    for i in range(len(of)):
        join(s, i, of[i] if of[i] >= 0 else cheapest(s, i, -1, price))


@compiled
def jump(s: Sites, k: int, to: int, price: float, limit: float, log: Array, origin: Array) -> None:
    """Close site ``k`` and open it at ``to`` if that costs at most ``limit``; undo it otherwise.

    Its entities go where they cost least; then those near ``to`` come to it if that is cheaper.
    """
    old = s.candidate[k]
    if len(s.candidate) < 2:
        return
    delta = -price * over(s, k, s.load[k])
    count = 0
    i = s.head[k]
    while i >= 0:
        log[count], origin[count] = i, k
        count += 1
        i = s.after[i]
    for c in range(count):
        i = log[c]
        delta -= s.cost[i, old]
        part(s, i)
        b = cheapest(s, i, k, price)
        more = over(s, b, s.load[b] + s.demand[i]) - over(s, b, s.load[b])
        delta += s.cost[i, s.candidate[b]] + price * more
        join(s, i, b)
    s.at[old] = -1
    s.at[to] = k
    s.candidate[k] = to
    centre = s.centre[to]
    for r in range(-1, s.near.shape[1]):
        i = centre if r < 0 else s.near[centre, r]
        a = s.of[i]
        if a == k:
            continue
        gain = s.cost[i, to] - s.cost[i, s.candidate[a]]
        gain += price * (over(s, a, s.load[a] - s.demand[i]) - over(s, a, s.load[a]))
        gain += price * (over(s, k, s.load[k] + s.demand[i]) - over(s, k, s.load[k]))
        if gain < 0:
            log[count], origin[count] = i, a
            count += 1
            delta += gain
            part(s, i)
            join(s, i, k)
    if delta <= limit:
        return
    s.at[to] = -1
    s.at[old] = k
    s.candidate[k] = old
    for c in range(count - 1, -1, -1):
        part(s, log[c])
        join(s, log[c], origin[c])


@compiled
def stir_entities(s: Sites, price: float, temperature: float, rng: Array) -> None:
    """Offer every entity the site and the place of a neighbour, and one site of its options."""
    for i in range(len(s.of)):
        j = s.near[i, below(rng, s.near.shape[1])]
        if s.of[i] != s.of[j]:
            shift(s, i, s.of[j], price, allowance(rng, temperature))
        if s.of[i] != s.of[j]:
            exchange(s, i, j, price, allowance(rng, temperature))
        b = s.at[s.options[i, below(rng, s.options.shape[1])]]
        if b >= 0 and b != s.of[i]:
            shift(s, i, b, price, allowance(rng, temperature))


@compiled
def stir_sites(s: Sites, price: float, temperature: float, rng: Array, log: Array) -> None:
    """Offer every site a candidate near one of its entities, and some a jump to anywhere."""
    p = len(s.candidate)
    for k in range(p):
        i = s.head[k]
        for _ in range(below(rng, 4) if i >= 0 else 0):
            i = s.after[i] if s.after[i] >= 0 else i
        if i >= 0:
            to = s.options[i, below(rng, min(6, s.options.shape[1]))]
            if s.at[to] < 0:
                move_site(s, k, to, price, allowance(rng, temperature))
    for _ in range(max(1, p // 8)):
        to = below(rng, len(s.at))
        if s.at[to] < 0:
            jump(s, below(rng, p), to, price, allowance(rng, temperature), log[0], log[1])


@compiled
def overload(s: Sites) -> Any:
    total = 0
    for k in range(len(s.candidate)):
        total += over(s, k, s.load[k])
    return total


@compiled
def cheapest_exit(s: Sites, k: int) -> Any:
    """Return the entity of site ``k`` and the site with room for which leaving costs least."""
    least, who, where = np.inf, -1, -1
    i = s.head[k]
    while i >= 0:
        here = s.cost[i, s.candidate[k]]
        for b in range(len(s.candidate)):
            more = s.cost[i, s.candidate[b]] - here
            if more < least and b != k and over(s, b, s.load[b] + s.demand[i]) == 0:
                least, who, where = more, i, b
        i = s.after[i]
    return who, where


@compiled
def unload(s: Sites) -> None:
    """Move entities from overloaded sites to sites with room, as long as there are such."""
    for k in range(len(s.candidate)):
        while over(s, k, s.load[k]) > 0:
            who, where = cheapest_exit(s, k)
            if who < 0:
                break
            part(s, who)
            join(s, who, where)


@compiled
def cool(
    s: Sites,
    hot: float,
    cold: float,
    price: float,
    sweeps: int,
    best_of: Array,
    best_candidate: Array,
    rng: Array,
) -> Any:
    """Anneal ``sweeps`` sweeps, overload at ``price`` and in the end ten times that.

    Write the best plan without overload into ``best_of`` and ``best_candidate``, return its cost.
    """
    log = np.empty((2, 3 * len(s.of)), np.int32)
    best = np.inf
    for sweep in range(sweeps):
        share = sweep / max(1, sweeps - 1)
        temperature = hot * (cold / hot) ** share
        dear = price * (1.0 + 9.0 * share)
        stir_entities(s, dear, temperature, rng)
        stir_sites(s, dear, temperature, rng, log)
        if sweep == sweeps - 1:
            unload(s)
        if overload(s) == 0:
            cost = distances(s)
            if cost < best:
                best = cost
                best_of[:] = s.of
                best_candidate[:] = s.candidate
    return best
