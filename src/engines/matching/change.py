"""Follow a change of the problem without solving it anew.

What is followed: providers who leave (capacity 0), declined invitations (``refused``), invitations
accepted (``confirmed``), heads more or fewer, and needs that are new (rows appended; a cancelled
need has 0 heads). All other changes raise :class:`Afresh`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .core import (
    Core,
    candidates_of_pairs,
    candidates_to_fetch,
    clashing_slots,
    grouped,
    keep,
    need_columns,
    without,
)
from .jit import jit
from .network import NO_CHUNK, NOBODY, SEALED, Network, heap_room
from .problem import Ints, Links, Longs, Needs, Pairs, Problem
from .release import seat_held, strike
from .standins import let_go, stand_in


class Afresh(Exception):
    """The change is of a kind that only a new solve can follow."""


@dataclass(frozen=True)
class _Difference:
    """What a change comes to: rows of needs and providers in the problem's own numbering."""

    left: Longs
    declined: Links
    accepted: Links
    more_heads: Ints  # (n,) of the old needs, negative for fewer


def _same(before: NDArray[Any], after: NDArray[Any]) -> bool:
    return before is after or np.array_equal(before, after)


def _require(condition: bool) -> None:
    if not condition:
        raise Afresh


def _added(before: Links, after: Links) -> Links:
    """Return the links that ``after`` holds beyond ``before``, which it must contain."""
    old = before.need.astype(np.int64) << 32 | before.provider
    new = after.need.astype(np.int64) << 32 | after.provider
    _require(bool(np.isin(old, new).all()))
    extra = ~np.isin(new, old)
    return Links(after.need[extra], after.provider[extra])


def _difference(before: Problem, after: Problem) -> _Difference:
    n, m = len(before.needs), len(before.providers)
    for name in ("radius", "load_cost", "repeat_cost", "speed"):
        _require(getattr(before, name) == getattr(after, name))
    _require(_same(before.times.start, after.times.start))
    _require(_same(before.times.end, after.times.end))
    _require(len(after.needs) >= n and len(after.providers) == m)
    for field in fields(Needs):
        if field.name not in ("heads", "minimum"):
            old, new = getattr(before.needs, field.name), getattr(after.needs, field.name)
            _require(_same(old, new[:n]))
    for name in ("x", "y", "skills", "trained", "slots", "load"):
        _require(_same(getattr(before.providers, name), getattr(after.providers, name)))
    changed = np.flatnonzero(before.providers.capacity != after.providers.capacity)
    _require(not after.providers.capacity[changed].any())
    _require_same_pairs(before.pairs, after.pairs, n)
    return _Difference(
        changed,
        _added(before.refused, after.refused),
        _added(before.confirmed, after.confirmed),
        after.needs.heads[:n] - before.needs.heads,
    )


def _require_same_pairs(before: Pairs | None, after: Pairs | None, n: int) -> None:
    """Only new needs may have new pairs, and they come last."""
    if before is None or after is None or before is after:
        _require(before is after)
        return
    k = len(before)
    for name in ("need", "provider", "cost"):
        _require(_same(getattr(before, name), getattr(after, name)[:k]))
    _require(bool((after.need[k:] >= n).all()))


def follow(core: Core, before: Problem, after: Problem, waiting: Ints) -> Ints:
    """Bring ``core`` from ``before`` to ``after``; return the heads that wait to be placed.

    ``waiting`` (network numbers) are those that waited already. Raise :class:`Afresh`, with
    ``core`` untouched, if the change is of another kind.
    """
    difference = _difference(before, after)
    let_go(core)
    need_rank, provider_rank = core.need_rank, core.provider_rank
    accepted = _inner(difference.accepted, need_rank, provider_rank)
    declined = _inner(difference.declined, need_rank, provider_rank)
    new_trees = _trees_of_new(core, before, after)
    _require(all(seat_held(core.net, i, j) >= 0 for i, j in accepted))
    waiting = _pad(waiting, len(after.needs))
    for need, provider in accepted:
        seat = seat_held(core.net, need, provider)
        keep(core.net, seat, need, clashing_slots(after, int(core.net.slot[need])))
    _leave(core.net, provider_rank[difference.left], waiting)
    more = difference.more_heads[core.need_at]
    losing, seats = _decline(core, declined, waiting)
    _want_fewer(core.net, np.maximum(-more, 0), waiting)
    np.add(waiting[: len(more)], np.maximum(more, 0), out=waiting[: len(more)])
    fresh_from = len(before.needs)
    _append_needs(core, after, fresh_from, new_trees)
    waiting[fresh_from:] = after.needs.heads[fresh_from:]
    start, refused = grouped(after.refused, core.need_rank, provider_rank)
    wanted = after.needs.heads[core.need_at]
    core.net = core.net._replace(refused_start=start, refused=refused, wanted=wanted)
    stand_in(core, losing, seats)
    return waiting


