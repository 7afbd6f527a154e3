"""What cannot be read as a problem is refused with a code; what can goes through a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matching_cases import all_pairs, small

from engines.matching.problem import (
    Links,
    Needs,
    Pairs,
    Problem,
    ProblemError,
    Providers,
    Slots,
    columns_of,
    load_problem,
    problem_of,
    save_problem,
)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Needs.at([np.nan], [0]), "not-finite"),
        (lambda: Needs.at([np.inf], [0]), "not-finite"),
        (lambda: Needs.at(["a"], [0]), "dtype"),
        (lambda: Needs.at([0], [0], heads=[1.5]), "dtype"),
        (lambda: Needs.at([0], [0], heads=[-1]), "range"),
        (lambda: Needs.at([0], [0], slot=64), "range"),
        (lambda: Needs.at([0, 1], [0]), "shape"),
        (lambda: Providers.at([0], [0], capacity=-1), "range"),
        (lambda: Providers.at([0], [0], skills=[-1]), "range"),
        (lambda: Providers.at([0], [0], slots=[[1]]), "shape"),
        (lambda: Pairs.costing([0], [0], [-5]), "range"),
        (lambda: Slots.between([5], [5]), "range"),
        (lambda: Problem(Needs.at([0], [0]), Providers.at([0], [0]), radius=-1), "range"),
        (
            lambda: Problem(Needs.at([0], [0]), Providers.at([0], [0]), refused=Links.of([1], [0])),
            "range",
        ),
        (
            lambda: Problem(
                Needs.at([0], [0], slot=1), Providers.at([0], [0]), times=Slots.between([0], [1])
            ),
            "range",
        ),
        (lambda: problem_of({"needs.x": np.zeros(1)}), "unknown"),
        (lambda: problem_of({}), "missing"),
        (lambda: problem_of({"colour": np.zeros(1)}), "unknown"),
        (lambda: problem_of({"radius": np.array(1.5)}), "dtype"),
    ],
)
def test_what_cannot_be_read_is_refused(make: Callable[[], object], code: str) -> None:
    with pytest.raises(ProblemError) as refused:
        make()
    assert refused.value.code == code


def test_a_problem_survives_its_file(tmp_path: Path) -> None:
    problem = small(1, times=Slots.between([0, 60, 120], [60, 120, 180]))
    problem = Problem(**{**vars(problem), "pairs": all_pairs(problem)})
    save_problem(problem, tmp_path / "problem.npz")
    again = load_problem(tmp_path / "problem.npz")
    before, after = columns_of(problem), columns_of(again)
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)
