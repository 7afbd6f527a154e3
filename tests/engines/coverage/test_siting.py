"""Siting: brute force on small cases, the public instances where they are at hand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from cases import siting

from engines.coverage.budget import Budget
from engines.coverage.compiled import COMPILED
from engines.coverage.cpmp import read_cpmp
from engines.coverage.plan import SitingPlan
from engines.coverage.problem import Siting
from engines.coverage.solve import solve
from engines.coverage.verify import verify

INSTANCES = Path(__file__).parents[4] / "shared" / "instances" / "cpmp"


def place(problem: Siting, sweeps: int = 400) -> SitingPlan:
    plan = solve(problem, seed=1, budget=Budget(sweeps=sweeps))
    assert isinstance(plan, SitingPlan)
    assert verify(problem, plan) == []
    return plan


def optimum(problem: Siting) -> float:
    far = np.hypot(problem.x[:, None] - problem.site_x, problem.y[:, None] - problem.site_y)
    cost = np.floor(problem.scale * far)
    best = np.inf
    for pair in itertools.combinations(range(len(problem.capacity)), 2):
        for choice in itertools.product((0, 1), repeat=len(problem)):
            where = np.array(pair)[list(choice)]
            load = np.bincount(where, problem.demand, len(problem.capacity))
            if (load <= problem.capacity).all():
                best = min(best, cost[np.arange(len(problem)), where].sum())
    return best


@pytest.mark.parametrize("seed", range(3))
def test_small_cases_are_solved_to_the_optimum(seed: int) -> None:
    problem = siting(9, 4, 2, seed)
    assert place(problem).objective == optimum(problem)


def test_who_does_not_fit_has_no_site() -> None:
    problem = Siting([0.0] * 3, [0.0] * 3, [2, 2, 9], [0.0], [0.0], [3], 1)  # type: ignore[arg-type]
    assert sorted(place(problem).site_of.tolist()) == [-1, -1, 0]


def test_who_can_only_be_packed_in_pieces_has_no_site() -> None:
    problem = Siting([0.0] * 3, [0.0] * 3, [2, 2, 2], [0.0, 1.0], [0.0, 0.0], [3, 3], 2)  # type: ignore[arg-type]
    assert (place(problem).site_of >= 0).sum() == 2


def test_nothing_to_open_is_an_empty_plan() -> None:
    assert place(siting(count=0)).site_of.tolist() == [-1] * 12


def test_the_same_seed_gives_the_same_plan() -> None:
    first, second = place(siting(40, 20, 5)), place(siting(40, 20, 5))
    assert first.site_of.tolist() == second.site_of.tolist()


def test_resuming_is_never_worse() -> None:
    problem = siting(40, 20, 8)
    first = place(problem, 20)
    again = solve(problem, seed=7, budget=Budget(sweeps=20), start=first)
    assert isinstance(again, SitingPlan)
    assert again.objective <= first.objective


@pytest.mark.skipif(not INSTANCES.exists() or not COMPILED, reason="needs the public instances")
@pytest.mark.parametrize(("name", "best"), [("cpmp01", 713), ("cpmp04", 651), ("cpmp16", 954)])
def test_public_instances(name: str, best: int) -> None:
    assert place(read_cpmp(INSTANCES / f"{name}.txt"), 2000).objective == best
