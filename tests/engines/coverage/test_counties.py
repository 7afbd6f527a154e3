"""Counties on a Dask cluster give the plan of one machine."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from cases import formation

from engines.coverage.budget import Budget
from engines.coverage.counties import form_by_county
from engines.coverage.plan import FormationPlan
from engines.coverage.solve import solve

distributed = pytest.importorskip("distributed")


def test_two_workers_make_the_identical_plan() -> None:
    rng = np.random.default_rng(0)
    problem = formation(
        240,
        towns=6,
        branch=rng.integers(-1, 9, 240),
        locked=np.arange(9) == 4,
        venue=rng.integers(-1, 5, 240),
    )
    budget = Budget(sweeps=20)
    county = np.array([0, 0, 1, 1, 2, 2])
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        apart = form_by_county(problem, county, client, seed=1, budget=budget)
    whole = solve(problem, seed=1, budget=budget)
    for field in dataclasses.fields(FormationPlan):
        np.testing.assert_array_equal(getattr(apart, field.name), getattr(whole, field.name))
