"""Shortest augmenting paths: place one head more, and keep the prices that prove the optimum.

From the need that wants a head, a search in order of reduced cost (Dijkstra) goes to candidates; a
candidate who is taken leads on to the need that would have to find another. It ends where a
provider has capacity left, where a need has a head too many, or where a head is cheapest to leave
unfilled. Prices of all that lies
nearer than the end rise by the difference, so reduced costs never turn negative. Candidates are
looked at, and fetched, only when the search has come as far as the least they could cost: nobody
outside the lists could have been better. (Edmonds and Karp 1972; Jonker and Volgenant 1987.)
"""

from __future__ import annotations

import numpy as np

from .jit import jit
from .network import ALL_FETCHED, FETCHED, NO_CHUNK, NOBODY, Network, fetch
from .problem import Ints, Longs

NODE = 0xFFFFFFFF
FAR = 2**62

# Places in Network.search
BEST, END_NEED, END_PROVIDER, END_COST, HEAPED, NEEDS, PROVIDERS = range(7)
SEARCH = 7


@jit
def push(heap: Longs, size: int, key: int) -> int:
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= key:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = key
    return size + 1


@jit
def pop(heap: Longs, size: int) -> int:
    """Remove the least key, ``heap[0]``; return the new size."""
    size -= 1
    key = heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = key
    return size


@jit
def seat_in_slot(net: Network, provider: int, slot: int) -> int:
    """Return the seat that the provider has taken in ``slot``, or ``NOBODY`` if it is sealed."""
    for seat in range(net.seat_start[provider], net.seat_start[provider + 1]):
        if net.seat_need[seat] >= 0 and net.slot[net.seat_need[seat]] == slot:
            return seat
    return NOBODY


@jit
def _reach_need(
    net: Network, stamp: int, need: int, distance: int, seat: int, taker: int, cost: int
) -> None:
    """Note that ``need`` can be reached by giving its ``seat`` to ``taker`` at ``cost``."""
    if net.need_stamp[need] == stamp and net.need_distance[need] <= distance:
        return
    net.need_stamp[need] = stamp
    net.need_distance[need] = distance
    net.from_seat[need] = seat
    net.from_need[need] = taker
    net.from_cost[need] = cost
    net.search[HEAPED] = push(net.heap, net.search[HEAPED], (int(distance) << 32) | int(need))


@jit
def _reach_provider(
    net: Network, stamp: int, provider: int, distance: int, need: int, cost: int, repeat: int
) -> None:
    """Note that ``need`` can come to ``provider``; it is an end if capacity is left."""
    if net.used[provider] < net.seat_start[provider + 1] - net.seat_start[provider]:
        slack = repeat * net.used[provider] - net.provider_price[provider]
        if distance + slack < net.search[BEST]:
            net.search[BEST] = distance + slack
            net.search[END_NEED] = need
            net.search[END_PROVIDER] = provider
            net.search[END_COST] = cost
        if slack == 0:
            return
    if net.provider_stamp[provider] == stamp and net.provider_distance[provider] <= distance:
        return
    net.provider_stamp[provider] = stamp
    net.provider_distance[provider] = distance
    net.via_need[provider] = need
    net.via_cost[provider] = cost
    node = 2 * len(net.slot) + provider
    net.search[HEAPED] = push(net.heap, net.search[HEAPED], (int(distance) << 32) | int(node))


@jit
def _scan_chunk(net: Network, stamp: int, need: int, chunk: int, base: int, repeat: int) -> None:
    """Look at each candidate in ``chunk`` whose cost leaves it nearer than the best end."""
    slot = np.uint64(net.slot[need])
    for edge in range(net.chunk_start[chunk], net.chunk_end[chunk]):
        cost = net.edge_cost[edge]
        if base + cost >= net.search[BEST]:
            break
        provider = net.edge_provider[edge]
        # A seat that is taken costs at least what a unit of its owner's capacity is worth.
        there = base + cost + net.provider_price[provider]
        if there >= net.search[BEST]:
            continue
        if (net.busy[provider] >> slot) & np.uint64(1) == 0:
            _reach_provider(net, stamp, provider, there, need, cost, repeat)
            continue
        seat = seat_in_slot(net, provider, net.slot[need])
        if seat == NOBODY or net.seat_need[seat] == need:
            continue
        holder = net.seat_need[seat]
        there = base + cost + net.need_price[holder] - net.seat_cost[seat]
        if there < net.search[BEST]:
            _reach_need(net, stamp, holder, there, seat, need, cost)


@jit
def _scan(net: Network, stamp: int, need: int, now: int, repeat: int) -> int:
    """Look at the candidates of ``need`` as far as ``now`` reaches; note where to go on.

    Return ``FETCHED`` or what is full.
    """
    base = net.need_distance[need] - net.need_price[need]
    while True:
        chunk = net.cursor[need]
        low = net.ring[need] if chunk == NO_CHUNK else net.chunk_low[chunk]
        if low == ALL_FETCHED or base + low >= net.search[BEST]:
            return FETCHED
        if base + low > now:
            key = (int(base + low) << 32) | (len(net.slot) + int(need))
            net.search[HEAPED] = push(net.heap, net.search[HEAPED], key)
            return FETCHED
        if chunk == NO_CHUNK:
            before = net.last_chunk[need]
            full = fetch(net, need)
            if full != FETCHED:
                return full
            if net.last_chunk[need] != before:
                net.cursor[need] = net.last_chunk[need]
            continue
        net.cursor[need] = net.chunk_next[chunk]
        _scan_chunk(net, stamp, need, chunk, base, repeat)


