"""Solve a problem county by county, on as many machines as there are.

Where nobody is invited across the border of a county, the counties are independent problems, and
together their plans are the plan of the whole, with the same proof. ``executor`` is anything with
``map`` as in :mod:`concurrent.futures`: a Dask client's ``get_executor()``, a process pool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .plan import Plan, Status
from .problem import Ints, Links, Longs, Needs, Pairs, Problem, ProblemError, Providers, column
from .solve import solve


class Executor(Protocol):
    """What runs the counties."""

    def map(self, work: Callable[[Problem], Plan], parts: list[Problem], /) -> Iterable[Plan]:
        """Return ``work`` of each part, in order."""
        ...


@dataclass(frozen=True)
class _Part:
    """A county's problem, and the rows that its needs and providers have in the whole."""

    problem: Problem
    need_at: Longs
    provider_at: Longs


def solve_counties(
    problem: Problem, need_county: ArrayLike, provider_county: ArrayLike, executor: Executor
) -> Plan:
    """Return the plan of ``problem`` in which nobody crosses the border of a county.

    ``need_county`` (n,) and ``provider_county`` (m,) are whole numbers. Raise
    :class:`ProblemError`, code ``crosses-counties``, if a team or a confirmed pair does.
    """
    of_need = column("need_county", need_county, np.int64, len(problem.needs))
    of_provider = column("provider_county", provider_county, np.int64, len(problem.providers))
    _require_inside(problem, of_need, of_provider)
    parts = [
        _part(problem, np.flatnonzero(of_need == county), np.flatnonzero(of_provider == county))
        for county in np.union1d(of_need, of_provider)
    ]
    plans = list(executor.map(solve, [part.problem for part in parts]))
    return _joined(problem, parts, plans)


def _require_inside(problem: Problem, of_need: Longs, of_provider: Longs) -> None:
    team = problem.providers.team
    number, county = team[team >= 0], of_provider[team >= 0]
    kinds = np.unique(np.column_stack([number, county]), axis=0)
    confirmed = problem.confirmed
    if (
        len(kinds) != len(np.unique(number))
        or (of_need[confirmed.need] != of_provider[confirmed.provider]).any()
    ):
        raise ProblemError("crosses-counties", "county", "a team or a confirmed pair crosses")


def _part(problem: Problem, need_at: Longs, provider_at: Longs) -> _Part:
    need_rank = np.full(len(problem.needs), -1, np.int32)
    need_rank[need_at] = np.arange(len(need_at))
    provider_rank = np.full(len(problem.providers), -1, np.int32)
    provider_rank[provider_at] = np.arange(len(provider_at))

    def inside(links: Links) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        need, provider = need_rank[links.need], provider_rank[links.provider]
        both = (need >= 0) & (provider >= 0)
        return need[both], provider[both], both

    pairs = None
    if problem.pairs is not None:
        need, provider, both = inside(problem.pairs)
        pairs = Pairs(need, provider, problem.pairs.cost[both])
    part = replace(
        problem,
        needs=Needs(**{name: values[need_at] for name, values in vars(problem.needs).items()}),
        providers=Providers(
            **{name: values[provider_at] for name, values in vars(problem.providers).items()}
        ),
        pairs=pairs,
        refused=Links(*inside(problem.refused)[:2]),
        confirmed=Links(*inside(problem.confirmed)[:2]),
    )
    return _Part(part, need_at, provider_at)


def _joined(problem: Problem, parts: list[_Part], plans: list[Plan]) -> Plan:
    """Return one plan with the rows of the whole, in the order of a plan."""
    pieces = list(zip(parts, plans, strict=True))

    def rows(name: str, side: str | None = None) -> NDArray[np.int32]:
        found = [
            getattr(plan, name) if side is None else getattr(part, side)[getattr(plan, name)]
            for part, plan in pieces
        ]
        return np.concatenate([np.empty(0, np.int32), *found]).astype(np.int32)

    need, cost = rows("need", "need_at"), rows("cost")
    unfilled, slot = problem.needs.unfilled[need], problem.needs.slot[need]
    order = np.lexsort((rows("provider", "provider_at"), cost, need, slot, -unfilled))
    need_price = np.zeros(len(problem.needs), np.int64)
    provider_price = np.zeros(len(problem.providers), np.int64)
    reserves: list[Ints] = [np.empty(0, np.int32)] * len(problem.needs)
    for part, plan in pieces:
        need_price[part.need_at] = plan.need_price
        provider_price[part.provider_at] = plan.provider_price
        lists = np.split(part.provider_at[plan.reserve], plan.reserve_start[1:-1])
        for row, reserve in zip(part.need_at, lists, strict=False):
            reserves[row] = reserve.astype(np.int32)
    worst = max((plan.status for plan in plans), default=Status.OPTIMAL)
    return Plan(
        need=need[order],
        provider=rows("provider", "provider_at")[order],
        cost=cost[order],
        why=rows("why").astype(np.int8)[order],
        unmet_need=rows("unmet_need", "need_at"),
        unmet_heads=rows("unmet_heads"),
        unmet_why=rows("unmet_why").astype(np.int8),
        reserve_start=np.cumsum([0, *map(len, reserves)]),
        reserve=np.concatenate([np.empty(0, np.int32), *reserves]),
        need_price=need_price,
        provider_price=provider_price,
        slot_provider=rows("slot_provider", "provider_at"),
        slot=rows("slot"),
        slot_price=np.concatenate([np.empty(0, np.int64), *(plan.slot_price for plan in plans)]),
        objective=sum(plan.objective for plan in plans),
        bound=sum(plan.bound for plan in plans),
        status=worst,
    )
