"""A change is followed to the same optimum that solving afresh finds, and disturbs no confirmed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_cases import all_pairs, small

from engines.matching.plan import Status
from engines.matching.problem import Links, Needs, Pairs, Problem
from engines.matching.session import Matching
from engines.matching.solve import solve
from engines.matching.verify import verify


def _joined(first: Links, need: list[int], provider: list[int]) -> Links:
    return Links.of(
        np.concatenate([first.need, need]).astype(np.int32),
        np.concatenate([first.provider, provider]).astype(np.int32),
    )


def _changed(problem: Problem, need: np.ndarray, provider: np.ndarray, seed: int) -> Problem:
    """Return ``problem`` after refusals, acceptances, departures, new and cancelled needs."""
    rng = np.random.default_rng(seed)
    fate = rng.choice(["declines", "accepts", "leaves", "nothing"], len(need))
    confirmed = set(zip(problem.confirmed.need, problem.confirmed.provider, strict=True))
    held = np.array([p in confirmed for p in zip(need, provider, strict=True)], bool)
    fate[held] = "nothing"
    said_no, said_yes = fate == "declines", fate == "accepts"
    capacity = problem.providers.capacity.copy()
    leaving = np.setdiff1d(provider[fate == "leaves"], provider[said_yes | held])
    capacity[leaving] = 0
    heads = np.maximum(problem.needs.heads + rng.integers(-2, 2, len(problem.needs)), 0)
    fixed = np.bincount(
        np.concatenate([problem.confirmed.need, need[said_yes]]), minlength=len(heads)
    )
    old = replace(problem.needs, heads=np.maximum(heads, fixed).astype(np.int32))
    new = small(seed + 1, needs=3).needs
    needs = Needs(
        **{name: np.concatenate([vars(old)[name], vars(new)[name]]) for name in vars(old)}
    )
    return replace(
        problem,
        needs=needs,
        providers=replace(problem.providers, capacity=capacity),
        refused=_joined(problem.refused, list(need[said_no]), list(provider[said_no])),
        confirmed=_joined(problem.confirmed, list(need[said_yes]), list(provider[said_yes])),
    )


def _listed(problem: Problem, known: Pairs | None, first_new: int) -> Problem:
    """Return ``problem`` with its pairs listed: those ``known``, then those of the new needs."""
    pairs = all_pairs(replace(problem, pairs=None, refused=Links.of()))
    if known is None:
        return replace(problem, pairs=pairs)
    new = pairs.need >= first_new
    return replace(
        problem,
        pairs=Pairs(
            np.concatenate([known.need, pairs.need[new]]),
            np.concatenate([known.provider, pairs.provider[new]]),
            np.concatenate([known.cost, pairs.cost[new]]),
        ),
    )


@given(st.integers(0, 100_000), st.sampled_from([0, 300]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_following_changes_costs_what_solving_afresh_costs(
    seed: int, repeat: int, listed: bool
) -> None:
    problem = small(seed, needs=12, providers=20, repeat_cost=repeat)
    if listed:
        problem = _listed(problem, None, 0)
    matching = Matching(problem)
    plan = matching.solve()
    for step in range(3):
        after = _changed(problem, plan.need, plan.provider, seed + step)
        if listed:
            after = _listed(after, problem.pairs, len(problem.needs))
        matching.change(after)
        plan = matching.solve()
        assert verify(after, plan).faults == {}
        assert plan.objective == plan.bound == solve(after).objective
        problem = after


@given(st.integers(0, 100_000), st.sampled_from([0, 300]))
@settings(max_examples=60, deadline=None)
def test_changes_may_follow_each_other_before_anybody_is_placed_anew(
    seed: int, repeat: int
) -> None:
    problem = small(seed, needs=12, providers=20, repeat_cost=repeat)
    matching = Matching(problem)
    plan = matching.solve()
    for step in range(3):
        refused = _joined(problem.refused, list(plan.need[step::4]), list(plan.provider[step::4]))
        heads = np.maximum(problem.needs.heads - (np.arange(len(problem.needs)) % 4 == step), 0)
        needs = replace(problem.needs, heads=heads.astype(np.int32))
        problem = replace(problem, needs=needs, refused=refused)
        matching.change(problem)
    again = matching.solve()
    assert verify(problem, again).ok
    assert again.objective == again.bound == solve(problem).objective


@pytest.mark.parametrize("seed", range(8))
def test_a_change_that_is_stopped_leaves_nobody_on_what_was_declined(seed: int) -> None:
    problem = small(seed, needs=12, providers=20)
    matching = Matching(problem)
    plan = matching.solve()
    problem = replace(problem, refused=Links.of(plan.need[::2], plan.provider[::2]))
    matching.change(problem)
    stopped = matching.solve(progress=lambda stage, done, whole: False)
    assert stopped.status == Status.STOPPED
    assert verify(problem, stopped).ok
    assert matching.solve().objective == solve(problem).objective


def _pairs(need: np.ndarray, provider: np.ndarray) -> set[tuple[int, int]]:
    pairs = list(zip(need.tolist(), provider.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


@given(st.integers(0, 100_000), st.sampled_from([0, 300]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_differences_add_up_to_the_plan(seed: int, repeat: int, teams: bool) -> None:
    problem = small(seed, needs=12, providers=20, repeat_cost=repeat)
    if teams:
        team = np.where(np.arange(20) < 6, np.arange(20) // 2, -1).astype(np.int32)
        problem = replace(problem, providers=replace(problem.providers, team=team))
    matching = Matching(problem)
    told: set[tuple[int, int]] = set()
    lacking: dict[int, int] = {}
    for step in range(4):
        difference = matching.update()
        new = _pairs(difference.need, difference.provider)
        gone = _pairs(difference.withdrawn_need, difference.withdrawn_provider)
        assert gone <= told
        assert not new & told
        told = told - gone | new
        short = zip(difference.unmet_need, difference.unmet_heads, strict=True)
        lacking = {need: heads for need, heads in (lacking | dict(short)).items() if heads}
        again = matching.update()
        assert len(again.need) == len(again.withdrawn_need) == len(again.unmet_need) == 0
        plan = matching.solve()
        assert told == _pairs(plan.need, plan.provider)
        assert lacking == dict(zip(plan.unmet_need, plan.unmet_heads, strict=True))
        assert (difference.objective, difference.bound) == (plan.objective, plan.bound)
        assert difference.status == plan.status
        matching.change(problem := _changed(problem, plan.need, plan.provider, seed + step))


def test_a_difference_tells_reasons_and_order_as_the_plan_does() -> None:
    problem = small(3, needs=15, providers=20)
    plan, difference = solve(problem), Matching(problem).update()
    rows = {
        (i, j): (cost, why)
        for i, j, cost, why in zip(plan.need, plan.provider, plan.cost, plan.why, strict=True)
    }
    assert len(difference.need) == len(plan.need)
    np.testing.assert_array_equal(difference.need, plan.need)
    for i, j, cost, why in zip(
        difference.need, difference.provider, difference.cost, difference.why, strict=True
    ):
        assert rows[i, j] == (cost, why)
    np.testing.assert_array_equal(difference.unmet_why, plan.unmet_why)


def test_confirmed_people_are_not_disturbed_by_a_cheaper_newcomer() -> None:
    problem = small(4, needs=10, providers=30)
    matching = Matching(problem)
    plan = matching.solve()
    after = replace(problem, confirmed=Links.of(plan.need, plan.provider))
    after = _changed(after, plan.need, plan.provider, 9)
    matching.change(after)
    again = matching.solve()
    kept = set(zip(again.need, again.provider, strict=True))
    assert set(zip(plan.need, plan.provider, strict=True)) <= kept


@pytest.mark.parametrize("field", ["skills", "slots", "load"])
def test_a_change_of_another_kind_is_solved_afresh(field: str) -> None:
    problem = small(6, needs=10, providers=20)
    matching = Matching(problem)
    matching.solve()
    changed = np.roll(getattr(problem.providers, field), 1)
    after = replace(problem, providers=replace(problem.providers, **{field: changed}))
    matching.change(after)
    assert matching.solve().objective == solve(after).objective


def test_a_change_is_followed_from_a_stored_plan() -> None:
    problem = small(5, needs=12, providers=20)
    plan = solve(problem)
    after = _changed(problem, plan.need, plan.provider, 3)
    matching = Matching(problem, plan)
    matching.change(after)
    again = matching.solve()
    assert verify(after, again).ok
    assert again.objective == solve(after).objective
