"""The transport problem of one town, exactly: entities to hosts with capacity, least metres.

Every host has a price for a place, in metres; every entity is with the host where metres plus
price are least. First overfull hosts raise their prices until they are full and no more (an
auction, broken off early), then the surplus that remains leaves along shortest paths through
other hosts (successive shortest paths). Both keep two invariants, which together prove the
optimum: nobody would be cheaper elsewhere, and only full hosts have a price.

Nobody looks at all hosts: ``near[i]`` lists a few hosts of entity ``i``, and no other host costs
it less than ``others[i]``. Prices only rise, so that this bound stays true; where it does not
exclude the others any more, the list is drawn anew from all hosts.

Paths run over hosts, not entities: from host to host it costs what the entity that loses least
would lose. These steps are kept in ``step`` and drawn anew for the hosts a path has changed.
"""

from __future__ import annotations

import heapq
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engines.coverage.compiled import compiled

Array = NDArray[Any]
FAR = np.int64(1) << 60
SLACK = 50  # metres: hosts this little farther than asked for are probed at once
NODES = np.int64(1) << 24  # a heap item is length * NODES + node


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


class Steps(NamedTuple):
    """The steps from each host to others, a of them at most."""

    to: Array  # (h, a) host
    loss: Array  # (h, a) metres that the entity that loses least would lose
    who: Array  # (h, a) that entity
    degree: Array  # (h,)
    others: Array  # (h,) no step to another host loses less, its price included
    farthest: Array  # (h,) most metres any of its entities pays
    fresh: Array  # (h,) whether all this is true of the entities now there
    place: Array  # (h,) scratch, -1 between calls


class Search(NamedTuple):
    """Labels of a search over hosts; cleared between searches."""

    length: Array  # (h,) shortest way so far
    via: Array  # (h,) the entity that would come
    settled: Array  # (h,)
    probed: Array  # (h,) steps to hosts outside the lists shorter than this are labelled
    touched: Array  # (h + 1,) hosts with a label, and (1,) how many
    reached: Array


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


@compiled
def draw_steps(t: Town, s: State, g: Steps, j: int) -> Any:
    """Draw the steps from host ``j`` anew; tell whether there was room for all."""
    near, metres, bound, after, price_paid = t.near, t.metres, t.others, s.after, s.paid
    to, loss, who, place = g.to[j], g.loss[j], g.who[j], g.place
    k = near.shape[1]
    degree = 1
    to[0], loss[0] = len(t.host_x), FAR
    others, farthest = FAR, np.int64(0)
    i = s.head[j]
    while i >= 0 and degree + k <= len(to):
        paid = price_paid[i]
        for r in range(k):
            b = near[i, r]
            at = place[b]
            if at < 0:
                at = degree
                degree += 1
                place[b] = at
                to[at] = b
                loss[at] = FAR
            if metres[i, r] - paid < loss[at]:
                loss[at] = metres[i, r] - paid
                who[at] = i
        if t.nowhere - paid < loss[0]:
            loss[0] = t.nowhere - paid
            who[0] = i
        others = min(others, bound[i] - paid)
        farthest = max(farthest, paid)
        i = after[i]
    for at in range(1, degree):
        place[to[at]] = -1
    g.degree[j] = degree
    g.others[j] = others
    g.farthest[j] = farthest
    g.fresh[j] = i < 0
    return i < 0


@compiled
def label(p: Search, j: int, length: int, i: int) -> None:
    """Lower the label of host ``j`` to ``length``, which entity ``i`` would come for."""
    reached, known = p.reached[0], p.length[j]
    p.touched[reached] = j
    p.reached[0] = reached + (known == FAR)
    p.length[j] = length
    p.via[j] = i


@compiled
def follow(t: Town, s: State, g: Steps, p: Search, j: int, heap: list[Any]) -> None:
    """Label the hosts one step from ``j``."""
    to, loss, who, price = g.to[j], g.loss[j], g.who[j], s.price
    known, settled = p.length, p.settled
    base = known[j] - price[j]
    for at in range(g.degree[j]):
        b = to[at]
        length = base + loss[at] + price[b]
        if length < known[b] and not settled[b]:
            label(p, b, length, who[at])
            heapq.heappush(heap, length * NODES + b)
    p.probed[j] = -FAR
    key = max(known[j], base + g.others[j])
    if key < FAR // 2:
        heapq.heappush(heap, key * NODES + len(t.capacity) + j)


