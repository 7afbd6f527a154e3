"""What binds people beyond the flow: clashing times, teams, least numbers.

The core leaves these out, so its cost is a bound. From its optimum the rest is settled step by
step: where two invitations of a person clash, the one that costs less to give up is struck off;
where a team is torn, it is kept together or taken away, whichever is cheaper by the prices; where
a need cannot reach its least number, nobody comes. After each round the flow is optimal again for
what is left, by the same searches that follow a change.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .augment import seat_in_slot
from .core import Core, clashing_slots, free_seat, keep, place
from .jit import jit
from .network import NO_CHUNK, NOBODY, SEALED, Network
from .problem import MOST_COST, Ints, Longs, Problem
from .release import Askers, askers_of, decline, drop_head, seat_held

ALWAYS_APART = 2**40


def has_sides(problem: Problem) -> bool:
    """Return whether anything binds people beyond the core."""
    return bool(
        len(problem.times)
        or (problem.providers.team >= 0).any()
        or (problem.needs.minimum > 1).any()
    )


def minutes_between(problem: Problem) -> Longs:
    """Return the free minutes between each two slots, (64, 64), -1 where they share a moment."""
    gap = np.full((64, 64), ALWAYS_APART, np.int64)
    times, count = problem.times, len(problem.times)
    if count:
        later = times.start[None, :] - times.end[:, None]
        gap[:count, :count] = np.maximum(later, later.T)
    np.fill_diagonal(gap, -1)
    return np.maximum(gap, -1)


@jit
def _clash(net: Network, first: int, second: int, gap: Longs, speed: int) -> bool:
    """Return whether one person cannot keep both needs."""
    free = gap[net.slot[first], net.slot[second]]
    if free < 0 or speed == 0:
        return bool(free < 0)
    dx = net.need_x[first] - net.need_x[second]
    dy = net.need_y[first] - net.need_y[second]
    return bool(free * speed < int(np.sqrt(dx * dx + dy * dy)))


@jit
def _holder(net: Network, seat: int) -> int:
    return int(net.kept[seat] if net.seat_need[seat] == SEALED else net.seat_need[seat])


@jit
def _regret(net: Network, need: int) -> int:
    """Return what it costs at least, by the prices, to find another for a head of ``need``."""
    least = net.unfilled[need] - net.need_price[need]
    chunk = net.first_chunk[need]
    slot = np.uint64(net.slot[need])
    while chunk != NO_CHUNK:
        for edge in range(net.chunk_start[chunk], net.chunk_end[chunk]):
            provider = net.edge_provider[edge]
            worth = net.provider_price[provider]
            if (net.busy[provider] >> slot) & np.uint64(1) != 0:
                seat = seat_in_slot(net, provider, net.slot[need])
                if seat == NOBODY or net.seat_need[seat] == need:
                    continue
                worth = net.need_price[net.seat_need[seat]] - net.seat_cost[seat]
            least = min(least, net.edge_cost[edge] + worth - net.need_price[need])
        chunk = net.chunk_next[chunk]
    return int(least)


@jit
def _clashing_seats(net: Network, gap: Longs, speed: int, out: Longs) -> int:
    """Write to ``out`` the seats to give up, so that nobody's first clash is left; count them."""
    count = 0
    for provider in range(len(net.used)):
        if net.used[provider] < 2:
            continue
        for a in range(net.seat_start[provider], net.seat_start[provider + 1]):
            for b in range(a + 1, net.seat_start[provider + 1]):
                first, second = _holder(net, a), _holder(net, b)
                if first < 0 or second < 0 or not _clash(net, first, second, gap, speed):
                    continue
                if net.seat_need[a] == SEALED and net.seat_need[b] == SEALED:
                    continue
                give_up = b
                if net.seat_need[b] == SEALED or (
                    net.seat_need[a] != SEALED and _regret(net, first) < _regret(net, second)
                ):
                    give_up = a
                if count == 0 or out[count - 1] != give_up:
                    out[count] = give_up
                    count += 1
    return count


