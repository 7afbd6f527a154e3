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
SLACK = 200  # metres: hosts this little farther than asked for are probed at once
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
    touched: Array  # (h,) hosts with a label, and (1,) how many
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
    own = s.host[i]
    while True:
        best, metres, cost = len(t.host_x), np.int64(t.nowhere), np.int64(t.nowhere)
        for r in range(t.near.shape[1]):
            j = t.near[i, r]
            here = np.int64(t.metres[i, r])
            total = here + s.price[j]
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
def offer(g: Steps, j: int, to: int, loss: int, i: int) -> None:
    """Keep the step from ``j`` to ``to`` by entity ``i`` if none there loses less."""
    place = g.place[to]
    if place < 0:
        place = g.degree[j]
        g.degree[j] += 1
        g.place[to] = place
        g.to[j, place] = to
        g.loss[j, place] = FAR
    if loss < g.loss[j, place]:
        g.loss[j, place] = loss
        g.who[j, place] = i


@compiled
def draw_steps(t: Town, s: State, g: Steps, j: int) -> Any:
    """Draw the steps from host ``j`` anew; tell whether there was room for all."""
    room = g.to.shape[1]
    k = t.near.shape[1]
    nowhere = len(t.host_x)
    g.degree[j] = 0
    others, farthest = FAR, np.int64(0)
    i = s.head[j]
    while i >= 0 and g.degree[j] + k < room:
        paid = s.paid[i]
        for r in range(k):
            if t.near[i, r] != j:
                offer(g, j, t.near[i, r], t.metres[i, r] - paid, i)
        offer(g, j, nowhere, t.nowhere - paid, i)
        others = min(others, t.others[i] - paid)
        farthest = max(farthest, paid)
        i = s.after[i]
    for place in range(g.degree[j]):
        g.place[g.to[j, place]] = -1
    g.others[j] = others
    g.farthest[j] = farthest
    g.fresh[j] = True
    return i < 0


@compiled
def label(s: State, p: Search, j: int, length: int, i: int, heap: list[Any]) -> None:
    """Lower the label of host ``j`` to ``length``, which entity ``i`` would come for."""
    if p.length[j] == FAR:
        p.touched[p.reached[0]] = j
        p.reached[0] += 1
    p.length[j] = length
    p.via[j] = i
    heapq.heappush(heap, length * NODES + j)


@compiled
def follow(t: Town, s: State, g: Steps, p: Search, j: int, heap: list[Any]) -> None:
    """Label the hosts one step from ``j``."""
    base = p.length[j] - s.price[j]
    for place in range(g.degree[j]):
        b = g.to[j, place]
        length = base + g.loss[j, place] + s.price[b]
        if length < p.length[b] and not p.settled[b]:
            label(s, p, b, length, g.who[j, place], heap)
    p.probed[j] = -FAR
    if g.others[j] < FAR // 2:
        key = max(p.length[j], base + g.others[j])
        heapq.heappush(heap, key * NODES + len(t.capacity) + j)


@compiled
def probe(t: Town, s: State, g: Steps, p: Search, j: int, key: int, heap: list[Any]) -> None:
    """Label from ``j`` the hosts outside the lists that may be nearer than ``key`` plus SLACK.

    An entity ``i`` of ``j`` loses at least the way between the two hosts less twice what it pays.
    """
    hosts = len(t.host_x)
    base = p.length[j] - s.price[j]
    limit, beyond = key + SLACK, FAR
    for b in range(hosts):
        between = distance(t.host_x[j], t.host_y[j], t.host_x[b], t.host_y[b])
        lower = base + s.price[b] + between - 2 * g.farthest[j] - 2
        if p.settled[b] or lower >= p.length[b] or lower < p.probed[j]:
            continue
        if lower >= limit:
            beyond = min(beyond, lower)
            continue
        least, who = FAR, -1
        i = s.head[j]
        while i >= 0:
            loss = distance(t.x[i], t.y[i], t.host_x[b], t.host_y[b]) - s.paid[i]
            if loss < least:
                least, who = loss, i
            i = s.after[i]
        if base + least + s.price[b] < p.length[b]:
            label(s, p, b, base + least + s.price[b], who, heap)
    p.probed[j] = limit
    if beyond < FAR:
        heapq.heappush(heap, beyond * NODES + len(t.capacity) + j)


@compiled
def shortest_path(t: Town, s: State, g: Steps, p: Search, source: int) -> Any:
    """Return the nearest host with room from ``source``, or -1 if the steps lack room."""
    hosts = len(t.capacity)
    heap = [np.int64(source)]
    p.length[source] = 0
    p.touched[0] = source
    p.reached[0] = 1
    while True:
        item = heapq.heappop(heap)
        key, j = int(item // NODES), int(item % NODES)
        if j >= hosts:
            probe(t, s, g, p, j - hosts, key, heap)
        elif not p.settled[j]:
            if s.load[j] < t.capacity[j]:
                return j
            p.settled[j] = True
            if not g.fresh[j] and not draw_steps(t, s, g, j):
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