@compiled
def least_loss(t: Town, s: State, j: int, b: int) -> Any:
    """Return what the entity of ``j`` that loses least by going to ``b`` loses, and which it is."""
    x, y, paid, after = t.x, t.y, s.paid, s.after
    host_x, host_y = t.host_x[b], t.host_y[b]
    least, who = FAR, -1
    i = s.head[j]
    while i >= 0:
        loss = distance(x[i], y[i], host_x, host_y) - paid[i]
        if loss < least:
            least, who = loss, i
        i = after[i]
    return least, who


@compiled
def probe(t: Town, s: State, g: Steps, p: Search, j: int, key: int, heap: list[Any]) -> None:
    """Label from ``j`` the hosts outside the lists that may be nearer than ``key`` plus SLACK.

    An entity of ``j`` loses at least the way between the two hosts less twice what it pays.
    """
    host_x, host_y, price = t.host_x, t.host_y, s.price
    known, settled = p.length, p.settled
    x, y = host_x[j], host_y[j]
    base = known[j] - price[j]
    nearer = base - 2 * g.farthest[j] - 2
    done, limit, beyond = p.probed[j], key + SLACK, FAR
    for b in range(len(host_x)):
        lower = nearer + price[b] + distance(x, y, host_x[b], host_y[b])
        if lower < done or lower >= known[b] or settled[b]:
            continue
        if lower >= limit:
            beyond = min(beyond, lower)
            continue
        loss, who = least_loss(t, s, j, b)
        length = base + loss + price[b]
        if length < known[b]:
            label(p, b, length, who)
            heapq.heappush(heap, length * NODES + b)
    p.probed[j] = limit
    if beyond < FAR // 2:
        heapq.heappush(heap, beyond * NODES + len(t.capacity) + j)


@compiled
def shortest_path(t: Town, s: State, g: Steps, p: Search, source: int) -> Any:
    """Return the nearest host with room from ``source``, or -1 if the steps lack room."""
    hosts = len(t.capacity)
    load, capacity, settled, fresh = s.load, t.capacity, p.settled, g.fresh
    heap = [np.int64(source)]
    p.length[source] = 0
    p.touched[0] = source
    p.reached[0] = 1
    while True:
        item = heapq.heappop(heap)
        key, j = int(item // NODES), int(item % NODES)
        if j >= hosts:
            probe(t, s, g, p, j - hosts, key, heap)
        elif not settled[j]:
            if load[j] < capacity[j]:
                return j
            settled[j] = True
            if not fresh[j] and not draw_steps(t, s, g, j):
                return -1
            follow(t, s, g, p, j, heap)


@compiled
def send(t: Town, s: State, g: Steps, p: Search, source: int, target: int) -> None:
    """Move one entity along every step of the path that was found."""
    j = target
    while j != source:
        i = p.via[j]
        origin = s.host[i]
        metres = np.int64(t.nowhere)
        if j < len(t.host_x):
            metres = distance(t.x[i], t.y[i], t.host_x[j], t.host_y[j])
        leave(s, i)
        enter(s, i, j, int(metres))
        g.fresh[j] = False
        j = origin
    g.fresh[source] = False


@compiled
def clear(s: State, p: Search, end: int) -> None:
    """Raise the prices of the hosts nearer than ``end`` to it, and clear all labels."""
    for c in range(p.reached[0]):
        j = p.touched[c]
        if p.settled[j]:
            s.price[j] += max(0, end - p.length[j])
        p.length[j] = FAR
        p.settled[j] = False


@compiled
def repair(t: Town, s: State, g: Steps, p: Search) -> Any:
    """Send the surplus of every overfull host along shortest paths.

    Return False if the steps lack room; the state is valid then, and a call with more goes on.
    """
    for j in range(len(t.host_x)):
        while s.load[j] > t.capacity[j]:
            target = shortest_path(t, s, g, p, j)
            if target < 0:
                clear(s, p, 0)
                return False
            end = p.length[target]
            send(t, s, g, p, j, target)
            clear(s, p, end)
    return True
