"""What a change has come to: the invitations that are new, and those that no longer hold.

A plan grows with the problem; what a change does to it does not. So that following a change costs
little, it is told as a difference from what was told before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .core import Core
from .jit import jit
from .network import NOBODY, Network
from .outcome import still_worth, unmet_why_of, why_of
from .plan import Status
from .problem import Ints, Longs, Problem


@dataclass(frozen=True)
class Difference:
    """How the plan of now differs from the one told before; the codes are those of a plan.

    ``need``, ``provider``, ``cost``, ``why``: (a,) new invitations, in the order in which they go
    out. ``withdrawn_need``, ``withdrawn_provider``: (w,) invitations that no longer hold, declined
    ones among them. ``unmet_need``, ``unmet_heads``, ``unmet_why``: (u,) needs that lack another
    number of heads than before; those that lack none any more have 0. ``objective``, ``bound`` and
    ``status`` are those of the whole plan.
    """

    need: Ints
    provider: Ints
    cost: Ints
    why: NDArray[np.int8]
    withdrawn_need: Ints
    withdrawn_provider: Ints
    unmet_need: Ints
    unmet_heads: Ints
    unmet_why: NDArray[np.int8]
    objective: int
    bound: int
    status: Status


@dataclass
class Told:
    """What was told last, in the numbering of the network that it was read from."""

    holder: Ints  # (seats,) need that holds each seat, or NOBODY
    empty: Ints  # (n,) heads that each need lacks
    seat_owner: Ints
    need_at: Ints
    provider_at: Ints

    def pairs(self, need: Ints, seats: Longs) -> tuple[Ints, Ints]:
        """Return the rows of the problem for ``seats`` that ``need`` held."""
        return self.need_at[need], self.provider_at[self.seat_owner[seats]]


def nothing_told(core: Core) -> Told:
    """Return the state in which nobody has been told of anything."""
    net = core.net
    holder = np.full(len(net.seat_need), NOBODY, np.int32)
    empty = np.zeros(len(net.slot), np.int32)
    return Told(holder, empty, net.seat_owner, core.need_at, core.provider_at)


@jit
def _read(
    net: Network, holder: Ints, filled: Ints, seats: Longs, before: Ints, repeat: int
) -> tuple[int, int]:
    """Bring ``holder`` up to date, and count in ``filled`` the heads that each need has.

    Write the seats with another holder to ``seats`` and who held them to ``before``. Return how
    many they are, and what all seats that are held cost.
    """
    count, cost = 0, 0
    for provider in range(len(net.used)):
        serves = 0
        for seat in range(net.seat_start[provider], net.seat_start[provider + 1]):
            need = net.kept[seat] if net.kept[seat] != NOBODY else max(net.seat_need[seat], NOBODY)
            if need != NOBODY:
                filled[need] += 1
                cost += net.seat_cost[seat] + repeat * serves
                serves += 1
            if need != holder[seat]:
                seats[count] = seat
                before[count] = holder[seat]
                holder[seat] = need
                count += 1
    return count, cost


def told_by(core: Core) -> Told:
    """Return the state in which all that ``core`` holds has been told."""
    now = nothing_told(core)
    return _Reading(core, now).told


class _Reading:
    """What a network holds: ``told`` anew, its cost, and the seats with another holder."""

    def __init__(self, core: Core, told: Told) -> None:
        net = core.net
        filled = np.zeros(len(net.slot), np.int32)
        seats, before = np.empty(len(told.holder), np.int64), np.empty(len(told.holder), np.int32)
        count, cost = _read(net, told.holder, filled, seats, before, core.repeat)
        self.seats, self.before = seats[:count], before[:count]
        empty = np.maximum(net.wanted - filled, 0).astype(np.int32)
        self.objective = cost + int((empty * net.unfilled).sum())
        self.told = replace(told, empty=empty, need_at=core.need_at)


def tell(
    problem: Problem,
    core: Core,
    told: Told,
    waiting: Ints,
    closed: NDArray[np.bool_],
    bound: int | None = None,
) -> tuple[Difference, Told]:
    """Return what is different from what was ``told``, which is used up, and what is told by then.

    ``bound`` is what the core was proved to cost before anything else was settled; without it the
    core is as its prices left it. See :func:`engines.matching.outcome.plan_of` for the rest.
    """
    net = core.net
    same = told.seat_owner is net.seat_owner
    read = _Reading(core, told if same else nothing_told(core))
    now, objective = read.told, read.objective
    if bound is None:
        bound = objective - still_worth(net, waiting)
    held, before = (read.seats, read.before) if same else (np.arange(len(told.holder)), told.holder)
    gone = told.pairs(before[before >= 0], held[before >= 0])
    seats = read.seats[now.holder[read.seats] >= 0]
    come = now.pairs(now.holder[seats], seats)
    stays = np.isin(_keys(*come), _keys(*gone))
    gone_for_good = ~np.isin(_keys(*gone), _keys(*come))
    asked = _in_order(problem, core, now, seats[~stays])
    short = _otherwise_short(core, told, now.empty)
    status = Status.OPTIMAL if objective == bound else Status.FEASIBLE
    difference = Difference(
        *asked,
        withdrawn_need=gone[0][gone_for_good],
        withdrawn_provider=gone[1][gone_for_good],
        unmet_need=core.need_at[short],
        unmet_heads=now.empty[short],
        unmet_why=unmet_why_of(core, short, waiting, closed),
        objective=objective,
        bound=bound,
        status=Status.STOPPED if waiting.any() else status,
    )
    return difference, now


def _keys(need: Ints, provider: Ints) -> Longs:
    keys: Longs = need.astype(np.int64) << 32 | provider
    return keys


def _in_order(
    problem: Problem, core: Core, now: Told, seats: Longs
) -> tuple[Ints, Ints, Ints, NDArray[np.int8]]:
    """Return need, provider, cost and reason of ``seats``, in the order of a plan."""
    inner, cost = now.holder[seats], core.net.seat_cost[seats]
    need, provider = now.pairs(inner, seats)
    why = why_of(problem, core, inner, need, provider, cost)
    needs = problem.needs
    order = np.lexsort((provider, cost, need, needs.slot[need], -needs.unfilled[need]))
    return need[order], provider[order], cost[order], why[order]


def _otherwise_short(core: Core, told: Told, empty: Ints) -> Ints:
    """Return the needs (network numbers) that lack another number of heads than was told."""
    before = np.zeros(len(core.need_at), np.int32)
    before[core.need_rank[told.need_at]] = told.empty
    short: Ints = np.flatnonzero(before != empty).astype(np.int32)
    return short
