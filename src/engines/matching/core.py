"""The core: minimum-cost matching of heads and providers, exact over all eligible pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .augment import SEARCH, place_all
from .network import (
    ALL_FETCHED,
    CHUNK,
    FETCHED,
    FIRST_RING,
    NO_CHUNK,
    NOBODY,
    SEALED,
    Network,
    heap_room,
    with_room,
)
from .places import DEPTH, build_places, curve_places, rarest_skill, square_around
from .problem import Ints, Links, Longs, Masks, Needs, Pairs, Problem, Providers, pair_costs

ROUND = 4096
FOUND = 4096


@dataclass
class Core:
    """A network that is being solved, and the numbering along the curve that it uses.

    ``need_at[k]`` is the row of the need that the network calls ``k``, and ``need_rank`` the way
    back; ``provider_at`` and ``provider_rank`` likewise.
    """

    net: Network
    need_at: Ints
    provider_at: Ints
    need_rank: Ints
    provider_rank: Ints
    skill_masks: Masks  # of the trees, from the commonest skill to the rarest
    repeat: int
    stamp: int = 0


def _rows(table: Needs | Providers, order: Ints) -> dict[str, NDArray[Any]]:
    return {name: column[order] for name, column in vars(table).items()}


def ranks(order: Ints) -> Ints:
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank


def grouped(links: Links, need_rank: Ints, provider_rank: Ints) -> tuple[Longs, Ints]:
    """Return for each need where its links start, and the providers of all links."""
    need = need_rank[links.need]
    order = np.argsort(need, kind="stable")
    start = np.zeros(len(need_rank) + 1, np.int64)
    np.cumsum(np.bincount(need, minlength=len(need_rank)), out=start[1:])
    return start, provider_rank[links.provider[order]]


def without(pairs: Pairs, refused: Links) -> Pairs:
    """Return ``pairs`` but those that were refused."""
    if not len(refused):
        return pairs
    listed = pairs.need.astype(np.int64) << 32 | pairs.provider
    kept = ~np.isin(listed, refused.need.astype(np.int64) << 32 | refused.provider)
    return Pairs(pairs.need[kept], pairs.provider[kept], pairs.cost[kept])


def candidates_of_pairs(
    pairs: Pairs, need_rank: Ints, provider_rank: Ints
) -> dict[str, NDArray[Any]]:
    """Return edges sorted by need and cost, cut into chunks of ``CHUNK``."""
    n = len(need_rank)
    need = need_rank[pairs.need]
    key = need.astype(np.int64) << 32 | pairs.cost
    order = np.argsort(key, kind="stable")
    count = np.bincount(need, minlength=n)
    chunks = -(-count // CHUNK)
    edge_end = np.cumsum(count)
    chunk_end_of_need = np.cumsum(chunks)
    first = (chunk_end_of_need - chunks).astype(np.int32)
    within = np.arange(int(chunks.sum())) - np.repeat(first, chunks)
    start = np.repeat(edge_end - count, chunks) + within * CHUNK
    end = np.minimum(start + CHUNK, np.repeat(edge_end, chunks))
    after = np.arange(1, len(start) + 1, dtype=np.int32)
    after[chunk_end_of_need[chunks > 0] - 1] = NO_CHUNK
    cost = pairs.cost[order]
    return {
        "edge_provider": provider_rank[pairs.provider[order]],
        "edge_cost": cost,
        "chunk_start": start,
        "chunk_end": end,
        "chunk_low": cost[start],
        "chunk_next": after,
        "first_chunk": np.where(chunks > 0, first, NO_CHUNK).astype(np.int32),
        "last_chunk": np.where(chunks > 0, chunk_end_of_need - 1, NO_CHUNK).astype(np.int32),
        "ring": np.full(n, ALL_FETCHED, np.int32),
    }


def candidates_to_fetch(n: int) -> dict[str, NDArray[Any]]:
    edges, chunks = 64 * n + 1024, 4 * n + 64
    return {
        "edge_provider": np.empty(edges, np.int32),
        "edge_cost": np.empty(edges, np.int32),
        "chunk_start": np.empty(chunks, np.int64),
        "chunk_end": np.empty(chunks, np.int64),
        "chunk_low": np.empty(chunks, np.int32),
        "chunk_next": np.empty(chunks, np.int32),
        "first_chunk": np.full(n, NO_CHUNK, np.int32),
        "last_chunk": np.full(n, NO_CHUNK, np.int32),
        "ring": np.zeros(n, np.int32),
    }


def _curve_order(problem: Problem) -> tuple[Ints, Ints]:
    """Return the rows of needs and of providers in their order along one curve."""
    needs, providers = problem.needs, problem.providers
    frame = square_around(
        np.concatenate([needs.x, providers.x]), np.concatenate([needs.y, providers.y])
    )
    need_at = np.argsort(curve_places(needs.x, needs.y, frame), kind="stable")
    provider_at = np.argsort(curve_places(providers.x, providers.y, frame), kind="stable")
    return need_at.astype(np.int32), provider_at.astype(np.int32)


def need_columns(problem: Problem, need_at: Ints, tree: Ints) -> dict[str, NDArray[Any]]:
    needs = Needs(**_rows(problem.needs, need_at))
    n = len(needs)
    return {
        "need_x": needs.x,
        "need_y": needs.y,
        "need_skills": needs.skills,
        "need_gate": needs.gate,
        "slot": needs.slot,
        "tree": tree,
        "reach": np.minimum(needs.unfilled, problem.radius).astype(np.int32),
        "unfilled": needs.unfilled.astype(np.int64),
        "need_price": np.zeros(n, np.int64),
        "missing": np.zeros(n, np.int32),
        "wanted": needs.heads,
        "surplus": np.zeros(n, np.int32),
        "ring_width": np.full(n, FIRST_RING, np.int32),
        "need_stamp": np.zeros(n, np.int32),
        "need_done": np.zeros(n, np.int32),
        "need_distance": np.zeros(n, np.int64),
        "from_seat": np.zeros(n, np.int64),
        "from_need": np.zeros(n, np.int32),
        "from_cost": np.zeros(n, np.int32),
        "cursor": np.zeros(n, np.int32),
        "settled_needs": np.zeros(n, np.int32),
    }


def _provider_columns(problem: Problem, provider_at: Ints, seats: Ints) -> dict[str, NDArray[Any]]:
    providers = Providers(**_rows(problem.providers, provider_at))
    m = len(providers)
    seat_start = np.zeros(m + 1, np.int64)
    np.cumsum(seats, out=seat_start[1:])
    columns: dict[str, NDArray[Any]] = {
        "provider_x": providers.x,
        "provider_y": providers.y,
        "provider_skills": providers.skills,
        "trained": providers.trained,
        "free_slots": providers.slots,
        "load_cost": problem.load_cost * providers.load.astype(np.int64),
        "provider_price": np.zeros(m, np.int64),
        "used": np.zeros(m, np.int32),
        "team_size": team_sizes(problem.providers)[provider_at],
        "provider_stamp": np.zeros(m, np.int32),
        "provider_done": np.zeros(m, np.int32),
        "provider_distance": np.zeros(m, np.int64),
        "via_need": np.zeros(m, np.int32),
        "via_cost": np.zeros(m, np.int32),
        "settled_providers": np.zeros(m, np.int32),
    }
    with_no_one = {name: np.append(values, values[:1] * 0) for name, values in columns.items()}
    if not m:
        with_no_one = {name: np.zeros(1, values.dtype) for name, values in columns.items()}
    busy = np.zeros(m + 1, np.uint64)
    busy[m] = ~np.uint64(0)
    return {
        **with_no_one,
        "busy": busy,
        "seat_start": np.append(seat_start, seat_start[-1:]),
        "seat_owner": np.repeat(np.arange(m, dtype=np.int32), seats),
        "seat_need": np.full(seat_start[-1], NOBODY, np.int32),
        "seat_cost": np.zeros(seat_start[-1], np.int32),
        "kept": np.full(seat_start[-1], NOBODY, np.int32),
    }


def team_sizes(providers: Providers) -> Ints:
    """Return with how many a provider serves together, 1 for one who serves alone."""
    size = np.bincount(providers.team[providers.team >= 0], minlength=1)
    together: Ints = np.where(providers.team >= 0, size[providers.team], 1).astype(np.int32)
    return together


def with_teams_as_one(problem: Problem) -> Problem:
    """Return ``problem`` with each member of a team able and free only where all are."""
    team = problem.providers.team
    member = np.flatnonzero(team >= 0)
    if not len(member):
        return problem
    columns = dict(vars(problem.providers))
    number, of_member = np.unique(team[member], return_inverse=True)
    for name in ("skills", "trained", "slots"):
        shared = np.full(len(number), ~np.uint64(0))
        np.bitwise_and.at(shared, of_member, columns[name][member])
        columns[name] = columns[name].copy()
        columns[name][member] = shared[of_member]
    return replace(problem, providers=Providers(**columns))


def prepare(problem: Problem) -> Core:
    """Return the network of ``problem`` with nobody placed but those who are confirmed."""
    problem = with_teams_as_one(problem)
    need_at, provider_at = _curve_order(problem)
    need_rank, provider_rank = ranks(need_at), ranks(provider_at)
    tree, masks = rarest_skill(problem.needs, problem.providers)
    if problem.pairs is None:
        trees_wanted = np.bincount(tree, minlength=len(masks)) > 0
        candidates = candidates_to_fetch(len(need_at))
    else:
        trees_wanted = np.zeros(len(masks), bool)
        allowed = without(problem.pairs, problem.refused)
        candidates = candidates_of_pairs(allowed, need_rank, provider_rank)
    refused_start, refused = grouped(problem.refused, need_rank, provider_rank)
    fixed = np.bincount(problem.confirmed.provider, minlength=len(provider_at))
    seats = np.maximum(problem.providers.capacity, fixed)[provider_at].astype(np.int32)
    sorted_providers = Providers(**_rows(problem.providers, provider_at))
    net = Network(
        **need_columns(problem, need_at, tree[need_at]),
        **_provider_columns(problem, provider_at, seats),
        **candidates,
        refused_start=refused_start,
        refused=refused,
        places=build_places(sorted_providers, masks, trees_wanted),
        filled=np.zeros(2, np.int64),
        found=np.empty(FOUND, np.int64),
        stack=np.empty(DEPTH, np.int64),
        search=np.zeros(SEARCH, np.int64),
        heap=np.empty(0, np.int64),
    )
    net = net._replace(heap=np.empty(heap_room(net), np.int64))
    core = Core(net, need_at, provider_at, need_rank, provider_rank, masks, problem.repeat_cost)
    confirmed = problem.confirmed
    for need, provider, cost in zip(
        confirmed.need,
        provider_rank[confirmed.provider],
        confirmed_costs(problem),
        strict=True,
    ):
        seat = free_seat(net, int(provider))
        net.used[provider] += 1
        net.seat_cost[seat] = cost
        keep(
            net, seat, int(need_rank[need]), clashing_slots(problem, int(problem.needs.slot[need]))
        )
    return core


def confirmed_costs(problem: Problem) -> Ints:
    """Return the cost of each confirmed pair; one that ``pairs`` does not list costs nothing."""
    links = problem.confirmed
    if problem.pairs is None or not len(links):
        return pair_costs(problem, links.need, links.provider).astype(np.int32)
    listed = problem.pairs.need.astype(np.int64) << 32 | problem.pairs.provider
    order = np.lexsort((problem.pairs.cost, listed))
    asked = links.need.astype(np.int64) << 32 | links.provider
    at = np.searchsorted(listed[order], asked)
    order = np.append(order, 0)
    at_cost = np.append(problem.pairs.cost, 0)[order[at]]
    known = np.append(listed, -1)[order[at]] == asked
    return np.where(known, at_cost, 0).astype(np.int32)


def clashing_slots(problem: Problem, slot: int) -> int:
    """Return the slots that share a moment with ``slot``, as bits."""
    times = problem.times
    if not len(times):
        return 1 << slot
    shared = (times.start < times.end[slot]) & (times.start[slot] < times.end)
    return sum(1 << int(other) for other in np.flatnonzero(shared))


def free_seat(net: Network, provider: int) -> int:
    """Return a seat of ``provider`` that nobody has, or ``NOBODY``."""
    seats = range(int(net.seat_start[provider]), int(net.seat_start[provider + 1]))
    return next((seat for seat in seats if net.seat_need[seat] == NOBODY), NOBODY)


def keep(net: Network, seat: int, need: int, slots: int) -> None:
    """Promise a used ``seat`` to ``need`` for good, and block ``slots`` (bits) of its owner."""
    net.seat_need[seat] = SEALED
    net.kept[seat] = need
    net.busy[net.seat_owner[seat]] |= np.uint64(slots)


def place(core: Core, order: Ints, waiting: Ints, go_on: Callable[[int, int], bool]) -> None:
    """Place the ``waiting[i]`` heads of each need ``i`` of ``order``, and count them down.

    ``go_on(done, whole)`` is asked between rounds; when it returns false, the rest stays waiting.
    """
    index = 0
    while index < len(order) and go_on(index, len(order)):
        end = min(index + ROUND, len(order))
        index, core.stamp, full = place_all(
            core.net, order, waiting, index, end, core.stamp, core.repeat
        )
        if full != FETCHED:
            core.net = with_room(core.net, full)
