"""Send what overfull hosts have too many along shortest paths through other hosts.

Paths run over hosts, not entities: a step from one host to another costs what the entity loses
that loses least by it. The steps from a host make a row, drawn when a search first comes there.
An entity that comes may make some steps cheaper. One that goes can only make those dearer that it
would have made itself: what they cost stays as a lower bound, until a search would take one of
them. A search (Dijkstra) ends at the nearest host with room, and raises the prices of all hosts
nearer than that (successive shortest paths; Edmonds and Karp 1972). The rows take 8 bytes a pair of
hosts of a town.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engines.coverage.compiled import compiled
from engines.coverage.transport import FAR, Array, State, Town, distance, enter, leave

NO_STEP = np.int32(2**31 - 1)
UNKNOWN = np.int32(-1)


class Rows(NamedTuple):
    """The steps from each host with places to every other and, last, to nowhere."""

    loss: Array  # (h - 1, h) metres that the entity that loses least would lose, at least
    who: Array  # (h - 1, h) that entity; UNKNOWN where the loss is but a lower bound
    drawn: Array  # (h - 1,) whether the row has been drawn


class Search(NamedTuple):
    """Room for one search over h hosts, nowhere among them."""

    length: Array  # (h,) shortest way so far
    via: Array  # (h,) the host before
    settled: Array  # (h,)


def empty_rows(hosts: int) -> Rows:
    """Return rows of which none is drawn; ``hosts`` counts nowhere."""
    return Rows(
        loss=np.empty((hosts - 1, hosts), np.int32),
        who=np.empty((hosts - 1, hosts), np.int32),
        drawn=np.zeros(hosts - 1, np.bool_),
    )


def room_to_search(hosts: int) -> Search:
    """Return the room that a search over ``hosts``, nowhere among them, takes."""
    return Search(
        length=np.empty(hosts, np.int64),
        via=np.empty(hosts, np.int32),
        settled=np.zeros(hosts, np.bool_),
    )


@compiled
def come(t: Town, s: State, r: Rows, i: int, j: int) -> None:
    """Let entity ``i``, which has come to host ``j``, make the steps at which it loses least."""
    hosts, to_x, to_y, loss, who = len(t.host_x), t.host_x, t.host_y, r.loss[j], r.who[j]
    x, y, paid = t.x[i], t.y[i], np.int32(s.paid[i])
    for b in range(hosts):
        dx, dy = to_x[b] - x, to_y[b] - y
        own = np.int32(np.rint(1000.0 * np.sqrt(dx * dx + dy * dy))) - paid
        known, first = loss[b], who[b]
        loss[b] = own if own <= known else known
        who[b] = i if own <= known else first
    if t.nowhere - paid <= loss[hosts]:
        loss[hosts] = t.nowhere - paid
        who[hosts] = i


@compiled
def go(r: Rows, i: int, j: int) -> None:
    """Mark the steps from host ``j`` that entity ``i``, which has left it, used to make."""
    who = r.who[j]
    for b in range(len(who)):
        who[b] = UNKNOWN if who[b] == i else who[b]


@compiled
def draw(t: Town, s: State, r: Rows, j: int) -> None:
    """Draw the row of host ``j`` from all its entities."""
    r.loss[j, :] = NO_STEP
    i = s.head[j]
    while i >= 0:
        come(t, s, r, i, j)
        i = s.after[i]
    r.drawn[j] = True


@compiled
def sharpen(t: Town, s: State, r: Rows, j: int, b: int) -> None:
    """Find out again which entity of host ``j`` loses least by going to ``b``."""
    least, who = np.int64(NO_STEP), UNKNOWN
    i = s.head[j]
    while i >= 0:
        metres = np.int64(t.nowhere)
        if b < len(t.host_x):
            metres = distance(t.x[i], t.y[i], t.host_x[b], t.host_y[b])
        if metres - s.paid[i] < least:
            least, who = metres - s.paid[i], i
        i = s.after[i]
    r.loss[j, b], r.who[j, b] = least, who


@compiled
def follow(s: State, r: Rows, p: Search, j: int) -> None:
    """Go one step from host ``j`` to all others."""
    length, via, price, loss = p.length, p.via, s.price, r.loss[j]
    base = length[j] - price[j]
    for b in range(len(length)):
        new, known, before = base + loss[b] + price[b], length[b], via[b]
        length[b] = new if new < known else known
        via[b] = j if new < known else before


@compiled
def retrace(s: State, r: Rows, p: Search, b: int) -> None:
    """Find the shortest way to host ``b`` again, after the last step of it was sharpened."""
    p.length[b] = FAR
    for j in range(len(p.length) - 1):
        new = p.length[j] - s.price[j] + r.loss[j, b] + s.price[b] if p.settled[j] else FAR
        if new < p.length[b]:
            p.length[b], p.via[b] = new, j


@compiled
def nearest(p: Search) -> Any:
    """Return the nearest host that is not settled yet."""
    length, settled = p.length, p.settled
    found, way = -1, FAR
    for b in range(len(length)):
        if length[b] < way and not settled[b]:
            found, way = b, length[b]
    return found


@compiled
def shortest_path(t: Town, s: State, r: Rows, p: Search, source: int) -> Any:
    """Return the nearest host with room from ``source``; nowhere always has."""
    p.length[:] = FAR
    p.settled[:] = False
    p.length[source] = 0
    j = source
    while s.load[j] >= t.capacity[j]:
        p.settled[j] = True
        if not r.drawn[j]:
            draw(t, s, r, j)
        follow(s, r, p, j)
        j = nearest(p)
        while r.who[p.via[j], j] == UNKNOWN:
            sharpen(t, s, r, p.via[j], j)
            retrace(s, r, p, j)
            j = nearest(p)
    return j


@compiled
def raise_prices(s: State, p: Search, end: int) -> None:
    """Raise the prices of the hosts nearer than ``end`` by what they are nearer."""
    for j in range(len(p.length)):
        if p.settled[j]:
            s.price[j] += max(0, end - p.length[j])


@compiled
def send(t: Town, s: State, r: Rows, p: Search, source: int, target: int) -> None:
    """Move one entity along every step of the path that was found."""
    j = target
    while j != source:
        origin = p.via[j]
        i = r.who[origin, j]
        metres = np.int64(t.nowhere)
        if j < len(t.host_x):
            metres = distance(t.x[i], t.y[i], t.host_x[j], t.host_y[j])
        leave(s, i)
        enter(s, i, j, int(metres))
        if j < len(t.host_x) and r.drawn[j]:
            come(t, s, r, i, j)
        go(r, i, origin)
        j = origin


@compiled
def repair(t: Town, s: State, r: Rows, p: Search) -> None:
    """Send the surplus of every overfull host along shortest paths."""
    for j in range(len(t.host_x)):
        while s.load[j] > t.capacity[j]:
            target = shortest_path(t, s, r, p, j)
            raise_prices(s, p, p.length[target])
            send(t, s, r, p, j, target)
