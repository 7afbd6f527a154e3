"""What a change has come to: the invitations that are new, and those that no longer hold.

A plan grows with the problem; what a change does to it does not. So that following a change costs
little, it is told as a difference from what was told before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .core import Core
from .jit import jit
from .network import NOBODY, SEALED, Network
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
    """What was told last, in the numbering of the network that it was read from.

    :meth:`follow` brings all but ``empty`` up to date with that network.
    """

    holder: Ints  # (seats,) need that holds each seat, or NOBODY
    paid: Ints  # (seats,) what the seat costs with its holder
    cost: int  # of all seats, repeats among them
    filled: Ints  # (n,) heads that each need has
    empty: Ints  # (n,) heads that each need lacks
    seat_owner: Ints
    need_at: Ints
    provider_at: Ints

    def pairs(self, need: Ints, seats: Longs) -> tuple[Ints, Ints]:
        """Return the rows of the problem for ``seats`` that ``need`` held."""
        return self.need_at[need], self.provider_at[self.seat_owner[seats]]

    def follow(self, core: Core) -> tuple[Longs, Ints]:
        """Take over what ``core`` holds; return the seats with another holder, and the one before.

        The work grows with the change, but for one look at every seat.
        """
        net, holder = core.net, self.holder
        seats = np.empty(len(holder), np.int64)
        seats = seats[: _other_seats(net, holder, seats)]
        before = holder[seats]
        now = np.where(net.seat_need[seats] == SEALED, net.kept[seats], net.seat_need[seats])
        paid = np.where(now == NOBODY, 0, net.seat_cost[seats])
        owners = np.unique(net.seat_owner[seats])
        repeats = -_repeats(net, holder, owners)
        self.cost += int(paid.sum(dtype=np.int64) - self.paid[seats].sum(dtype=np.int64))
        holder[seats], self.paid[seats] = now, paid
        self.cost += core.repeat * (repeats + _repeats(net, holder, owners))
        self.need_at = core.need_at
        self.filled = np.append(self.filled, np.zeros(len(net.slot) - len(self.filled), np.int32))
        np.subtract.at(self.filled, before[before != NOBODY], 1)
        np.add.at(self.filled, now[now != NOBODY], 1)
        return seats, before


@jit
def _other_seats(net: Network, holder: Ints, seats: Longs) -> int:
    """Write to ``seats`` those that another need holds than ``holder`` says; return how many."""
    count = 0
    for seat in range(len(holder)):
        need = net.seat_need[seat]
        if need != holder[seat] and (need != SEALED or net.kept[seat] != holder[seat]):
            seats[count] = seat
            count += 1
    return count


@jit
def _repeats(net: Network, holder: Ints, providers: Ints) -> int:
    """Return how many pairs of assignments the ``providers`` have, each with himself."""
    pairs = 0
    for index in range(len(providers)):
        serves = 0
        first = net.seat_start[providers[index]]
        for seat in range(first, net.seat_start[providers[index] + 1]):
            if holder[seat] != NOBODY:
                pairs += serves
                serves += 1
    return pairs


def nothing_told(core: Core) -> Told:
    """Return the state in which nobody has been told of anything."""
    net = core.net
    nobody = np.full(len(net.seat_need), NOBODY, np.int32)
    none = np.zeros(len(net.slot), np.int32)
    return Told(
        nobody,
        np.zeros(len(nobody), np.int32),
        0,
        none,
        none.copy(),
        net.seat_owner,
        core.need_at,
        core.provider_at,
    )


def told_by(core: Core, told: Told) -> Told:
    """Return the state in which all that ``core`` holds has been told; ``told`` is used up."""
    now = told if told.seat_owner is core.net.seat_owner else nothing_told(core)
    now.follow(core)
    now.empty = _empty(core.net, now)
    return now


def _empty(net: Network, told: Told) -> Ints:
    empty: Ints = np.maximum(net.wanted - told.filled, 0).astype(np.int32)
    return empty


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
    seats, gone, now = _follow(core, told)
    empty = _empty(net, now)
    objective = now.cost + int((empty * net.unfilled).sum())
    if bound is None:
        bound = objective - still_worth(net, waiting)
    come = now.pairs(now.holder[seats], seats)
    stays, kept = np.isin(_keys(*come), _keys(*gone)), np.isin(_keys(*gone), _keys(*come))
    need, provider, cost, why = _in_order(problem, core, now, seats[~stays])
    short = _otherwise_short(core, told, empty)
    now.empty = empty
    status = Status.OPTIMAL if objective == bound else Status.FEASIBLE
    difference = Difference(
        need=need,
        provider=provider,
        cost=cost,
        why=why,
        withdrawn_need=gone[0][~kept],
        withdrawn_provider=gone[1][~kept],
        unmet_need=core.need_at[short],
        unmet_heads=empty[short],
        unmet_why=unmet_why_of(core, short, waiting, closed),
        objective=objective,
        bound=bound,
        status=Status.STOPPED if waiting.any() else status,
    )
    return difference, now


def _follow(core: Core, told: Told) -> tuple[Longs, tuple[Ints, Ints], Told]:
    """Return the seats that others hold now, the pairs that held before, and all that holds now.

    A network begun afresh has seats of its own: then these are all that are held.
    """
    same = told.seat_owner is core.net.seat_owner
    now = told if same else nothing_told(core)
    seats, before = now.follow(core)
    if same:
        left = before != NOBODY
        gone = now.pairs(before[left], seats[left])
    else:
        held = np.flatnonzero(told.holder != NOBODY)
        gone = told.pairs(told.holder[held], held)
    return seats[now.holder[seats] != NOBODY], gone, now


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
    before[core.need_rank[told.need_at[: len(told.empty)]]] = told.empty
    short: Ints = np.flatnonzero(before != empty).astype(np.int32)
    return short
