"""Stage 1: units with members into branches.

A unit with enough formal members stands alone; a venue with enough of them has branches of its
own; what remains of a town forms joint branches; the rest goes to the region's comprehensive
branch. Venues and towns are independent pools, solved largest first by as many threads as there
are cores.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from engines.coverage.annealing import anneal, descend, retire
from engines.coverage.arrays import Bools, Ints, Longs, Singles
from engines.coverage.budget import Run
from engines.coverage.clusters import Clusters, Terms, Units, empty_clusters, fill
from engines.coverage.growth import grow
from engines.coverage.hilbert import hilbert_order
from engines.coverage.outcome import describe
from engines.coverage.plan import FormationPlan, UnitReason
from engines.coverage.problem import Formation

NEAREST, NEAREST_OF_TRADE = 8, 4
HOT, COLD = 0.3, 0.02  # temperatures in mean costs of a unit
FIRST_SWEEPS, CHUNK = 20, 10
DESCENTS = 3
FARTHER = 16
REST = -1

T = TypeVar("T")
S = TypeVar("S")


@dataclass
class Pool:
    """Units that may share branches: ``index`` into the problem, and the best partition so far.

    ``label`` numbers the clusters from 0, ``identity`` is the existing branch each continues.
    """

    index: Ints
    units: Units
    label: Ints
    identity: Ints
    cost: float = np.inf


def form(problem: Formation, run: Run, start: FormationPlan | None = None) -> FormationPlan:
    """Return branches for ``problem``, improved from ``start`` where one is given."""
    label, reason = choose(problem, run, start)
    return describe(problem, label, reason)


def choose(problem: Formation, run: Run, start: FormationPlan | None = None) -> tuple[Longs, Ints]:
    """Return a branch number (any, -1 for the rest) and a reason for every unit."""
    alone, locked, venue = _first_rights(problem)
    label = np.full(len(problem), REST, np.int64)
    label[alone] = np.flatnonzero(alone)
    label[locked] = len(problem) + problem.branch[locked]
    reason = np.full(len(problem), UnitReason.NO_MEMBERS, np.int32)
    reason[alone], reason[locked] = UnitReason.ENOUGH_FORMAL, UnitReason.LOCKED
    pools = _pools(problem, (problem.members > 0) & ~alone & ~locked, venue)
    for pool, gone in _solve_pools(problem, pools, run, start):
        first = pool.index[np.unique(pool.label, return_index=True)[1]]
        label[pool.index] = np.where(gone == 0, first[pool.label], REST)
        reason[pool.index] = np.select(
            [gone == 1, gone == 2, venue[pool.index] >= 0],
            [UnitReason.TOO_FEW_NEAR, UnitReason.TOO_FAR, UnitReason.SAME_VENUE],
            UnitReason.NEIGHBOUR,
        )
    return label, reason


def _first_rights(problem: Formation) -> tuple[Bools, Bools, Ints]:
    """Return who stands alone, who is locked, and the venue of who belongs to a venue branch."""
    limits = problem.limits
    locked = problem.branch >= 0
    locked[locked] = problem.locked[problem.branch[locked]]
    locked &= problem.members > 0
    alone = (problem.formal >= max(1, limits.min_formal)) & ~locked
    venue = np.where(alone | locked, -1, problem.venue)
    inside = np.flatnonzero((venue >= 0) & (problem.members > 0))
    key, group = np.unique(_key(problem.town[inside], venue[inside]), return_inverse=True)
    enough = np.bincount(group, problem.formal[inside], len(key)) >= limits.min_formal
    enough &= np.bincount(group, problem.members[inside], len(key)) >= limits.min_members
    own = np.full(len(problem), -1, np.int32)
    own[inside] = np.where(enough[group], venue[inside], -1)
    return alone, locked, own


def _key(town: Ints, venue: Ints) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return town.astype(np.int64) << 32 | (venue.astype(np.int64) + 1)


def _pools(problem: Formation, free: Bools, venue: Ints) -> list[Ints]:
    """Return the units of each pool, the largest pool first."""
    index = np.flatnonzero(free).astype(np.int32)
    key = _key(problem.town[index], venue[index])
    order = np.argsort(key, kind="stable")
    index, key = index[order], key[order]
    cuts = np.flatnonzero(np.diff(key)) + 1
    pools = np.split(index, cuts) if len(index) else []
    return sorted(pools, key=len, reverse=True)


def _solve_pools(
    problem: Formation, pools: list[Ints], run: Run, start: FormationPlan | None
) -> Iterable[tuple[Pool, Ints]]:
    """Yield every pool, solved, with who of it goes to the rest (see :func:`retire`)."""
    terms = _terms(problem)
    if not run.is_timed:

        def solve(index: Ints) -> tuple[Pool, Ints]:
            pool = _open_pool(problem, index, terms, start)
            _improve(problem, pool, terms, run, run.budget.sweeps, 0)
            return pool, _settle(pool, terms, problem.weights.rest)

        yield from _parallel(solve, pools, run)
        return
    opened = list(_parallel(lambda index: _open_pool(problem, index, terms, start), pools, run))
    for sweeps, spent in _rounds(run):
        improve = partial(_improve, problem, terms=terms, run=run, sweeps=sweeps, spent=spent)
        list(_parallel(improve, opened, run))
    for pool in opened:
        yield pool, _settle(pool, terms, problem.weights.rest)


def _rounds(run: Run) -> Iterable[tuple[int, int]]:
    """Yield how many sweeps to run next and how many there were, until the time is used.

    The first round is short and tells the pace; each next one cools once over most of what is
    left, because one slow cooling is better than many fast ones.
    """
    sweeps, spent = FIRST_SWEEPS, 0
    while not run.is_over():
        begun = run.elapsed
        yield sweeps, spent
        spent += sweeps
        pace = (run.elapsed - begun) / sweeps
        sweeps = max(FIRST_SWEEPS, int(0.9 * run.left / pace))


def _parallel(work: Callable[[T], S], parts: Sequence[T], run: Run) -> Iterable[S]:
    """Yield ``work`` of every part in order, computed by one thread a core."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for done, result in enumerate(threads.map(work, parts), 1):
            run.tell("formation", done, len(parts))
            yield result


