"""Clashing times, the way between needs, teams and least numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_cases import small

from engines.matching.plan import Status, Unmet
from engines.matching.problem import Links, Needs, Problem, Providers, Slots
from engines.matching.session import Matching
from engines.matching.solve import solve
from engines.matching.verify import verify
from engines.matching.work import Budget


def test_one_person_is_not_sent_to_two_slots_that_overlap() -> None:
    problem = Problem(
        Needs.at([0, 0], [0, 0], slot=[0, 1]),
        Providers.at([1, 500], [0, 0], slots=3, capacity=2),
        times=Slots.between([0, 60], [120, 180]),
    )
    plan = solve(problem)
    assert verify(problem, plan).ok
    assert sorted(plan.provider) == [0, 1]


@pytest.mark.parametrize(("speed", "people"), [(0, 1), (100, 1), (10, 2)])
def test_the_way_between_two_needs_takes_time(speed: int, people: int) -> None:
    problem = Problem(
        Needs.at([0, 1_000], [0, 0], slot=[0, 1]),
        Providers.at([500, 3_000], [0, 0], slots=3, capacity=2),
        times=Slots.between([0, 90], [60, 150]),
        speed=speed,
    )
    plan = solve(problem)
    assert verify(problem, plan).ok
    assert len(set(plan.provider)) == people


def test_a_team_comes_whole() -> None:
    problem = Problem(
        Needs.at([0], [0], heads=2),
        Providers.at([0, 300, 100], [0, 0, 0], team=[7, 7, -1]),
    )
    plan = solve(problem)
    assert verify(problem, plan).ok
    assert sorted(plan.provider) == [0, 1]


def test_a_team_too_large_for_a_need_stays_away() -> None:
    problem = Problem(Needs.at([0], [0]), Providers.at([0, 0, 100], [0, 0, 0], team=[7, 7, -1]))
    plan = solve(problem)
    assert list(plan.provider) == [2]
    assert plan.status == Status.OPTIMAL
    assert verify(problem, plan).ok


def test_fewer_than_the_least_number_means_nobody() -> None:
    problem = Problem(Needs.at([0], [0], heads=3, minimum=2), Providers.at([5], [0]))
    plan = solve(problem)
    assert len(plan.need) == 0
    assert list(plan.unmet_why) == [Unmet.BELOW_MINIMUM]
    assert verify(problem, plan).ok


def _bound_people(seed: int) -> Problem:
    problem = small(
        seed,
        needs=15,
        providers=30,
        times=Slots.between([0, 60, 200], [120, 180, 300]),
        speed=30,
    )
    rng = np.random.default_rng(seed)
    return replace(
        problem,
        needs=replace(problem.needs, minimum=rng.integers(0, 3, 15).astype(np.int32)),
        providers=replace(
            problem.providers, team=rng.integers(-8, 4, 30).clip(-1).astype(np.int32)
        ),
    )


@given(st.integers(0, 100_000), st.sampled_from([0, 1, 100]))
@settings(max_examples=100, deadline=None)
def test_every_rule_is_kept_whenever_the_run_stops(seed: int, rounds: int) -> None:
    problem = _bound_people(seed)
    plan = solve(problem, budget=Budget(rounds=rounds))
    assert verify(problem, plan).faults == {}
    assert plan.bound <= plan.objective


@given(st.integers(0, 100_000))
@settings(max_examples=30, deadline=None)
def test_confirmed_people_stay_when_rules_bind_them(seed: int) -> None:
    problem = _bound_people(seed)
    matching = Matching(problem)
    plan = matching.solve()
    some = slice(0, len(plan.need) // 2)
    after = replace(problem, confirmed=Links.of(plan.need[some], plan.provider[some]))
    matching.change(after)
    again = matching.solve()
    assert verify(after, again).faults == {}
    kept = set(zip(again.need.tolist(), again.provider.tolist(), strict=True))
    assert set(zip(plan.need[some].tolist(), plan.provider[some].tolist(), strict=True)) <= kept
