"""Small problems drawn from a seed, and their optimum by a linear program."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from engines.matching.problem import Links, Needs, Pairs, Problem, Providers, pair_costs


def small(seed: int, needs: int = 6, providers: int = 12, **rules: object) -> Problem:
    """Return a problem with crowded places, several skills, slots and trainings."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 3_000, (3, 2))

    def places(count: int) -> np.ndarray:
        return (spots[rng.integers(0, 3, count)] + rng.normal(0, 200, (count, 2))).round()

    where, home = places(needs), places(providers)
    return Problem(
        Needs.at(
            where[:, 0],
            where[:, 1],
            skills=rng.choice([0, 1, 2, 3], needs),
            gate=rng.choice([0, 0, 1], needs),
            slot=rng.integers(0, 3, needs),
            heads=rng.integers(1, 4, needs),
            unfilled=rng.choice([2_000, 4_000], needs),
        ),
        Providers.at(
            home[:, 0],
            home[:, 1],
            skills=rng.choice([1, 2, 3], providers),
            trained=rng.choice([0, 1], providers),
            slots=rng.integers(1, 8, providers),
            capacity=rng.integers(0, 4, providers),
            load=rng.poisson(1.0, providers),
        ),
        **{"radius": 2_500, **rules},  # type: ignore[arg-type]
    )


def all_pairs(problem: Problem) -> Pairs:
    """Return every eligible pair with its cost, by looking at each."""
    needs, providers = problem.needs, problem.providers
    i, j = (side.ravel() for side in np.indices((len(needs), len(providers))))
    i, j = i.astype(np.int32), j.astype(np.int32)
    cost = pair_costs(problem, i, j)
    metres = cost - problem.load_cost * providers.load[j]
    refused = set(
        zip(problem.refused.need.tolist(), problem.refused.provider.tolist(), strict=True)
    )
    ok = (
        (providers.skills[j] & needs.skills[i] == needs.skills[i])
        & (providers.trained[j] & needs.gate[i] == needs.gate[i])
        & (providers.slots[j] >> needs.slot[i].astype(np.uint64) & np.uint64(1) == 1)
        & (metres < problem.radius)
        & np.array([pair not in refused for pair in zip(i.tolist(), j.tolist(), strict=True)], bool)
    )
    return Pairs.costing(i[ok], j[ok], cost[ok].astype(np.int32))


def optimum(problem: Problem, pairs: Pairs) -> int:
    """Return the least cost over ``pairs``, with nobody twice in one slot, by integer program."""
    n, m, k = len(problem.needs), len(problem.providers), len(pairs)
    slot = problem.needs.slot[pairs.need]
    units = [(j, t) for j in range(m) for t in range(int(problem.providers.capacity[j]))]
    node = pairs.provider.astype(np.int64) * 64 + slot
    nodes, node_of = np.unique(node, return_inverse=True)
    columns = k + n + len(units)
    rows, cols, values = [], [], []

    def put(row: int, column: int, value: int) -> None:
        rows.append(row)
        cols.append(column)
        values.append(value)

    for edge in range(k):
        put(int(pairs.need[edge]), edge, 1)
        put(n + int(pairs.provider[edge]), edge, 1)
        put(n + m + int(node_of[edge]), edge, 1)
    for i in range(n):
        put(i, k + i, 1)
    for u, (j, _) in enumerate(units):
        put(n + j, k + n + u, -1)
    matrix = csr_array((values, (rows, cols)), shape=(n + m + len(nodes), columns))
    heads = problem.needs.heads.astype(float)
    low = np.concatenate([heads, np.full(m, -np.inf), np.zeros(len(nodes))])
    high = np.concatenate([heads, np.zeros(m), np.ones(len(nodes))])
    cost = np.concatenate(
        [pairs.cost, problem.needs.unfilled, [t * problem.repeat_cost for _, t in units]]
    )
    upper = np.concatenate([np.ones(k), heads, np.ones(len(units))])
    solved = milp(
        cost,
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(np.zeros(columns), upper),
        integrality=np.ones(columns),
    )
    return round(solved.fun)


def with_links(problem: Problem, count: int, seed: int) -> Links:
    """Return ``count`` random pairs, to be refused."""
    rng = np.random.default_rng(seed)
    return Links.of(
        rng.integers(0, len(problem.needs), count), rng.integers(0, len(problem.providers), count)
    )