def _terms(problem: Formation) -> Terms:
    limits, weights = problem.limits, problem.weights
    return Terms(
        branch=weights.branch,
        mixed=weights.mixed,
        size=weights.size,
        units=weights.units,
        churn=weights.churn,
        hard=1000.0 * max(1.0, weights.branch, weights.size, weights.churn),
        min_formal=limits.min_formal,
        min_members=limits.min_members,
        max_members=limits.max_members,
        want_min=limits.want_min,
        want_max=limits.want_max,
        want_units=limits.want_units,
    )


def _open_pool(problem: Formation, index: Ints, terms: Terms, start: FormationPlan | None) -> Pool:
    """Return the pool with a first partition: ``start``'s, else today's branches, else grown."""
    index = index[hilbert_order(problem.x[index], problem.y[index])]
    x = (problem.x[index] - problem.x[index].mean()).astype(np.float32)
    y = (problem.y[index] - problem.y[index].mean()).astype(np.float32)
    trade = np.unique(problem.trade[index], return_inverse=True)[1].astype(np.int32)
    home = problem.branch[index]
    units = Units(
        x=x,
        y=y,
        members=problem.members[index],
        formal=problem.formal[index],
        trade=trade,
        home=home,
        near=_neighbours(x, y, trade),
    )
    label, identity = _first_clusters(home if start is None else start.branch_of[index])
    if start is not None:
        identity = np.where(identity >= 0, start.continues[identity], -1).astype(np.int32)
    grown = grow(units, terms, label, len(identity))
    identity = np.concatenate([identity, np.full(grown - len(identity), -1, np.int32)])
    return Pool(index, units, label, identity)


def _first_clusters(branch: Ints) -> tuple[Ints, Ints]:
    """Return cluster of each unit (-1 where it has no branch) and the branch of each cluster."""
    identity, label = np.unique(branch, return_inverse=True)
    if len(identity) and identity[0] < 0:
        identity, label = identity[1:], label - 1
    return label.astype(np.int32), identity.astype(np.int32)


def _neighbours(x: Singles, y: Singles, trade: Ints) -> Ints:
    """Return (n, k): the nearest units, and the nearest of the same trade, of each unit."""
    apart = 1000.0 * max(1.0, float(np.ptp(x)), float(np.ptp(y)))
    near = _nearest(np.column_stack([x, y]), NEAREST)
    same = _nearest(np.column_stack([x, y, apart * trade]), NEAREST_OF_TRADE)
    return np.concatenate([near, same], axis=1)


