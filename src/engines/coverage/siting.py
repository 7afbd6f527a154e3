"""Stage 3: where to open sites (capacitated p-median).

Simulated annealing over who goes where and which candidates are open. Overload is priced, dearer
as the temperature falls. Moves: an entity to the site of a neighbour, two entities of different
sites change places, a site moves to a candidate near one of its entities, a site closes and
another opens elsewhere. Each cooling starts from the best plan so far or afresh, in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from engines.coverage.arrays import Floats, Ints
from engines.coverage.budget import Run
from engines.coverage.medians import Sites, cool, fill
from engines.coverage.plan import SitingPlan
from engines.coverage.problem import Siting

NEAR_ENTITIES, NEAR_SITES = 12, 24
SWEEPS = 200  # of one cooling
HOT, WARM, COLD = 1.0, 0.3, 0.02  # temperatures in median distances to the nearest site


@dataclass
class _Best:
    sites: Ints
    site_of: Ints
    cost: float = np.inf


def site(problem: Siting, run: Run, start: SitingPlan | None = None) -> SitingPlan:
    """Return the best sites found for ``problem``.

    Without any site, or with too little capacity in the largest ``count`` candidates, nobody or
    not everybody has one: who is left over has site -1.
    """
    served = _served(problem)
    best = _Best(np.zeros(0, np.int32), np.full(len(problem), -1, np.int32))
    if problem.count == 0 or not served.any():
        opened = np.arange(problem.count, dtype=np.int32)
        return SitingPlan(opened, best.site_of, 0.0, 0.0)
    cost = _costs(problem, served)
    if start is not None and (start.site_of[served] >= 0).all():
        best = _Best(start.sites, start.site_of[served], start.objective)
    else:
        best.site_of = best.site_of[served]
    rng = np.random.default_rng(run.seed)
    template = _sites(problem, served, cost)
    for number, sweeps in enumerate(_coolings(run)):
        _cool_once(template, best, rng, sweeps, afresh=number % 2 == 0)
        run.tell("siting", number + 1, 0)
    if not np.isfinite(best.cost):
        best = _without_surplus(template)
    site_of = np.full(len(problem), -1, np.int32)
    site_of[served] = best.site_of
    return SitingPlan(np.sort(best.sites), site_of, best.cost, float(cost.min(axis=1).sum()))


def _served(problem: Siting) -> NDArray[np.bool_]:
    """Return who can have a site: everybody while the largest sites have room, small first."""
    room = int(np.sort(problem.capacity)[::-1][: problem.count].sum())
    served = problem.demand <= problem.capacity.max(initial=0)
    order = np.argsort(problem.demand, kind="stable")
    order = order[served[order]]
    fits = np.cumsum(problem.demand[order], dtype=np.int64) <= room
    result = np.zeros(len(problem), np.bool_)
    result[order[fits]] = True
    return result


def _costs(problem: Siting, served: NDArray[np.bool_]) -> Floats:
    x, y = problem.x[served], problem.y[served]
    far = np.hypot(x[:, None] - problem.site_x, y[:, None] - problem.site_y)
    cost: Floats = np.floor(problem.scale * far)
    return cost


def _coolings(run: Run) -> Iterator[int]:
    """Yield the sweeps of each cooling until the budget is used, longer and longer."""
    spent, sweeps = 0, SWEEPS
    while run.is_timed or spent < run.budget.sweeps:
        if run.is_over() and spent:
            return
        begun = run.elapsed
        yield sweeps if run.is_timed else min(sweeps, run.budget.sweeps - spent)
        spent += sweeps
        if run.is_timed:
            affordable = int(0.7 * run.left * sweeps / (run.elapsed - begun))
            if affordable < 20:
                return
            sweeps = min(affordable, int(1.5 * sweeps))


def _sites(problem: Siting, served: NDArray[np.bool_], cost: Floats) -> Sites:
    n, candidates = cost.shape
    p = problem.count
    x, y = problem.x[served], problem.y[served]
    near = min(n, max(NEAR_ENTITIES, min(100, 3 * n // (2 * p))))
    options = min(candidates, max(NEAR_SITES, min(100, 4 * candidates // p)))
    tree = cKDTree(np.column_stack([x, y]))
    return Sites(
        cost=cost,
        demand=problem.demand[served],
        capacity=problem.capacity,
        near=tree.query(np.column_stack([x, y]), near)[1].reshape(n, near).astype(np.int32),
        options=np.argsort(cost, axis=1, kind="stable")[:, :options].astype(np.int32),
        centre=cost.argmin(axis=0).astype(np.int32),
        of=np.zeros(n, np.int32),
        candidate=np.zeros(p, np.int32),
        at=np.full(candidates, -1, np.int32),
        load=np.zeros(p, np.int64),
        head=np.full(p, -1, np.int32),
        after=np.zeros(n, np.int32),
        before=np.zeros(n, np.int32),
    )


def _cool_once(
    sites: Sites, best: _Best, rng: np.random.Generator, sweeps: int, afresh: bool
) -> None:
    """Cool once, from a random opening or from the best plan; keep the result if it is better."""
    p, (n, candidates) = len(sites.candidate), sites.cost.shape
    sites.at[:], sites.head[:], sites.load[:] = -1, -1, 0
    if afresh or not np.isfinite(best.cost):
        room = np.sqrt(sites.capacity) + 1e-9
        sites.candidate[:] = rng.choice(candidates, p, replace=False, p=room / room.sum())
        of = np.full(n, -1, np.int32)
    else:
        sites.candidate[:] = best.sites
        of = np.searchsorted(best.sites, best.site_of).astype(np.int32)
    sites.at[sites.candidate] = np.arange(p)
    mean = max(float(np.median(sites.cost[:, sites.candidate].min(axis=1))), 1e-6)
    price = mean / max(1.0, float(sites.demand.mean()))
    fill(sites, of, price)
    best_of, best_candidate = np.empty(n, np.int32), np.empty(p, np.int32)
    state = rng.integers(1, 2**63, 1).astype(np.uint64)
    hot = (HOT if afresh else WARM) * mean
    cost = cool(sites, hot, COLD * mean, price, sweeps, best_of, best_candidate, state)
    if cost < best.cost:
        best.cost = cost
        best.sites = np.sort(best_candidate)
        best.site_of = best_candidate[best_of]


def _without_surplus(sites: Sites) -> _Best:
    """Return the plan as the last cooling left it, without those whom no site can take."""
    site_of = sites.candidate[sites.of]
    for k in np.flatnonzero(sites.load > sites.capacity[sites.candidate]):
        here = np.flatnonzero(sites.of == k)
        here = here[np.argsort(sites.demand[here], kind="stable")]
        fits = np.cumsum(sites.demand[here], dtype=np.int64) <= sites.capacity[sites.candidate[k]]
        site_of[here[~fits]] = -1
    placed = np.flatnonzero(site_of >= 0)
    return _Best(
        np.sort(sites.candidate), site_of, float(sites.cost[placed, site_of[placed]].sum())
    )
