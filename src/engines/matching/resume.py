"""Put a stored plan back into a network, to go on from it."""

from __future__ import annotations

import numpy as np

from .core import Core, free_seat
from .jit import jit
from .network import ALL_FETCHED, FETCHED, Network, fetch, with_room
from .plan import Plan, PlanError, Unmet
from .problem import Ints, Problem
from .verify import verify


@jit
def _fetch_to_prices(net: Network, first: int) -> tuple[int, int]:
    """Fetch for each need from ``first`` on all candidates who cost less than a head is worth."""
    for need in range(first, len(net.slot)):
        while net.ring[need] != ALL_FETCHED and net.ring[need] < net.need_price[need]:
            full = fetch(net, need)
            if full != FETCHED:
                return need, full
    return len(net.slot), FETCHED


def restore(core: Core, problem: Problem, plan: Plan) -> Ints:
    """Seat everybody as in ``plan``, at its prices; return the heads that wait to be placed.

    Raise :class:`PlanError` if the plan does not keep the rules of ``problem`` or its prices do
    not prove what it claims: going on from it would prove nothing.
    """
    if not verify(problem, plan).ok:
        raise PlanError("the plan does not hold for this problem")
    net = core.net
    net.need_price[:] = plan.need_price[core.need_at]
    net.provider_price[:-1] = plan.provider_price[core.provider_at]
    confirmed = problem.confirmed.need.astype(np.int64) << 32 | problem.confirmed.provider
    free = ~np.isin(plan.need.astype(np.int64) << 32 | plan.provider, confirmed)
    rows = zip(
        core.need_rank[plan.need[free]].tolist(),
        core.provider_rank[plan.provider[free]].tolist(),
        plan.cost[free].tolist(),
        strict=True,
    )
    for need, provider, cost in rows:
        seat = free_seat(net, provider)
        net.seat_need[seat] = need
        net.seat_cost[seat] = cost
        net.used[provider] += 1
        net.busy[provider] |= np.uint64(1) << np.uint64(net.slot[need])
    need = 0
    while need < len(core.need_at):
        need, full = _fetch_to_prices(core.net, need)
        if full != FETCHED:
            core.net = with_room(core.net, full)
    unseen = plan.unmet_why == Unmet.NOT_REACHED
    waiting = np.zeros(len(core.need_at), np.int32)
    waiting[core.need_rank[plan.unmet_need[unseen]]] = plan.unmet_heads[unseen]
    core.net.missing[core.need_rank[plan.unmet_need[~unseen]]] = plan.unmet_heads[~unseen]
    return waiting