def _nearest(points: np.ndarray[tuple[int, int], np.dtype[np.float64]], k: int) -> Ints:
    n = len(points)
    k = min(k, n - 1)
    if k == 0:
        return np.full((n, 1), -1, np.int32)
    found = cKDTree(points).query(points, k + 1)[1].astype(np.int32)
    own = found == np.arange(n)[:, None]
    own[~own.any(axis=1), k] = True  # twins may hide a point from itself
    near: Ints = found[~own].reshape(n, k)
    return near


def _load(pool: Pool, terms: Terms) -> Clusters:
    used = len(pool.identity)
    largest = int(np.bincount(pool.label, minlength=1).max())
    slots = max(terms.max_members // max(1, int(pool.units.members.min())), largest)
    trades = int(pool.units.trade.max()) + 1
    room = used + max(16, used // 2)
    clusters = empty_clusters(len(pool.label), room, slots, trades)
    fill(pool.units, clusters, terms, pool.label, pool.identity)
    return clusters


def _keep(pool: Pool, clusters: Clusters) -> None:
    """Make the clusters the pool's partition if they cost less."""
    cost = float(clusters.cost.sum())
    if cost < pool.cost:
        used, label = np.unique(clusters.label, return_inverse=True)
        pool.cost = cost
        pool.label = label.astype(np.int32)
        pool.identity = clusters.identity[used]


def _improve(
    problem: Formation, pool: Pool, terms: Terms, run: Run, sweeps: int, spent: int
) -> None:
    """Cool the pool once over ``sweeps`` sweeps; keep the result if it is better."""
    if len(pool.index) < 2:
        return
    clusters = _load(pool, terms)
    usual = clusters.cost[(clusters.size > 0) & (clusters.cost < terms.hard)]
    mean = float(usual.sum()) / len(pool.index)
    rng = _seed(run.seed, pool, problem, spent)
    done = 0
    while done < sweeps and mean > 0 and not run.is_over():
        last = min(sweeps, done + CHUNK)
        anneal(pool.units, clusters, terms, HOT * mean, COLD * mean, done, last, sweeps, rng)
        done = last
    descend(pool.units, clusters, terms, DESCENTS)
    _keep(pool, clusters)


def _seed(seed: int, pool: Pool, problem: Formation, spent: int) -> NDArray[np.uint64]:
    """Return a generator state that depends on the pool alone, not on its place in the problem."""
    first = pool.index[0]
    where = (int(problem.town[first]), int(problem.venue[first]), len(pool.index))
    state = np.random.SeedSequence([seed, *(part + 1 for part in where), spent]).generate_state(
        1, np.uint64
    )
    return state | np.uint64(1)


def _settle(pool: Pool, terms: Terms, rest: float) -> Ints:
    """Return who goes to the comprehensive branch and why (see :func:`retire`)."""
    clusters = _load(pool, terms)
    stranded = _is_unlawful(clusters, terms)[clusters.label]
    if stranded.any() and not stranded.all():
        _look_farther(pool.units, stranded)
        descend(pool.units, clusters, terms, DESCENTS)
        _keep(pool, clusters)
    gone = np.zeros(len(pool.index), np.int32)
    retire(pool.units, clusters, terms, rest, gone)
    return gone


def _is_unlawful(clusters: Clusters, terms: Terms) -> Bools:
    unlawful: Bools = (
        (clusters.members < terms.min_members)
        | (clusters.members > terms.max_members)
        | (clusters.formal < terms.min_formal)
    )
    return unlawful


def _look_farther(units: Units, stranded: Bools) -> None:
    """Let the stranded units see lawful clusters only, however far they are."""
    lawful = np.flatnonzero(~stranded).astype(np.int32)
    tree = cKDTree(np.column_stack([units.x[lawful], units.y[lawful]]))
    k = min(units.near.shape[1], len(lawful))
    points = np.column_stack([units.x[stranded], units.y[stranded]])
    near = lawful[tree.query(points, k)[1].reshape(-1, k)]
    units.near[stranded] = -1
    units.near[np.flatnonzero(stranded)[:, None], np.arange(k)] = near