@jit
def _settle_provider(net: Network, stamp: int, provider: int, now: int) -> None:
    """Go on from a provider to all who hold its seats."""
    if net.provider_done[provider] == stamp:
        return
    net.provider_done[provider] = stamp
    net.settled_providers[net.search[PROVIDERS]] = provider
    net.search[PROVIDERS] += 1
    for seat in range(net.seat_start[provider], net.seat_start[provider + 1]):
        holder = net.seat_need[seat]
        if holder < 0:
            continue
        slack = net.need_price[holder] - net.seat_cost[seat] - net.provider_price[provider]
        if now + slack < net.search[BEST]:
            taker, cost = net.via_need[provider], net.via_cost[provider]
            _reach_need(net, stamp, holder, now + slack, seat, taker, cost)


@jit
def _settle_need(net: Network, stamp: int, need: int, now: int) -> bool:
    """Open the candidates of ``need``; return false if that was done before."""
    if net.need_done[need] == stamp:
        return False
    net.need_done[need] = stamp
    net.settled_needs[net.search[NEEDS]] = need
    net.search[NEEDS] += 1
    end = now
    if net.surplus[need] == 0:
        end += net.unfilled[need] - net.need_price[need]
    if end < net.search[BEST]:
        net.search[BEST] = end
        net.search[END_NEED] = need
        net.search[END_PROVIDER] = NOBODY
    net.cursor[need] = net.first_chunk[need]
    return True


@jit
def place_head(net: Network, source: int, stamp: int, repeat: int) -> int:
    """Place one more head of need ``source`` at least cost, or leave one unfilled somewhere.

    Return ``FETCHED``, or what is full: then nothing but the candidate lists has changed.
    """
    n = len(net.slot)
    net.search[:] = 0
    net.search[BEST] = FAR
    _reach_need(net, stamp, source, 0, -1, NOBODY, 0)
    while net.search[HEAPED] > 0:
        now = int(net.heap[0]) >> 32
        node = int(net.heap[0]) & NODE
        if now >= net.search[BEST]:
            break
        net.search[HEAPED] = pop(net.heap, net.search[HEAPED])
        if node >= 2 * n:
            _settle_provider(net, stamp, node - 2 * n, now)
        elif node >= n or _settle_need(net, stamp, node, now):
            full = _scan(net, stamp, node % n, now, repeat)
            if full != FETCHED:
                return full
    _raise_prices(net)
    _shift(net, source, net.search[END_NEED], net.search[END_PROVIDER], net.search[END_COST])
    return FETCHED


@jit
def _raise_prices(net: Network) -> None:
    """Raise the price of all that lies nearer than the end by the difference."""
    best = net.search[BEST]
    for index in range(net.search[NEEDS]):
        need = net.settled_needs[index]
        net.need_price[need] += best - net.need_distance[need]
    for index in range(net.search[PROVIDERS]):
        provider = net.settled_providers[index]
        net.provider_price[provider] += best - net.provider_distance[provider]


@jit
def _shift(net: Network, source: int, end_need: int, end_provider: int, end_cost: int) -> None:
    """Move heads along the path that was found, from its end back to ``source``."""
    if end_provider == NOBODY and net.surplus[end_need] > 0:
        net.surplus[end_need] -= 1
    elif end_provider == NOBODY:
        net.missing[end_need] += 1
    else:
        seat = net.seat_start[end_provider]
        while net.seat_need[seat] != NOBODY:
            seat += 1
        net.seat_need[seat] = end_need
        net.seat_cost[seat] = end_cost
        net.used[end_provider] += 1
        net.busy[end_provider] |= np.uint64(1) << np.uint64(net.slot[end_need])
    need = end_need
    while need != source:
        seat = net.from_seat[need]
        taker = net.from_need[need]
        owner = net.seat_owner[seat]
        net.busy[owner] ^= np.uint64(1) << np.uint64(net.slot[need])
        net.busy[owner] |= np.uint64(1) << np.uint64(net.slot[taker])
        net.seat_need[seat] = taker
        net.seat_cost[seat] = net.from_cost[need]
        need = taker


@jit
def place_all(
    net: Network, order: Ints, wanted: Ints, begin: int, end: int, stamp: int, repeat: int
) -> tuple[int, int, int]:
    """Place the ``wanted`` heads of ``order[begin:end]``, and count them down.

    Return where it stopped, the last stamp used, and what is full.
    """
    for index in range(begin, end):
        need = order[index]
        while wanted[need] > 0:
            stamp += 1
            full = place_head(net, need, stamp, repeat)
            if full != FETCHED:
                return index, stamp, full
            wanted[need] -= 1
    return end, stamp, FETCHED
