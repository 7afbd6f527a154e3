"""The command line, with and without numba."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matching_cases import small

import engines.matching
from engines.matching.__main__ import main
from engines.matching.plan import load_plan
from engines.matching.problem import save_problem
from engines.matching.solve import solve


def test_a_solved_file_verifies(tmp_path: Path) -> None:
    problem, plan = tmp_path / "problem.npz", tmp_path / "plan.npz"
    save_problem(small(2), problem)
    assert main([str(problem), "--out", str(plan), "--seed", "1", "--budget", "30s"]) == 0
    assert main(["verify", str(problem), str(plan)]) == 0


def test_a_file_that_is_none_gives_code_2(tmp_path: Path) -> None:
    assert main([str(tmp_path / "none.npz"), "--out", str(tmp_path / "plan.npz")]) == 2


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + b"x" * 60])
def test_a_file_that_is_no_archive(tmp_path: Path, content: bytes) -> None:
    given, good = tmp_path / "p.npz", tmp_path / "good.npz"
    given.write_bytes(content)
    save_problem(small(2), good)
    assert main([str(given), "--out", str(tmp_path / "plan.npz")]) == 2
    assert main(["verify", str(good), str(given)]) == 2
    assert main([str(good), "--out", str(tmp_path / "plan.npz"), "--from", str(given)]) == 2
    assert main(["from-gap", str(given), "--out", str(tmp_path / "q.npz")]) == 2


@pytest.mark.parametrize("name", ["objective", "status", "need", "reserve", "unmet_why"])
def test_a_plan_with_a_torn_field_is_refused(tmp_path: Path, name: str) -> None:
    problem, plan = tmp_path / "problem.npz", tmp_path / "plan.npz"
    save_problem(small(2), problem)
    main([str(problem), "--out", str(plan)])
    with np.load(plan) as file:
        columns = dict(file)
    columns[name] = np.append(columns[name], [9.5, 3])
    np.savez(plan, **columns)  # type: ignore[arg-type]
    assert main(["verify", str(problem), str(plan)]) in (1, 2)
    assert main([str(problem), "--out", str(tmp_path / "x.npz"), "--from", str(plan)]) == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_without_numba_the_plan_is_the_same(tmp_path: Path, seed: int) -> None:
    problem, plan = tmp_path / "problem.npz", tmp_path / "plan.npz"
    case = small(seed, needs=30, providers=60)
    save_problem(case, problem)
    source = Path(engines.matching.__file__).parents[2]
    subprocess.run(
        [sys.executable, "-m", "engines.matching", problem, "--out", plan],
        env={**os.environ, "ENGINES_NO_NUMBA": "1", "PYTHONPATH": str(source)},
        check=True,
    )
    plain, compiled = load_plan(plan), solve(case)
    assert np.array_equal(plain.need, compiled.need)
    assert np.array_equal(plain.provider, compiled.provider)
    assert plain.objective == compiled.objective
