"""Counties solved apart, here and on a cluster, give one plan with one proof."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from matching_cases import all_pairs, small

from engines.matching.counties import solve_counties
from engines.matching.problem import Needs, Problem, ProblemError, Providers
from engines.matching.solve import solve
from engines.matching.verify import verify


def _two_counties(seed: int) -> tuple[Problem, np.ndarray, np.ndarray]:
    """Return two problems side by side, too far apart for anyone to cross."""
    here, there = small(seed, needs=10, providers=20), small(seed + 1, needs=10, providers=20)
    needs, providers = (
        {name: np.concatenate([values, vars(other)[name]]) for name, values in vars(side).items()}
        for side, other in ((here.needs, there.needs), (here.providers, there.providers))
    )
    needs["x"][10:] += 50_000
    providers["x"][20:] += 50_000
    problem = replace(here, needs=Needs(**needs), providers=Providers(**providers))
    return problem, np.repeat([3, 8], 10), np.repeat([3, 8], 20)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("listed", [False, True])
def test_counties_apart_cost_what_the_whole_costs(seed: int, listed: bool) -> None:
    problem, of_need, of_provider = _two_counties(seed)
    if listed:
        problem = replace(problem, pairs=all_pairs(problem))
    with ThreadPoolExecutor(2) as executor:
        plan = solve_counties(problem, of_need, of_provider, executor)
    assert verify(problem, plan).ok
    assert plan.objective == plan.bound == solve(problem).objective


def test_a_team_across_a_border_is_refused() -> None:
    problem, of_need, of_provider = _two_counties(1)
    team = np.full(40, -1, np.int32)
    team[[0, 39]] = 1
    torn = replace(problem, providers=replace(problem.providers, team=team))
    with ThreadPoolExecutor(1) as executor, pytest.raises(ProblemError) as refused:
        solve_counties(torn, of_need, of_provider, executor)
    assert refused.value.code == "crosses-counties"


def test_a_cluster_of_two_workers_gives_the_identical_plan() -> None:
    distributed = pytest.importorskip("distributed")
    problem, of_need, of_provider = _two_counties(4)
    with ThreadPoolExecutor(1) as executor:
        alone = solve_counties(problem, of_need, of_provider, executor)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        together = solve_counties(problem, of_need, of_provider, client.get_executor())
    assert all(np.array_equal(getattr(alone, n), getattr(together, n)) for n in vars(alone))
