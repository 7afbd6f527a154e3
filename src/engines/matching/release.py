"""The way back: give up one assignment, and let prices fall until nobody can do better with it.

This is the search of :mod:`engines.matching.augment` turned round. A seat that falls vacant is
offered, in order of reduced cost, to needs that would rather have it than a seat of theirs, which
then falls vacant in turn. It ends with a need that had a head unfilled, or with a provider who is
invited once less. Prices of all that lies nearer than the end fall by the difference. Candidates
that were never fetched cost at least what the need is worth, and worth only falls: they stay out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .augment import BEST, END_NEED, END_PROVIDER, FAR, HEAPED, NEEDS, NODE, PROVIDERS, pop, push
from .jit import jit
from .network import NO_CHUNK, NOBODY, SEALED, Network
from .problem import Ints, Longs

NO_EDGE = -1


class Askers(NamedTuple):
    """For each provider the needs that list it: edges linked from ``last_edge`` by ``earlier``."""

    edge_need: Ints
    earlier: Ints
    last_edge: Ints


@jit
def _link(net: Network, askers: Askers, first: int) -> None:
    for need in range(first, len(net.slot)):
        chunk = net.first_chunk[need]
        while chunk != NO_CHUNK:
            for edge in range(net.chunk_start[chunk], net.chunk_end[chunk]):
                provider = net.edge_provider[edge]
                askers.edge_need[edge] = need
                askers.earlier[edge] = askers.last_edge[provider]
                askers.last_edge[provider] = edge
            chunk = net.chunk_next[chunk]


def askers_of(net: Network) -> Askers:
    """Return who asks for each provider, over the candidates known so far."""
    room = len(net.edge_provider)
    askers = Askers(
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.full(len(net.used), NO_EDGE, np.int32),
    )
    _link(net, askers, 0)
    return askers


@jit
def _offer(
    net: Network, askers: Askers, stamp: int, seat: int, slot: int, price: int, now: int
) -> None:
    """Offer the vacant ``seat`` in ``slot`` to all needs there, and its unit to the provider."""
    provider = net.seat_owner[seat]
    edge = askers.last_edge[provider]
    while edge != NO_EDGE:
        need = askers.edge_need[edge]
        if net.slot[need] == slot and net.edge_provider[edge] == provider:
            there = now + net.edge_cost[edge] + price - net.need_price[need]
            _take(net, stamp, need, there, seat, net.edge_cost[edge])
        edge = askers.earlier[edge]
    there = now + price - net.provider_price[provider]
    if there >= net.search[BEST]:
        return
    if net.provider_stamp[provider] == stamp and net.provider_distance[provider] <= there:
        return
    net.provider_stamp[provider] = stamp
    net.provider_distance[provider] = there
    net.via_cost[provider] = seat - net.seat_start[provider]
    node = len(net.slot) + int(provider)
    net.search[HEAPED] = push(net.heap, net.search[HEAPED], (int(there) << 32) | node)


@jit
def _take(net: Network, stamp: int, need: int, distance: int, seat: int, cost: int) -> None:
    """Note that ``need`` could take the vacant ``seat`` at ``cost``."""
    if distance >= net.search[BEST] or net.seat_need[seat] == need:
        return
    if net.need_stamp[need] == stamp and net.need_distance[need] <= distance:
        return
    net.need_stamp[need] = stamp
    net.need_distance[need] = distance
    net.from_seat[need] = seat
    net.from_cost[need] = cost
    net.search[HEAPED] = push(net.heap, net.search[HEAPED], (int(distance) << 32) | int(need))


@jit
def _settle_need(net: Network, askers: Askers, stamp: int, need: int, now: int) -> None:
    """Let ``need`` fill a missing head, or offer each seat that it has."""
    if net.need_done[need] == stamp:
        return
    net.need_done[need] = stamp
    net.settled_needs[net.search[NEEDS]] = need
    net.search[NEEDS] += 1
    if net.missing[need] > 0:
        net.search[BEST] = now
        net.search[END_NEED] = need
        net.search[END_PROVIDER] = NOBODY
        return
    chunk = net.first_chunk[need]
    while chunk != NO_CHUNK:
        for edge in range(net.chunk_start[chunk], net.chunk_end[chunk]):
            seat = seat_held(net, need, net.edge_provider[edge])
            if seat != NOBODY:
                price = net.need_price[need] - net.seat_cost[seat]
                _offer(net, askers, stamp, seat, net.slot[need], price, now)
        chunk = net.chunk_next[chunk]


@jit
def seat_held(net: Network, need: int, provider: int) -> int:
    """Return the seat of ``provider`` that ``need`` holds, or ``NOBODY``."""
    if (net.busy[provider] >> np.uint64(net.slot[need])) & np.uint64(1) != 0:
        for seat in range(net.seat_start[provider], net.seat_start[provider + 1]):
            if net.seat_need[seat] == need:
                return seat
    return NOBODY


@jit
def _settle_provider(
    net: Network, askers: Askers, stamp: int, provider: int, now: int, repeat: int
) -> None:
    """Let the provider be invited once less, or offer the unit to needs in its other slots."""
    if net.provider_done[provider] == stamp:
        return
    net.provider_done[provider] = stamp
    net.settled_providers[net.search[PROVIDERS]] = provider
    net.search[PROVIDERS] += 1
    price = net.provider_price[provider]
    end = now + price - repeat * (net.used[provider] - 1)
    if end < net.search[BEST]:
        net.search[BEST] = end
        net.search[END_PROVIDER] = provider
    seat = net.seat_start[provider] + net.via_cost[provider]
    edge = askers.last_edge[provider]
    while edge != NO_EDGE:
        need = askers.edge_need[edge]
        slot = np.uint64(net.slot[need])
        there = now + net.edge_cost[edge] + price - net.need_price[need]
        if (net.busy[provider] >> slot) & np.uint64(1) == 0 and (
            net.edge_provider[edge] == provider
        ):
            _take(net, stamp, need, there, seat, net.edge_cost[edge])
        edge = askers.earlier[edge]


@jit
def _fall(net: Network, askers: Askers, stamp: int, repeat: int) -> None:
    """Search on from what was reached; then lower the prices of all that lies nearer."""
    n = len(net.slot)
    while net.search[HEAPED] > 0:
        now = int(net.heap[0]) >> 32
        node = int(net.heap[0]) & NODE
        if now >= net.search[BEST]:
            break
        net.search[HEAPED] = pop(net.heap, net.search[HEAPED])
        if node >= n:
            _settle_provider(net, askers, stamp, node - n, now, repeat)
        else:
            _settle_need(net, askers, stamp, node, now)
    best = net.search[BEST]
    for index in range(net.search[NEEDS]):
        need = net.settled_needs[index]
        net.need_price[need] -= best - net.need_distance[need]
    for index in range(net.search[PROVIDERS]):
        provider = net.settled_providers[index]
        net.provider_price[provider] -= best - net.provider_distance[provider]


@jit
def _hand_over(net: Network, start_seat: int, start_slot: int, start_need: int) -> None:
    """Move heads along the path that was found, from its end back to its start."""
    provider = net.search[END_PROVIDER]
    if provider == NOBODY:
        need = net.search[END_NEED]
        net.missing[need] -= 1
        if need == start_need:
            return
    else:
        seat = net.seat_start[provider] + net.via_cost[provider]
        need = net.seat_need[seat]
        slot = start_slot if seat == start_seat else net.slot[need]
        net.seat_need[seat] = NOBODY
        net.used[provider] -= 1
        net.busy[provider] ^= np.uint64(1) << np.uint64(slot)
        if seat == start_seat or need == start_need:
            return
    while True:
        seat = net.from_seat[need]
        before = net.seat_need[seat]
        slot = start_slot if seat == start_seat else net.slot[before]
        owner = net.seat_owner[seat]
        net.busy[owner] ^= np.uint64(1) << np.uint64(slot)
        net.busy[owner] |= np.uint64(1) << np.uint64(net.slot[need])
        net.seat_need[seat] = need
        net.seat_cost[seat] = net.from_cost[need]
        if seat == start_seat or before == start_need:
            return
        need = before


@jit
def vacate(net: Network, askers: Askers, seat: int, stamp: int, repeat: int) -> None:
    """Take ``seat`` from the need that holds it, and pass it on to where it is worth most.

    The need is left with one head less. The provider must have been struck off its list, or the
    seat would come straight back.
    """
    need = net.seat_need[seat]
    slot = net.slot[need]
    price = net.need_price[need] - net.seat_cost[seat]
    net.seat_need[seat] = SEALED
    net.search[:] = 0
    net.search[BEST] = FAR
    _offer(net, askers, stamp, seat, slot, price, 0)
    _fall(net, askers, stamp, repeat)
    _hand_over(net, seat, slot, NOBODY)


@jit
def drop_head(net: Network, askers: Askers, need: int, stamp: int, repeat: int) -> None:
    """Let ``need`` have one head less, the one that is best to give up."""
    net.search[:] = 0
    net.search[BEST] = FAR
    net.need_stamp[need] = stamp
    net.need_distance[need] = 0
    net.search[HEAPED] = push(net.heap, 0, int(need))
    _fall(net, askers, stamp, repeat)
    _hand_over(net, NOBODY, 0, need)


@jit
def strike(net: Network, need: int, provider: int) -> None:
    """Strike ``provider`` off the known candidates of ``need``."""
    no_one = len(net.used) - 1
    chunk = net.first_chunk[need]
    while chunk != NO_CHUNK:
        for edge in range(net.chunk_start[chunk], net.chunk_end[chunk]):
            if net.edge_provider[edge] == provider:
                net.edge_provider[edge] = no_one
        chunk = net.chunk_next[chunk]


@jit
def decline(
    net: Network, askers: Askers, need: int, provider: int, waiting: Ints, stamp: int, repeat: int
) -> None:
    """Strike ``provider`` off the list of ``need``; a head that it held waits again."""
    seat = seat_held(net, need, provider)
    strike(net, need, provider)
    if seat != NOBODY:
        vacate(net, askers, seat, stamp, repeat)
        waiting[need] += 1


@jit
def vacate_all(net: Network, askers: Askers, seats: Longs, stamp: int, repeat: int) -> int:
    """Vacate each of ``seats``; return the last stamp used."""
    for index in range(len(seats)):
        stamp += 1
        vacate(net, askers, seats[index], stamp, repeat)
    return stamp


@jit
def drop_heads(net: Network, askers: Askers, need: Ints, stamp: int, repeat: int) -> int:
    """Let each of ``need`` have one head less; return the last stamp used."""
    for index in range(len(need)):
        stamp += 1
        drop_head(net, askers, need[index], stamp, repeat)
    return stamp
