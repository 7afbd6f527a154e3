"""Turn the state of a network into a plan: invitations, reasons, reserves, proof."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .core import Core
from .jit import jit
from .network import ALL_FETCHED, NO_CHUNK, Network
from .plan import Plan, Status, Unmet, Why
from .problem import Ints, Longs, Problem

RESERVE = 3


@jit
def _take_reserve(net: Network, need: int, out: Ints) -> int:
    """Write up to ``len(out)`` free candidates of ``need``, cheapest first; return how many."""
    slot = np.uint64(net.slot[need])
    count = 0
    chunk = net.first_chunk[need]
    while chunk != NO_CHUNK and count < len(out):
        for edge in range(net.chunk_start[chunk], net.chunk_end[chunk]):
            provider = net.edge_provider[edge]
            room = net.seat_start[provider + 1] - net.seat_start[provider]
            if (net.busy[provider] >> slot) & np.uint64(1) == 0 and net.used[provider] < room:
                out[count] = provider
                count += 1
                if count == len(out):
                    break
        chunk = net.chunk_next[chunk]
    return count


@jit
def _take_reserves(net: Network, reserve: NDArray[np.int32], count: Ints) -> None:
    for need in range(len(net.slot)):
        count[need] = _take_reserve(net, need, reserve[need])


@jit
def _count_candidates(net: Network, needs: Ints, count: Longs) -> None:
    for index in range(len(needs)):
        chunk = net.first_chunk[needs[index]]
        while chunk != NO_CHUNK:
            count[index] += net.chunk_end[chunk] - net.chunk_start[chunk]
            chunk = net.chunk_next[chunk]


def _reserves(core: Core) -> tuple[Longs, Ints]:
    net = core.net
    n = len(net.slot)
    reserve = np.empty((n, RESERVE), np.int32)
    count = np.empty(n, np.int32)
    _take_reserves(net, reserve, count)
    rank = np.argsort(core.need_at, kind="stable")
    start = np.zeros(n + 1, np.int64)
    np.cumsum(count[rank], out=start[1:])
    given = np.arange(RESERVE) < count[rank][:, None]
    return start, core.provider_at[reserve[rank][given]]


def _unmet_why(core: Core, needs: Ints, filled: Ints) -> NDArray[np.int8]:
    """Return why each of ``needs`` (network numbers) lacks heads; ``filled``: heads it has."""
    net = core.net
    known = np.zeros(len(needs), np.int64)
    _count_candidates(net, needs, known)
    wanted = filled + net.missing[needs]
    complete = net.ring[needs] == ALL_FETCHED
    why = np.full(len(needs), Unmet.WORTH_MORE_ELSEWHERE, np.int8)
    why[complete & (known < wanted)] = Unmet.TOO_FEW_ELIGIBLE
    why[complete & (known == 0)] = Unmet.NOBODY_ELIGIBLE
    return why


def plan_of(problem: Problem, core: Core, waiting: Ints) -> Plan:
    """Return the plan that the network holds; ``waiting`` heads were not looked at."""
    net = core.net
    seats = np.flatnonzero(net.seat_need >= 0)
    owner = net.seat_owner[seats]
    inner_need = net.seat_need[seats]
    need = np.concatenate([problem.confirmed.need, core.need_at[inner_need]])
    provider = np.concatenate([problem.confirmed.provider, core.provider_at[owner]])
    fixed = len(problem.confirmed)
    cost = np.concatenate([core.confirmed_cost, net.seat_cost[seats]])
    cheapest = net.seat_cost[seats] <= _least_costs(net)[inner_need]
    why = np.concatenate(
        [np.full(fixed, Why.CONFIRMED), np.where(cheapest, Why.CHEAPEST, Why.SHARED)]
    ).astype(np.int8)
    order = np.lexsort(
        (provider, cost, need, problem.needs.slot[need], -problem.needs.unfilled[need])
    )
    empty = net.missing + waiting
    short = np.flatnonzero(empty).astype(np.int32)
    filled = np.bincount(inner_need, minlength=len(net.slot)).astype(np.int32)
    unmet_why = _unmet_why(core, short, filled[short])
    unmet_why[waiting[short] > 0] = Unmet.NOT_REACHED
    tight = net.need_price[inner_need] - net.seat_cost[seats] - net.provider_price[owner]
    paid = tight > 0
    need_price = np.empty(len(net.slot), np.int64)
    need_price[core.need_at] = net.need_price
    provider_price = np.empty(len(net.used), np.int64)
    provider_price[core.provider_at] = net.provider_price
    reserve_start, reserve = _reserves(core)
    served = np.bincount(provider, minlength=len(net.used))
    repeats = int((served * (served - 1) // 2).sum()) * problem.repeat_cost
    objective = int(cost.sum(dtype=np.int64)) + repeats + int((empty * net.unfilled).sum())
    bound = objective - int((waiting * (net.unfilled - net.need_price)).sum())
    return Plan(
        need=need[order],
        provider=provider[order],
        cost=cost[order],
        why=why[order],
        unmet_need=core.need_at[short],
        unmet_heads=empty[short],
        unmet_why=unmet_why,
        reserve_start=reserve_start,
        reserve=reserve,
        need_price=need_price,
        provider_price=provider_price,
        slot_provider=core.provider_at[owner[paid]],
        slot=net.slot[inner_need[paid]],
        slot_price=tight[paid],
        objective=objective,
        bound=bound,
        status=Status.STOPPED if waiting.any() else Status.OPTIMAL,
    )


def _least_costs(net: Network) -> Longs:
    """Return the least cost among each need's known candidates."""
    least = np.full(len(net.slot), np.iinfo(np.int64).max)
    has = np.flatnonzero(net.first_chunk != NO_CHUNK)
    _write_least(net, has.astype(np.int32), least)
    return least


@jit
def _write_least(net: Network, needs: Ints, least: Longs) -> None:
    for index in range(len(needs)):
        need = needs[index]
        chunk = net.first_chunk[need]
        while chunk != NO_CHUNK:
            least[need] = min(least[need], net.edge_cost[net.chunk_start[chunk]])
            chunk = net.chunk_next[chunk]