def _inner(links: Links, need_rank: Ints, provider_rank: Ints) -> list[tuple[int, int]]:
    """Return ``links`` in network numbers; one of a new need is found refused when fetched."""
    known = links.need < len(need_rank)
    need, provider = need_rank[links.need[known]], provider_rank[links.provider[known]]
    return list(zip(need.tolist(), provider.tolist(), strict=True))


def _pad(values: Ints, length: int) -> Ints:
    padded = np.zeros(length, np.int32)
    padded[: len(values)] = values
    return padded


@jit
def _leave(net: Network, leaving: Ints, waiting: Ints) -> None:
    """Seal all seats of the providers who leave; those who held them wait again."""
    for index in range(len(leaving)):
        provider = leaving[index]
        for seat in range(net.seat_start[provider], net.seat_start[provider + 1]):
            if net.seat_need[seat] >= 0:
                waiting[net.seat_need[seat]] += 1
            net.seat_need[seat] = SEALED
        net.used[provider] = net.seat_start[provider + 1] - net.seat_start[provider]
        net.busy[provider] = ~np.uint64(0)


@jit
def _strike_all(net: Network, need: Ints, provider: Ints, waiting: Ints, seats: Longs) -> None:
    """Strike each pair; write the seat that it held, or ``NOBODY``, whose head waits again."""
    for index in range(len(need)):
        seats[index] = seat_held(net, need[index], provider[index])
        strike(net, need[index], provider[index])
        waiting[need[index]] += seats[index] != NOBODY


def _decline(core: Core, declined: list[tuple[int, int]], waiting: Ints) -> tuple[Ints, Longs]:
    """Strike off who declined; return the needs that lose a seat, and the seats."""
    links = np.array(declined, np.int32).reshape(-1, 2)
    seats = np.empty(len(links), np.int64)
    _strike_all(core.net, links[:, 0], links[:, 1], waiting, seats)
    held = seats != NOBODY
    return links[held, 0], seats[held]


def _want_fewer(net: Network, fewer: Ints, waiting: Ints) -> None:
    """Let needs want ``fewer`` heads: those that wait go first, then those that nobody fills."""
    for empty in (waiting, net.missing):
        gone = np.minimum(fewer, empty[: len(fewer)])
        empty[: len(fewer)] -= gone
        fewer -= gone
    net.surplus[: len(fewer)] += fewer


def _trees_of_new(core: Core, before: Problem, after: Problem) -> Ints:
    """Return the tree of each new need: that of its rarest skill."""
    new = np.arange(len(before.needs), len(after.needs))
    tree = np.full(len(new), -1, np.int32)
    for number, mask in enumerate(core.skill_masks):
        fits = (after.needs.skills[new] & mask) == mask
        tree[fits] = number
    if after.pairs is None:
        built = np.diff(core.net.places.item_start) > 0
        _require(bool(built[tree].all()))
    return tree


def _append_needs(core: Core, after: Problem, first: int, tree: Ints) -> None:
    """Append the needs from row ``first`` on to the network, with nobody placed."""
    new = np.arange(first, len(after.needs), dtype=np.int32)
    if not len(new):
        return
    columns: dict[str, Any] = need_columns(after, new, tree)
    net = core.net
    if after.pairs is None:
        fetched = candidates_to_fetch(len(new))
        columns |= {name: fetched[name] for name in ("first_chunk", "last_chunk", "ring")}
    else:
        columns |= _new_pairs(core, without(after.pairs, after.refused), first, len(new))
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(net, name), column]) for name, column in columns.items()
    }
    core.net = net._replace(**joined)
    core.net = core.net._replace(heap=np.empty(heap_room(core.net), np.int64))
    core.need_at = np.concatenate([core.need_at, new])
    core.need_rank = np.concatenate([core.need_rank, new])


def _new_pairs(core: Core, pairs: Pairs, first: int, count: int) -> dict[str, NDArray[Any]]:
    """Return the candidate columns of new needs, to stand behind those of the network."""
    tail = int(np.searchsorted(pairs.need >= first, True))
    added = Pairs(pairs.need[tail:] - first, pairs.provider[tail:], pairs.cost[tail:])
    columns = candidates_of_pairs(added, np.arange(count, dtype=np.int32), core.provider_rank)
    edges, chunks = len(core.net.edge_provider), len(core.net.chunk_start)
    for name in ("chunk_start", "chunk_end"):
        columns[name] = columns[name] + edges
    for name in ("chunk_next", "first_chunk", "last_chunk"):
        moved = columns[name] + np.int32(chunks)
        columns[name] = np.where(columns[name] == NO_CHUNK, columns[name], moved)
    return columns
