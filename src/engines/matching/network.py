"""The flow network of the core, as arrays, and the candidate lists that grow inside it.

A head of need ``i`` goes to the node (provider, slot), which lets one through, then to the
provider, which lets ``capacity`` through, the ``t``-th at ``repeat * (t - 1)``; or it stays empty
at ``unfilled[i]``. Prices prove the optimum: ``need_price`` (what a head of the need is worth) and
``provider_price`` (what a unit of the provider's capacity is worth). The price of a taken
(provider, slot) node follows from them: it is what makes the pair that takes it even.

Candidates stand in chunks. A chunk is sorted by cost and linked to the next; ``chunk_low`` bounds
from below the cost of all candidates in it and after it. ``ring[i]`` is the distance up to which
need ``i`` has been fetched, or ``ALL_FETCHED``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .jit import jit
from .places import Places, within_ring
from .problem import Ints, Longs, Masks, Metres

ALL_FETCHED = -1
NOBODY = -1
SEALED = -2  # a seat that is not for this run to give: confirmed, or its owner has left
NO_CHUNK = -1
CHUNK = 16
FIRST_RING = 128
ENOUGH, PLENTY = 8, 48

EDGES_FULL, CHUNKS_FULL, FOUND_FULL, FETCHED = 1, 2, 3, 0


class Network(NamedTuple):
    """Needs ``(n,)``, providers ``(m,)``, candidates, assignments and the room for one search."""

    # needs
    need_x: Metres
    need_y: Metres
    need_skills: Masks
    need_gate: Masks
    slot: Ints
    tree: Ints
    reach: Ints  # metres; nobody further away is a candidate
    unfilled: Longs
    need_price: Longs
    missing: Ints  # heads given up
    wanted: Ints  # heads asked for
    surplus: Ints  # heads that it has and is to lose
    refused_start: Longs
    refused: Ints
    # providers; the last row is no one: struck-off candidates point to it
    provider_x: Metres
    provider_y: Metres
    provider_skills: Masks
    trained: Masks
    free_slots: Masks
    load_cost: Longs
    provider_price: Longs
    busy: Masks
    used: Ints
    team_size: Ints
    # assignments: provider j holds seats seat_start[j]:seat_start[j + 1]
    seat_start: Longs
    seat_owner: Ints
    seat_need: Ints
    seat_cost: Ints
    kept: Ints  # the need to which a sealed seat is promised
    # candidates
    places: Places
    edge_provider: Ints
    edge_cost: Ints
    chunk_start: Longs
    chunk_end: Longs
    chunk_low: Ints
    chunk_next: Ints
    first_chunk: Ints
    last_chunk: Ints
    ring: Ints
    ring_width: Ints
    filled: Longs  # number of edges and of chunks in use
    found: Longs
    stack: Longs
    # one search
    need_stamp: Ints
    need_done: Ints
    need_distance: Longs
    from_seat: Longs
    from_need: Ints
    from_cost: Ints
    cursor: Ints
    provider_stamp: Ints
    provider_done: Ints
    provider_distance: Longs
    via_need: Ints
    via_cost: Ints
    settled_needs: Ints
    settled_providers: Ints
    search: Longs  # see augment
    heap: Longs


# The columns that hold one row a need.
OF_NEEDS = (
    *("need_x", "need_y", "need_skills", "need_gate", "slot", "tree", "reach", "unfilled"),
    *("need_price", "missing", "wanted", "surplus", "first_chunk", "last_chunk", "ring"),
    *("ring_width", "need_stamp", "need_done", "need_distance", "from_seat", "from_need"),
    *("from_cost", "cursor", "settled_needs"),
)


@jit
def _is_refused(net: Network, need: int, provider: int) -> bool:
    for index in range(net.refused_start[need], net.refused_start[need + 1]):
        if net.refused[index] == provider:
            return True
    return False


@jit
def fetch(net: Network, need: int) -> int:
    """Append the candidates of the next ring around ``need``; return ``FETCHED`` or what is full.

    The ring is as wide as the last one, wider where that held few and narrower where too many.
    """
    inner = net.ring[need]
    reach = net.reach[need]
    width = net.ring_width[need]
    while True:
        outer = min(inner + width, reach)
        count = within_ring(
            net.places,
            net.tree[need],
            net.need_x[need],
            net.need_y[need],
            np.uint64(net.slot[need]),
            inner,
            outer,
            net.provider_x,
            net.provider_y,
            net.free_slots,
            net.stack,
            net.found,
        )
        if count <= len(net.found):
            break
        if width == 1:
            return FOUND_FULL
        width = max(1, width // 4)
    if net.filled[0] + count > len(net.edge_provider):
        return EDGES_FULL
    if net.filled[1] == len(net.chunk_start):
        return CHUNKS_FULL
    _append_chunk(net, need, count, outer)
    if count < ENOUGH:
        width = min(2 * width, 2**24)
    elif count > PLENTY:
        width = max(1, width // 2)
    net.ring_width[need] = width
    net.ring[need] = ALL_FETCHED if outer == reach else outer
    return FETCHED


@jit
def _append_chunk(net: Network, need: int, count: int, outer: int) -> None:
    """Turn ``count`` found providers into one chunk of eligible candidates, sorted by cost."""
    skills, gate = net.need_skills[need], net.need_gate[need]
    kept = 0
    for index in range(count):
        provider = net.found[index] & 0xFFFFFFFF
        if (
            net.provider_skills[provider] & skills == skills
            and net.trained[provider] & gate == gate
            and net.team_size[provider] <= net.wanted[need]
            and not _is_refused(net, need, provider)
        ):
            net.found[kept] = net.found[index] + (net.load_cost[provider] << 32)
            kept += 1
    if kept == 0:
        return
    order = np.sort(net.found[:kept])
    start = net.filled[0]
    for index in range(kept):
        net.edge_provider[start + index] = order[index] & 0xFFFFFFFF
        net.edge_cost[start + index] = order[index] >> 32
    chunk = net.filled[1]
    net.chunk_start[chunk] = start
    net.chunk_end[chunk] = start + kept
    net.chunk_low[chunk] = min(net.edge_cost[start], outer)
    net.chunk_next[chunk] = NO_CHUNK
    if net.first_chunk[need] == NO_CHUNK:
        net.first_chunk[need] = chunk
    else:
        net.chunk_next[net.last_chunk[need]] = chunk
    net.last_chunk[need] = chunk
    net.filled[0] += kept
    net.filled[1] += 1


def with_room(net: Network, full: int) -> Network:
    """Return ``net`` with twice the room for what is ``full``."""

    def doubled(array: NDArray[Any]) -> Any:
        larger = np.empty(2 * len(array), array.dtype)
        larger[: len(array)] = array
        return larger

    names = {
        EDGES_FULL: ("edge_provider", "edge_cost"),
        CHUNKS_FULL: ("chunk_start", "chunk_end", "chunk_low", "chunk_next"),
        FOUND_FULL: ("found",),
    }[full]
    grown = net._replace(**{name: doubled(getattr(net, name)) for name in names})
    return grown._replace(heap=np.empty(heap_room(grown), np.int64))


def heap_room(net: Network) -> int:
    """Return more entries than one search can push.

    A candidate is looked at at most twice, a seat once, a chunk and a need when first seen and
    again when put off. Room that is never touched takes no memory.
    """
    edges, seats = len(net.edge_provider), len(net.seat_need)
    return 2 * (edges + len(net.chunk_start) + len(net.slot)) + seats + 1