class Sides:
    """The search for a plan that keeps all rules, from the optimum of the core."""

    def __init__(self, problem: Problem, core: Core, waiting: Ints) -> None:
        self.problem, self.core, self.waiting = problem, core, waiting
        self.gap = minutes_between(problem)
        n = len(core.need_at)
        self.closed = np.zeros(n, bool)
        self.was_kept = core.net.kept != NOBODY
        self.confirmed = np.bincount(core.net.kept[self.was_kept], minlength=n)
        self.team = problem.providers.team[core.provider_at]
        member = np.flatnonzero(self.team >= 0)
        member = member[np.argsort(self.team[member], kind="stable")]
        number, start = np.unique(self.team[member], return_index=True)
        self.members = dict(zip(number.tolist(), np.split(member, start[1:]), strict=False))

    def settle(self, go_on: Callable[[int], bool]) -> None:
        """Strike off, keep together and close until nothing clashes.

        ``go_on(round)`` is asked before each round; once it says no, heads that come free stay so.
        """
        round_number = 0
        placing = True
        while True:
            placing = placing and go_on(round_number)
            if placing:
                order = np.flatnonzero(self.waiting).astype(np.int32)
                place(self.core, order, self.waiting, lambda done, whole: True)
            askers = askers_of(self.core.net)
            changes = self._settle_teams(askers) + self._settle_clashes(askers)
            if not changes and not self._close_small(askers):
                return
            round_number += 1

    def _settle_clashes(self, askers: Askers) -> int:
        net = self.core.net
        out = np.empty(len(net.seat_need) * 4 + 1, np.int64)
        count = _clashing_seats(net, self.gap, self.problem.speed, out)
        seats = out[:count]
        for seat, need in zip(seats.tolist(), net.seat_need[seats].tolist(), strict=True):
            # An earlier step may have given the seat to another need, who may not clash.
            if net.seat_need[seat] == need:
                self._decline(askers, need, int(net.seat_owner[seat]))
        return count

    def _decline(self, askers: Askers, need: int, provider: int) -> None:
        core = self.core
        core.stamp += 1
        decline(core.net, askers, need, provider, self.waiting, core.stamp, core.repeat)

    def _torn(self) -> list[tuple[int, int]]:
        """Return need and team wherever only a part of a team is invited."""
        net = self.core.net
        seats = np.flatnonzero(net.seat_need >= 0)
        seats = seats[self.team[net.seat_owner[seats]] >= 0]
        found = set(
            zip(
                net.seat_need[seats].tolist(),
                self.team[net.seat_owner[seats]].tolist(),
                strict=True,
            )
        )
        return sorted(found)

    def _settle_teams(self, askers: Askers) -> int:
        settled = 0
        for need, team in self._torn():
            members = self.members[team].tolist()
            present = [j for j in members if seat_held(self.core.net, need, j) != NOBODY]
            if not present:
                continue
            settled += 1
            absent = [j for j in members if j not in present]
            costs = self._costs(need, members)
            stay = MOST_COST
            if len(members) <= self._room(need) and all(
                j in costs and self._can_come(need, j) for j in members
            ):
                stay = self._cost_of_joining(need, absent, costs)
            if stay <= len(present) * _regret(self.core.net, need):
                self._keep_together(askers, need, members, costs)
            else:
                for provider in members:
                    self._decline(askers, need, provider)
        return settled

    def _costs(self, need: int, members: list[int]) -> dict[int, int]:
        """Return the cost of each member who is near enough to ``need`` and was not refused."""
        net = self.core.net
        refused = net.refused[net.refused_start[need] : net.refused_start[need + 1]]
        dx = net.provider_x[members] - net.need_x[need]
        dy = net.provider_y[members] - net.need_y[need]
        metres = np.sqrt(dx * dx + dy * dy).astype(np.int64)
        near = (metres < self.problem.radius) & ~np.isin(members, refused)
        cost = metres + net.load_cost[members]
        return {j: int(c) for j, c, ok in zip(members, cost, near, strict=True) if ok}

    def _cost_of_joining(self, need: int, absent: list[int], costs: dict[int, int]) -> int:
        """Return what the prices say that it costs to bring in ``absent``."""
        net = self.core.net
        total = 0
        for provider in absent:
            seat = NOBODY
            if int(net.busy[provider]) >> int(net.slot[need]) & 1:
                seat = seat_in_slot(net, provider, int(net.slot[need]))
            worth = int(net.provider_price[provider])
            if seat != NOBODY:
                worth = int(net.need_price[net.seat_need[seat]] - net.seat_cost[seat])
            total += costs[provider] + worth - int(net.need_price[need])
        return total

    def _room(self, need: int) -> int:
        """Return the heads of ``need`` that are not promised."""
        net = self.core.net
        return int(net.wanted[need]) - int(np.count_nonzero(net.kept == need))

    def _can_come(self, need: int, provider: int) -> bool:
        """Return whether nothing that ``provider`` has promised stands against ``need``."""
        net = self.core.net
        seats = range(int(net.seat_start[provider]), int(net.seat_start[provider + 1]))
        free = [seat for seat in seats if net.seat_need[seat] != SEALED]
        promised = [int(net.kept[s]) for s in seats if net.seat_need[s] == SEALED]
        return bool(free) and not any(
            other == NOBODY or _clash(net, need, other, self.gap, self.problem.speed)
            for other in promised
        )

    def _keep_together(
        self, askers: Askers, need: int, members: list[int], costs: dict[int, int]
    ) -> None:
        """Promise all ``members`` to ``need``; whoever is in their way makes room."""
        net = self.core.net
        slots = clashing_slots(self.problem, int(net.slot[need]))
        absent = [j for j in members if seat_held(net, need, j) == NOBODY]
        for provider in set(members) - set(absent):
            keep(net, seat_held(net, need, provider), need, slots)
        for provider in absent:
            self._make_room(askers, need)
            seat = self._seat_for(need, provider)
            net.seat_cost[seat] = costs[provider]
            keep(net, seat, need, slots)

    def _make_room(self, askers: Askers, need: int) -> None:
        if self.waiting[need] > 0:
            self.waiting[need] -= 1
        else:
            self.core.stamp += 1
            drop_head(self.core.net, askers, need, self.core.stamp, self.core.repeat)

    def _seat_for(self, need: int, provider: int) -> int:
        """Return a seat of ``provider``, taken from who has it in that slot or least needs it."""
        net = self.core.net
        seat = NOBODY
        if int(net.busy[provider]) >> int(net.slot[need]) & 1:
            seat = seat_in_slot(net, provider, int(net.slot[need]))
        if seat == NOBODY:
            seat = free_seat(net, provider)
            if seat != NOBODY:
                net.used[provider] += 1
                return seat
            seats = range(int(net.seat_start[provider]), int(net.seat_start[provider + 1]))
            seat = next(s for s in seats if net.seat_need[s] != SEALED)
        # The loser's slot stays blocked: freeing it would offer it below the price it had.
        self.waiting[int(net.seat_need[seat])] += 1
        return seat

    def _close_small(self, askers: Askers) -> int:
        """Send everybody home from needs below their least number; count the needs."""
        net, n = self.core.net, len(self.core.need_at)
        held = np.flatnonzero((net.seat_need >= 0) | (net.kept != NOBODY))
        holder = np.where(net.seat_need[held] >= 0, net.seat_need[held], net.kept[held])
        heads = np.bincount(holder, minlength=n)
        least = self.problem.needs.minimum[self.core.need_at]
        small = (heads < least) & (heads > self.confirmed) & ~self.closed
        # Nobody comes to what is closed: no head of it may be found missing by a search.
        net.missing[small] = 0
        for need in np.flatnonzero(small).tolist():
            self._close(askers, need)
        self.closed |= small
        return int(small.sum())

    def _close(self, askers: Askers, need: int) -> None:
        """Send everybody home from ``need`` but those who were confirmed before this run."""
        net = self.core.net
        while len(seats := np.flatnonzero(net.seat_need == need)):
            self._decline(askers, need, int(net.seat_owner[seats[0]]))
        self.waiting[need] = 0
        net.kept[(net.kept == need) & ~self.was_kept] = NOBODY
