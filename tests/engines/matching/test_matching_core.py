"""The core: the optimum over all eligible pairs, with its proof."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_cases import all_pairs, optimum, small, with_links

from engines.matching import core
from engines.matching.plan import PlanError, Status, Unmet, Why
from engines.matching.problem import Links, Needs, Pairs, Problem, Providers
from engines.matching.solve import solve
from engines.matching.verify import verify


def test_the_nearer_of_two_needs_takes_the_second_provider_when_that_is_cheaper_together() -> None:
    problem = Problem(Needs.at([0, 10], [0, 0]), Providers.at([4, 30], [0, 0]))
    plan = solve(problem)
    assert sorted(zip(plan.need, plan.provider, strict=True)) == [(0, 0), (1, 1)]
    assert plan.objective == plan.bound == 24
    assert plan.status == Status.OPTIMAL
    assert dict(zip(plan.need, plan.why, strict=True)) == {0: Why.CHEAPEST, 1: Why.SHARED}


def test_nobody_serves_twice_in_one_slot() -> None:
    problem = Problem(
        Needs.at([0, 0, 0], [0, 0, 0], slot=[0, 0, 1]),
        Providers.at([1], [0], slots=3, capacity=3),
    )
    plan = solve(problem)
    assert len(plan.need) == 2
    assert list(plan.unmet_why) == [Unmet.TOO_FEW_ELIGIBLE] or list(plan.unmet_why) == [
        Unmet.WORTH_MORE_ELSEWHERE
    ]
    assert verify(problem, plan).ok


def test_the_training_gate_and_every_skill_bind() -> None:
    problem = Problem(
        Needs.at([0], [0], skills=3, gate=1, heads=4),
        Providers.at([0, 0, 0], [0, 0, 1], skills=[3, 3, 1], trained=[1, 0, 1]),
    )
    plan = solve(problem)
    assert list(plan.provider) == [0]
    assert (list(plan.unmet_heads), list(plan.unmet_why)) == ([3], [Unmet.TOO_FEW_ELIGIBLE])


def test_a_confirmed_pair_stands_and_fills_a_head() -> None:
    problem = Problem(
        Needs.at([0, 100], [0, 0]), Providers.at([0, 100], [0, 0]), confirmed=Links.of([0], [1])
    )
    plan = solve(problem)
    assert sorted(zip(plan.need, plan.provider, strict=True)) == [(0, 1), (1, 0)]
    assert Why.CONFIRMED in plan.why
    assert verify(problem, plan).ok


def test_the_reserve_names_who_to_ask_next_in_order() -> None:
    problem = Problem(Needs.at([0], [0]), Providers.at([5, 1, 3, 2], [0] * 4))
    plan = solve(problem)
    assert list(plan.provider) == [1]
    assert list(plan.reserve) == [3, 2, 0]


@given(st.integers(0, 10_000), st.sampled_from([0, 300]))
@settings(max_examples=60, deadline=None)
def test_the_plan_costs_what_an_integer_program_finds(seed: int, repeat: int) -> None:
    problem = small(seed, repeat_cost=repeat)
    problem = replace(problem, refused=with_links(problem, 5, seed))
    plan = solve(problem)
    assert verify(problem, plan).faults == {}
    assert plan.objective == plan.bound == optimum(problem, all_pairs(problem))


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_listed_pairs_give_the_same_optimum_as_the_map(seed: int) -> None:
    problem = small(seed, needs=20, providers=40)
    listed = replace(problem, pairs=all_pairs(problem))
    plan = solve(listed)
    assert verify(listed, plan).ok
    assert plan.objective == solve(problem).objective


def test_a_thousand_providers_at_one_place_are_all_seen() -> None:
    problem = Problem(
        Needs.at([0.0], [0.0], heads=9_000), Providers.at(np.zeros(9_500), np.zeros(9_500))
    )
    plan = solve(problem)
    assert len(plan.need) == 9_000
    assert verify(problem, plan).ok


@pytest.mark.parametrize(
    ("needs", "providers"),
    [
        (Needs.at([], []), Providers.at([], [])),
        (Needs.at([0], [0], heads=0), Providers.at([], [])),
        (Needs.at([0], [0]), Providers.at([0], [0], capacity=0)),
        (Needs.at([0], [0], unfilled=0), Providers.at([0], [0])),
        (Needs.at([0], [0], skills=2), Providers.at([0], [0], skills=1)),
    ],
)
def test_nobody_to_invite_gives_an_empty_plan(needs: Needs, providers: Providers) -> None:
    problem = Problem(needs, providers)
    plan = solve(problem)
    assert len(plan.need) == 0
    assert plan.unmet_heads.sum() == needs.heads.sum()
    assert verify(problem, plan).ok


def test_no_listed_pairs_give_an_empty_plan() -> None:
    problem = Problem(Needs.at([0], [0]), Providers.at([0], [0]), pairs=Pairs.costing([], [], []))
    plan = solve(problem)
    assert list(plan.unmet_why) == [Unmet.NOBODY_ELIGIBLE]
    assert verify(problem, plan).ok


def test_the_same_problem_gives_the_same_plan() -> None:
    problem = small(5, needs=40, providers=80)
    first, second = solve(problem, seed=1), solve(problem, seed=1)
    assert all(np.array_equal(getattr(first, name), getattr(second, name)) for name in vars(first))


def test_a_run_that_is_stopped_says_which_heads_were_not_looked_at() -> None:
    problem = small(5)
    plan = solve(problem, progress=lambda stage, done, whole: False)
    assert plan.status == Status.STOPPED
    assert set(plan.unmet_why) == {Unmet.NOT_REACHED}
    assert verify(problem, plan).ok


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("listed", [False, True])
def test_a_stopped_run_goes_on_from_its_plan(
    monkeypatch: pytest.MonkeyPatch, seed: int, listed: bool
) -> None:
    monkeypatch.setattr(core, "ROUND", 2)
    problem = small(seed, needs=12, providers=20)
    if listed:
        problem = replace(problem, pairs=all_pairs(problem))
    stopped = solve(problem, progress=lambda stage, done, whole: done < 6)
    assert stopped.status == Status.STOPPED
    assert len(stopped.need) > 0
    again = solve(problem, start=stopped)
    assert verify(problem, again).ok
    assert again.objective == solve(problem).objective


def test_a_plan_of_another_problem_is_not_gone_on_from() -> None:
    with pytest.raises(PlanError):
        solve(small(2), start=solve(small(1)))
