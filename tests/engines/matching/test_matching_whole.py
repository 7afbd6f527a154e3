"""Whole needs served by one provider of limited capacity."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import numpy as np
import pytest

from engines.matching.__main__ import main
from engines.matching.problem import ProblemError
from engines.matching.whole import (
    WholeNeeds,
    cost_of,
    load_whole_plan,
    read_gap,
    solve_whole,
    verify_whole,
)
from engines.matching.work import Budget

GAP = Path(__file__).parents[4] / "shared" / "instances" / "gap"


def _drawn(seed: int) -> WholeNeeds:
    rng = np.random.default_rng(seed)
    return WholeNeeds.of(
        rng.integers(1, 50, (3, 5)),
        rng.integers(1, 10, (3, 5)),
        rng.integers(0, 15, 3),
        rng.integers(20, 80, 5),
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_plan_costs_what_trying_all_finds(seed: int) -> None:
    problem = _drawn(seed)
    least = min(
        cost_of(problem, server)
        for server in (np.array(c) for c in itertools.product(range(-1, 3), repeat=5))
        if all(problem.weight[j, server == j].sum() <= problem.capacity[j] for j in range(3))
    )
    plan = solve_whole(problem)
    assert verify_whole(problem, plan) == {}
    assert plan.objective == plan.bound == least


def test_without_time_the_greedy_plan_still_keeps_the_capacities() -> None:
    problem = _drawn(1)
    plan = solve_whole(problem, budget=Budget(seconds=0))
    assert verify_whole(problem, plan) == {}


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nothing_to_serve_or_nobody_to_serve_it(shape: tuple[int, int]) -> None:
    empty = np.zeros(shape, np.int64)
    problem = WholeNeeds.of(empty, empty, np.zeros(shape[0], int), np.ones(shape[1], int))
    plan = solve_whole(problem)
    assert plan.objective == shape[1]
    assert verify_whole(problem, plan) == {}


@pytest.mark.parametrize("text", ["", "2 2 1 1", "1 1 x y z"])
def test_a_file_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        read_gap(text)


def test_the_command_line_reads_solves_and_verifies(tmp_path: Path) -> None:
    (tmp_path / "gap").write_text("2 2\n1 9 9 1\n1 1 1 1\n1 1\n")
    problem, plan = str(tmp_path / "problem.npz"), str(tmp_path / "plan.npz")
    assert main(["from-gap", str(tmp_path / "gap"), "--out", problem]) == 0
    assert main([problem, "--out", plan]) == 0
    assert main(["verify", problem, plan]) == 0
    assert load_whole_plan(Path(plan)).objective == 2


@pytest.mark.skipif(not GAP.exists(), reason="the public instances are not beside the checkout")
@pytest.mark.parametrize("name", ["cattrysse1994/gap1-0", "cattrysse1994/gap5-2", "a05100"])
def test_public_instances_are_solved_to_their_optimum(name: str) -> None:
    with (GAP / "data.csv").open(encoding="utf-8") as table:
        known = {Path(row["Path"]).name: int(row["Optimum"]) for row in csv.DictReader(table)}
    assert (
        solve_whole(read_gap((GAP / name).read_text("ascii"))).objective == known[Path(name).name]
    )
