"""Rounds: in time, near ones together, what has no day is listed."""

from __future__ import annotations

import dataclasses

import numpy as np
from cases import rounds

from engines.coverage.budget import Budget
from engines.coverage.plan import RoundsPlan, VisitReason
from engines.coverage.problem import Rounds
from engines.coverage.solve import solve
from engines.coverage.verify import verify


def go(problem: Rounds) -> RoundsPlan:
    plan = solve(problem, seed=1, budget=Budget())
    assert isinstance(plan, RoundsPlan)
    assert verify(problem, plan) == []
    return plan


def test_everybody_is_visited_in_time() -> None:
    assert (go(rounds()).reason == VisitReason.IN_TIME).all()


def test_neighbours_are_visited_on_one_day() -> None:
    x = np.array([0.0, 4.0, 0.1, 4.1])
    problem = Rounds(x, x, [9] * 4, [60] * 4, [1, 2], 2.0, 2.0, day_minutes=180)  # type: ignore[arg-type]
    day = go(problem).day
    assert day[0] == day[2] != day[1] == day[3]


def test_what_is_due_before_the_first_day_has_none() -> None:
    problem = dataclasses.replace(rounds(3), due=np.array([0, 9, 9]))
    assert go(problem).reason[0] == VisitReason.NO_DAY


def test_what_does_not_fit_is_listed() -> None:
    problem = dataclasses.replace(rounds(5), days=np.array([1]), day_visits=2, due=np.full(5, 9))
    assert (go(problem).reason == VisitReason.NO_TIME).sum() == 3


def test_no_visits_and_no_days() -> None:
    assert len(go(rounds(0)).day) == 0
    assert (go(dataclasses.replace(rounds(3), days=np.zeros(0, int))).day == -1).all()
