"""Attachment: the optimum, its proof, who stays out and why."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from cases import attachment
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from engines.coverage import attachment as stage
from engines.coverage.budget import Budget
from engines.coverage.plan import AttachmentPlan, EntityReason
from engines.coverage.problem import Attachment
from engines.coverage.solve import solve
from engines.coverage.verify import verify


def attach(problem: Attachment) -> AttachmentPlan:
    plan = solve(problem, seed=1, budget=Budget())
    assert isinstance(plan, AttachmentPlan)
    assert verify(problem, plan) == []
    assert plan.objective == plan.bound
    return plan


def optimum(problem: Attachment) -> float:
    """Solve with one row per entity and one column per place, and one nowhere per entity."""
    place = np.repeat(np.arange(len(problem.capacity)), problem.capacity)
    dx = problem.host_x[place] - problem.x[:, None]
    dy = problem.host_y[place] - problem.y[:, None]
    cost = np.rint(1000 * np.sqrt(dx**2 + dy**2))
    cost[problem.town[:, None] != problem.host_town[place]] = 2 * stage.UNPLACED_METRES
    cost = np.hstack([cost, np.full((len(problem), len(problem)), stage.UNPLACED_METRES)])
    rows, columns = linear_sum_assignment(cost)
    return float(cost[rows, columns].sum())


def test_the_nearest_host_with_room_takes_all() -> None:
    plan = attach(
        Attachment([0.0, 1.0], [0.0, 0.0], [0, 0], [0.0, 9.0], [0.0, 0.0], [0, 0], [2, 2])
    )  # type: ignore[arg-type]
    assert plan.host_of.tolist() == [0, 0]
    assert plan.metres.tolist() == [0, 1000]
    assert plan.reason.tolist() == [EntityReason.NEAREST] * 2


def test_a_full_host_sends_on_who_loses_least() -> None:
    plan = attach(
        Attachment([0.0, 1.0], [0.0, 0.0], [0, 0], [0.0, 9.0], [0.0, 0.0], [0, 0], [1, 2])
    )  # type: ignore[arg-type]
    assert plan.host_of.tolist() == [0, 1]
    assert plan.reason.tolist() == [EntityReason.NEAREST, EntityReason.NEAREST_FULL]


def test_the_reason_tells_who_is_not_with_the_nearest_host() -> None:
    """However often the lists of hosts were drawn anew while prices rose."""
    for seed in range(5):
        problem = attachment(300, 60, 1, 8, seed)
        plan = attach(problem)
        far = np.hypot(problem.x[:, None] - problem.host_x, problem.y[:, None] - problem.host_y)
        nearest = np.rint(1000 * far[:, problem.capacity > 0].min(axis=1))
        placed = plan.host_of >= 0
        full = plan.reason[placed] == EntityReason.NEAREST_FULL
        assert (full == (plan.metres > nearest)[placed]).all()


def test_who_cannot_be_placed_is_listed_with_what_lacks() -> None:
    plan = attach(Attachment([0.0, 1.0, 0.0], [0.0] * 3, [0, 0, 1], [0.0], [0.0], [0], [1]))  # type: ignore[arg-type]
    assert plan.host_of.tolist() == [0, -1, -1]
    assert plan.reason.tolist() == [
        EntityReason.NEAREST,
        EntityReason.NO_CAPACITY,
        EntityReason.NO_HOST,
    ]
    assert plan.lacking.tolist() == [1, 1]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(0, 25),
    st.integers(1, 3),
    st.integers(0, 12),
    st.integers(0, 10_000),
    st.booleans(),
)
def test_it_is_the_optimum(
    entities: int, hosts: int, towns: int, capacity: int, seed: int, twins: bool
) -> None:
    problem = attachment(entities, hosts, towns, capacity, seed)
    if twins:
        problem = dataclasses.replace(problem, x=np.round(problem.x), y=np.round(problem.y))
    assert attach(problem).objective == optimum(problem)


@pytest.mark.parametrize("rounds", [0, 3])
def test_lists_too_short_do_not_cost_the_optimum(
    monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    monkeypatch.setattr(stage, "NEAREST", 2)
    monkeypatch.setattr(stage, "ROUNDS", rounds)
    for seed in range(5):
        problem = attachment(150, 40, 1, 5, seed)
        assert attach(problem).objective == optimum(problem)


def test_verify_finds_an_exchange_for_the_worse() -> None:
    problem = attachment()
    plan = attach(problem)
    i, j = next(
        (i, j)
        for i in range(60)
        for j in range(60)
        if problem.town[i] == problem.town[j] and plan.host_of[i] > plan.host_of[j] >= 0
    )
    plan.host_of[[i, j]] = plan.host_of[[j, i]]
    assert verify(problem, plan) != []


@pytest.mark.parametrize("seed", range(3))
def test_a_stopped_run_leaves_whole_towns_out_and_goes_on_with_them(seed: int) -> None:
    problem = attachment(90, 12, towns=6, seed=seed)
    calls = iter(range(100))
    part = solve(problem, seed=1, budget=Budget(), cancelled=lambda: next(calls) >= 2)
    assert isinstance(part, AttachmentPlan)
    assert verify(problem, part) == []
    assert (part.reason == EntityReason.NOT_REACHED).any()
    assert (part.reason == EntityReason.NEAREST).any()
    assert part.bound < part.objective
    whole = attach(problem)
    assert part.bound <= whole.objective
    resumed = solve(problem, seed=1, budget=Budget(), start=part)
    for field in dataclasses.fields(AttachmentPlan):
        np.testing.assert_array_equal(getattr(resumed, field.name), getattr(whole, field.name))


def test_a_run_out_of_time_says_whom_it_did_not_reach() -> None:
    problem = attachment()
    plan = solve(problem, seed=1, budget=Budget(seconds=0.0))
    assert verify(problem, plan) == []
    assert set(plan.reason) <= {EntityReason.NOT_REACHED, EntityReason.NO_HOST}  # type: ignore[union-attr]
