"""Formation: first rights, limits, stability, the rest, the same plan for the same seed."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from cases import formation
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.coverage.budget import Budget
from engines.coverage.plan import BranchKind, FormationPlan, UnitReason, Warn
from engines.coverage.problem import Formation, Limits, Weights
from engines.coverage.solve import solve
from engines.coverage.verify import verify

SWEEPS = Budget(sweeps=20)


def form(problem: Formation, seed: int = 1, **more: object) -> FormationPlan:
    plan = solve(problem, seed=seed, budget=SWEEPS, **more)  # type: ignore[arg-type]
    assert isinstance(plan, FormationPlan)
    assert verify(problem, plan) == []
    return plan


def units(*rows: tuple[float, float, int, int], **more: object) -> Formation:
    """Units of one town from (x, y, trade, members), all members formal."""
    x, y, trade, members = (np.array(column) for column in zip(*rows, strict=True))
    town = np.zeros(len(rows), np.int32)
    return Formation(x * 1.0, y * 1.0, town, trade, members, members, **more)  # type: ignore[arg-type]


def test_a_unit_with_three_formal_members_stands_alone() -> None:
    plan = form(units((0, 0, 0, 3), (0, 0, 0, 1), (0, 0, 0, 2)))
    assert plan.kind.tolist() == [BranchKind.STANDALONE, BranchKind.JOINT]
    assert plan.reason.tolist()[0] == UnitReason.ENOUGH_FORMAL


def test_a_venue_with_enough_members_has_its_own_branch() -> None:
    problem = units(*[(0.1 * i, 0, 0, 1) for i in range(8)], venue=[7, 7, 7, 7, -1, -1, -1, -1])
    plan = form(problem)
    assert plan.kind.tolist() == [BranchKind.VENUE, BranchKind.JOINT]
    assert plan.venue.tolist() == [7, -1]


def test_neighbours_far_apart_form_two_branches() -> None:
    plan = form(units(*[(i % 2 * 9.0, 0.01 * i, 0, 1) for i in range(14)]))
    assert len(plan.kind) == 2
    assert plan.branch_of.tolist() == [0, 1] * 7
    assert set(plan.reason) == {UnitReason.SAME_TRADE}


def test_too_few_members_go_to_the_comprehensive_branch_of_the_region() -> None:
    problem = formation(
        6, towns=3, members=[1] * 6, formal=[1] * 6, town=[0, 0, 1, 1, 2, 2], region=[0, 0, 1]
    )
    plan = form(problem)
    assert plan.kind.tolist() == [BranchKind.COMPREHENSIVE] * 2
    assert plan.region.tolist() == [0, 1]
    assert set(plan.reason) == {UnitReason.TOO_FEW_NEAR}


def test_who_is_too_far_goes_to_the_comprehensive_branch() -> None:
    plan = form(units(*[(0.01 * i, 0, 0, 1) for i in range(8)], (90, 0, 0, 1)))
    assert plan.reason[-1] == UnitReason.TOO_FAR
    assert plan.kind[plan.branch_of[-1]] == BranchKind.COMPREHENSIVE


def test_locked_branches_stay_and_are_warned_of() -> None:
    problem = units(
        *[(float(i), 0, 0, 1) for i in range(9)], branch=[0, 0, *[-1] * 7], locked=[True]
    )
    plan = form(problem)
    assert plan.kind[0] == BranchKind.LOCKED
    assert np.flatnonzero(plan.branch_of == 0).tolist() == [0, 1]
    assert plan.breaking(Warn.BELOW_FORMAL).tolist() == [0]


def test_a_price_on_churn_keeps_branches_as_they_are() -> None:
    problem = formation(200, towns=1, seed=3)
    first = form(problem)
    shaken = first.branch_of.copy()
    rng = np.random.default_rng(1)
    moving = rng.choice(np.flatnonzero(shaken >= 0), 10, replace=False)
    shaken[moving] = rng.permutation(shaken[moving])
    moved = []
    for price in (0.0, 1000.0):
        again = dataclasses.replace(
            problem, branch=shaken, locked=np.zeros(0, bool), weights=Weights(churn=price)
        )
        moved.append(int(form(again, seed=2).moved.sum()))
    assert moved[1] == 0
    assert moved[0] > 0


def test_resuming_is_never_worse() -> None:
    problem = formation(300, towns=2, seed=5)
    first = form(problem)
    assert form(problem, seed=9, start=first).objective <= first.objective + 1e-3


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = formation(200)
    first, second = form(problem), form(problem)
    for field in dataclasses.fields(FormationPlan):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(second, field.name))


def test_a_cancelled_run_returns_a_valid_plan() -> None:
    form(formation(200), cancelled=lambda: True)


def test_a_timed_run_reports_and_ends() -> None:
    reports: list[object] = []
    problem = formation(200)
    plan = solve(problem, seed=1, budget=Budget(seconds=0.3), progress=reports.append)
    assert verify(problem, plan) == []
    assert reports


@pytest.mark.parametrize("seed", range(4))
def test_small_towns_are_solved_to_the_optimum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 7
    problem = units(
        *[(*rng.uniform(0, 3, 2), int(rng.integers(0, 2)), 1) for _ in range(n)],
        limits=Limits(want_min=3, want_max=5),
        weights=Weights(rest=float("inf"), branch=1.0),
    )
    best = min(
        _brute_cost(problem, np.array(label))
        for label in itertools.product(range(2), repeat=n)
        if all(np.bincount(label)[np.bincount(label) > 0] >= 3)
    )
    assert form(problem).objective == pytest.approx(best, abs=1e-4)


def _brute_cost(problem: Formation, label: np.ndarray) -> float:
    cost = 0.0
    for k in set(label.tolist()):
        at = label == k
        size = int(at.sum())
        centre = problem.x[at].mean(), problem.y[at].mean()
        cost += np.hypot(problem.x[at] - centre[0], problem.y[at] - centre[1]).sum()
        cost += problem.weights.branch + 0.1 * (size - np.bincount(problem.trade[at]).max())
        cost += 0.2 * max(0, size - 5) + 0.5 * max(0, size - 5)
    return float(cost)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 60), st.integers(1, 4), st.integers(0, 10_000), st.booleans())
def test_any_town_gets_a_valid_plan(count: int, towns: int, seed: int, twins: bool) -> None:
    rng = np.random.default_rng(seed)
    members = rng.integers(0, 8, count)
    more: dict[str, object] = {
        "members": members,
        "formal": rng.integers(0, members + 1),
        "venue": rng.integers(-1, 3, count),
        "branch": rng.integers(-1, 4, count),
        "locked": rng.random(5) < 0.3,
        "region": rng.integers(0, 2, towns),
    }
    if twins:
        more |= {"x": np.zeros(count), "y": np.zeros(count)}
    plan = form(formation(count, towns, seed, **more), seed)
    lawful = (plan.kind == BranchKind.JOINT) | (plan.kind == BranchKind.VENUE)
    assert (plan.members[lawful] <= 50).all()
    assert (plan.formal[lawful] >= 3).all()
