"""Counties on a Dask cluster give the plan of one machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from cases import attachment, formation

from engines.coverage.budget import Budget
from engines.coverage.counties import attach_by_county, form_by_county, plan_city_by_county
from engines.coverage.problem import City
from engines.coverage.solve import solve

distributed = pytest.importorskip("distributed")

SWEEPS = Budget(sweeps=20)
COUNTY = np.array([0, 0, 1, 1, 2, 2])


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as two_workers,
    ):
        yield two_workers


def assert_identical(one: Any, other: Any) -> None:
    for field in dataclasses.fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if dataclasses.is_dataclass(mine):
            assert_identical(mine, theirs)
        else:
            np.testing.assert_array_equal(mine, theirs)


def units() -> Any:
    rng = np.random.default_rng(0)
    return formation(
        240,
        towns=6,
        branch=rng.integers(-1, 9, 240),
        locked=np.arange(9) == 4,
        venue=rng.integers(-1, 5, 240),
    )


def test_two_workers_form_the_identical_branches(client: Any) -> None:
    problem = units()
    apart = form_by_county(problem, COUNTY, client, seed=1, budget=SWEEPS)
    assert_identical(apart, solve(problem, seed=1, budget=SWEEPS))


@pytest.mark.parametrize("hosts", [0, 3, 40])
def test_two_workers_attach_identically(client: Any, hosts: int) -> None:
    problem = attachment(200, hosts, towns=6, capacity=9, seed=hosts)
    apart = attach_by_county(problem, COUNTY, client)
    assert_identical(apart, solve(problem, seed=1, budget=SWEEPS))


def test_two_workers_plan_the_identical_city(client: Any) -> None:
    host = attachment(0, 12, towns=6)
    problem = City(
        units(), host.host_x, host.host_y, host.host_town, host.capacity, branch_capacity=2
    )
    apart = plan_city_by_county(problem, COUNTY, client, seed=1, budget=SWEEPS)
    assert_identical(apart, solve(problem, seed=1, budget=SWEEPS))
