"""Turn the state of a network into a plan: invitations, reasons, reserves, proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .core import Core
from .jit import jit
from .network import ALL_FETCHED, NO_CHUNK, NOBODY, Network
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
    no_one = len(net.used) - 1
    for index in range(len(needs)):
        chunk = net.first_chunk[needs[index]]
        while chunk != NO_CHUNK:
            for edge in range(net.chunk_start[chunk], net.chunk_end[chunk]):
                count[index] += net.edge_provider[edge] != no_one
            chunk = net.chunk_next[chunk]


def _reserves(core: Core) -> tuple[Longs, Ints]:
    net = core.net
    n = len(net.slot)
    reserve = np.empty((n, RESERVE), np.int32)
    count = np.empty(n, np.int32)
    _take_reserves(net, reserve, count)
    rank = core.need_rank
    start = np.zeros(n + 1, np.int64)
    np.cumsum(count[rank], out=start[1:])
    given = np.arange(RESERVE) < count[rank][:, None]
    return start, core.provider_at[reserve[rank][given]]


def unmet_why_of(
    core: Core, needs: Ints, waiting: Ints, closed: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return why each of ``needs`` (network numbers) lacks heads; see :func:`plan_of`."""
    net = core.net
    known = np.zeros(len(needs), np.int64)
    _count_candidates(net, needs, known)
    complete = net.ring[needs] == ALL_FETCHED
    why = np.full(len(needs), Unmet.WORTH_MORE_ELSEWHERE, np.int8)
    why[complete & (known < net.wanted[needs])] = Unmet.TOO_FEW_ELIGIBLE
    why[complete & (known == 0)] = Unmet.NOBODY_ELIGIBLE
    why[waiting[needs] > 0] = Unmet.NOT_REACHED
    why[closed[needs]] = Unmet.BELOW_MINIMUM
    return why


@dataclass(frozen=True)
class Proof:
    """Prices, in the problem's own numbering, and the cost that they prove no plan undercuts."""

    need_price: Longs
    provider_price: Longs
    slot_provider: Ints
    slot: Ints
    slot_price: Longs
    bound: int


def proof_of(problem: Problem, core: Core, waiting: Ints) -> Proof:
    """Return what the core's prices prove; ``waiting`` heads may still be worth their price."""
    net = core.net
    seats = np.flatnonzero(net.seat_need >= 0)
    need, owner = net.seat_need[seats], net.seat_owner[seats]
    tight = net.need_price[need] - net.seat_cost[seats] - net.provider_price[owner]
    paid = tight > 0
    need_price = np.empty(len(core.need_at), np.int64)
    need_price[core.need_at] = net.need_price
    provider_price = np.zeros(len(core.provider_at), np.int64)
    priced = np.flatnonzero(net.provider_price[:-1])
    provider_price[core.provider_at[priced]] = net.provider_price[priced]
    return Proof(
        need_price,
        provider_price,
        core.provider_at[owner[paid]],
        net.slot[need[paid]],
        tight[paid],
        _Invitations(problem, core).objective - still_worth(net, waiting),
    )


def still_worth(net: Network, waiting: Ints) -> int:
    """Return how much less the whole might cost if the ``waiting`` heads were placed."""
    return int((waiting * (net.unfilled - net.need_price)).sum())


class _Invitations:
    """Who comes where, in the problem's own numbering, one row a taken seat."""

    def __init__(self, problem: Problem, core: Core) -> None:
        net = core.net
        self.seat = np.flatnonzero((net.seat_need >= 0) | (net.kept != NOBODY))
        promised = net.kept[self.seat]
        self.inner_need = np.where(promised != NOBODY, promised, net.seat_need[self.seat])
        self.need = core.need_at[self.inner_need]
        self.provider = core.provider_at[net.seat_owner[self.seat]]
        self.cost = net.seat_cost[self.seat]
        filled = np.bincount(self.inner_need, minlength=len(core.need_at))
        self.empty = np.maximum(net.wanted - filled, 0).astype(np.int32)
        self.objective = int(self.cost.sum(dtype=np.int64) + (self.empty * net.unfilled).sum())
        if problem.repeat_cost:
            served = np.bincount(self.provider)
            self.objective += int((served * (served - 1) // 2).sum()) * problem.repeat_cost


def why_of(
    problem: Problem, core: Core, inner_need: Ints, need: Ints, provider: Ints, cost: Ints
) -> NDArray[np.int8]:
    """Return why each pair is in the plan; ``inner_need`` numbers the needs as the network does."""
    cheapest = cost <= _least_costs(core.net, inner_need)[inner_need]
    why = np.where(cheapest, Why.CHEAPEST, Why.SHARED)
    fixed = problem.confirmed.need.astype(np.int64) << 32 | problem.confirmed.provider
    asked = need.astype(np.int64) << 32 | provider
    why[np.isin(asked, fixed)] = Why.CONFIRMED
    return why.astype(np.int8)


def plan_of(
    problem: Problem, core: Core, proof: Proof, waiting: Ints, closed: NDArray[np.bool_]
) -> Plan:
    """Return the plan that the network holds.

    ``waiting`` heads were not looked at; ``closed`` needs cannot reach their least number.
    """
    found = _Invitations(problem, core)
    need, provider, cost = found.need, found.provider, found.cost
    order = np.argsort(_turn(problem)[need] << 32 | cost, kind="stable")
    short = np.flatnonzero(found.empty).astype(np.int32)
    reserve_start, reserve = _reserves(core)
    status = Status.OPTIMAL if found.objective == proof.bound else Status.FEASIBLE
    return Plan(
        need=need[order],
        provider=provider[order],
        cost=cost[order],
        why=why_of(problem, core, found.inner_need, need, provider, cost)[order],
        unmet_need=core.need_at[short],
        unmet_heads=found.empty[short],
        unmet_why=unmet_why_of(core, short, waiting, closed),
        reserve_start=reserve_start,
        reserve=reserve,
        **vars(proof),
        objective=found.objective,
        status=Status.STOPPED if waiting.any() else status,
    )


def _turn(problem: Problem) -> Longs:
    """Return each need's turn: the dearest to leave unfilled first, then the earliest slot."""
    turn = np.empty(len(problem.needs), np.int64)
    turn[np.lexsort((problem.needs.slot, -problem.needs.unfilled))] = np.arange(len(turn))
    return turn


def _least_costs(net: Network, needs: Ints) -> Longs:
    """Return the least cost among the known candidates of each of ``needs``."""
    least = np.full(len(net.slot), np.iinfo(np.int64).max)
    wanted = np.zeros(len(least), bool)
    wanted[needs] = True
    _write_least(net, np.flatnonzero(wanted).astype(np.int32), least)
    return least


@jit
def _write_least(net: Network, needs: Ints, least: Longs) -> None:
    for index in range(len(needs)):
        need = needs[index]
        chunk = net.first_chunk[need]
        while chunk != NO_CHUNK:
            least[need] = min(least[need], net.edge_cost[net.chunk_start[chunk]])
            chunk = net.chunk_next[chunk]
