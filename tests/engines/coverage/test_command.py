"""The command line, the files, and hostile input."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from cases import attachment, formation, rounds, siting

from engines.coverage.__main__ import main
from engines.coverage.arrays import ProblemError
from engines.coverage.budget import Budget
from engines.coverage.files import load_plan, load_problem, save
from engines.coverage.problem import Attachment, City, Formation, Limits, Problem
from engines.coverage.solve import solve
from engines.coverage.verify import verify


def city() -> City:
    units = formation(300, towns=2)
    return City(units, [1.0], [1.0], [0], [9], branch_capacity=5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "problem", [formation(), attachment(), city(), siting(), rounds()], ids=lambda p: p.stage
)
def test_solve_verify_and_resume_by_file(problem: Problem, tmp_path: Path) -> None:
    given, plan, again = (str(tmp_path / name) for name in ("p.npz", "plan.npz", "again.npz"))
    save(Path(given), problem)
    assert main([given, "--out", plan, "--seed", "1", "--budget", "20i"]) == 0
    assert main(["verify", given, plan]) == 0
    assert main([given, "--out", again, "--budget", "20i", "--resume", plan]) == 0
    assert main(["verify", given, again]) == 0
    assert type(load_problem(Path(given))) is type(problem)


def test_verify_fails_for_the_plan_of_another_problem(tmp_path: Path) -> None:
    save(tmp_path / "a.npz", attachment())
    save(tmp_path / "b.npz", attachment(seed=5))
    main([str(tmp_path / "a.npz"), "--out", str(tmp_path / "plan.npz")])
    assert main(["verify", str(tmp_path / "b.npz"), str(tmp_path / "plan.npz")]) == 1


def test_from_cpmp(tmp_path: Path) -> None:
    text = tmp_path / "tiny.txt"
    text.write_text(" 3 1 \n 1 0 0 5 1 \n")
    assert main(["from-cpmp", str(text), "--out", str(tmp_path / "p.npz")]) == 2
    text.write_text(" 3 1\n 0 0 5 1\n 3 4 5 1\n 0 1 5 1\n\n")
    assert main(["from-cpmp", str(text), "--out", str(tmp_path / "p.npz")]) == 0
    plan = solve(load_problem(tmp_path / "p.npz"), seed=1, budget=Budget(sweeps=20))
    assert plan.objective == 5  # type: ignore[union-attr]


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + b"x" * 60, None])
def test_a_file_that_is_no_archive(tmp_path: Path, content: bytes | None) -> None:
    given, plan = tmp_path / "p.npz", tmp_path / "plan.npz"
    if content is not None:
        given.write_bytes(content)
    assert main([str(given), "--out", str(plan)]) == 2
    assert main(["verify", str(given), str(given)]) == 2


def test_a_torn_archive_and_a_single_array(tmp_path: Path) -> None:
    save(tmp_path / "p.npz", attachment())
    whole = (tmp_path / "p.npz").read_bytes()
    (tmp_path / "torn.npz").write_bytes(whole[: len(whole) // 2])
    np.save(tmp_path / "one.npy", np.zeros(3))
    for name in ("torn.npz", "one.npy"):
        assert main([str(tmp_path / name), "--out", str(tmp_path / "plan.npz")]) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"limits.max_member": np.array(9)}, "unknown"),
        ({"limits.max_members": np.array([9, 9])}, "shape"),
        ({"limits.max_members": np.array(9.5)}, "dtype"),
        ({"weights.churn": np.array("dear")}, "dtype"),
        ({"weights.churn": np.array(np.nan)}, "weights"),
    ],
)
def test_a_parameter_that_is_none(tmp_path: Path, change: dict[str, object], code: str) -> None:
    save(tmp_path / "p.npz", formation())
    with np.load(tmp_path / "p.npz") as file:
        np.savez(tmp_path / "q.npz", **(dict(file) | change))  # type: ignore[arg-type]
    with pytest.raises(ProblemError) as caught:
        load_problem(tmp_path / "q.npz")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "other", [formation(60), formation(towns=1), attachment()], ids=["size", "towns", "stage"]
)
def test_going_on_from_the_plan_of_another_problem_is_refused(other: Problem) -> None:
    plan = solve(other, seed=1, budget=Budget(sweeps=5))
    with pytest.raises(ProblemError) as caught:
        solve(formation(towns=3, seed=4), seed=1, budget=Budget(sweeps=5), start=plan)
    assert caught.value.code == "start"


@pytest.mark.parametrize(
    "problem", [formation(), attachment(), city(), siting(), rounds()], ids=lambda p: p.stage
)
def test_a_plan_with_a_torn_array_is_told_as_a_fault(problem: Problem) -> None:
    plan = solve(problem, seed=1, budget=Budget(sweeps=5))
    parts = [plan] if not hasattr(plan, "entity") else [plan.formation, plan.attachment]
    for part in parts:
        for field in dataclasses.fields(part):
            column = getattr(part, field.name)
            if not isinstance(column, np.ndarray) or not len(column):
                continue
            torn = dataclasses.replace(part, **{field.name: column[:-1]})
            whole = torn if part is plan else dataclasses.replace(plan, **{part.stage: torn})
            assert verify(problem, whole) != []


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    save(tmp_path / "p.npz", rounds())
    assert main([str(tmp_path / "p.npz"), "--out", str(tmp_path / "no" / "plan.npz")]) == 2


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "p.npz").write_bytes(b"no archive")
    assert main([str(tmp_path / "p.npz"), "--out", str(tmp_path / "plan.npz")]) == 2
    np.savez(tmp_path / "q.npz", stage=np.array("formation"), x=np.zeros(2))
    with pytest.raises(ProblemError, match="missing"):
        load_problem(tmp_path / "q.npz")
    with pytest.raises(ProblemError, match="missing"):
        load_plan(tmp_path / "q.npz")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x": np.full(120, np.nan)}, "not_finite"),
        ({"x": np.full(120, 1e9)}, "coordinate"),
        ({"x": np.zeros((120, 1))}, "shape"),
        ({"y": np.zeros(7)}, "length"),
        ({"town": np.zeros(120)}, "dtype"),
        ({"town": np.full(120, -1)}, "range"),
        ({"trade": np.full(120, "a")}, "dtype"),
        ({"formal": np.full(120, 99)}, "formal"),
        ({"branch": np.zeros(120, int), "locked": [1]}, "dtype"),
        ({"branch": np.full(120, 3), "locked": [True]}, "length"),
        ({"region": [0]}, "length"),
    ],
)
def test_hostile_arrays_are_named(change: dict[str, object], code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        formation(**change)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_hostile_limits() -> None:
    with pytest.raises(ProblemError):
        Limits(min_members=9, max_members=3)


@pytest.mark.parametrize(
    "problem",
    [
        formation(0),
        formation(5, members=[0] * 5, formal=[0] * 5),
        attachment(0, 0),
        attachment(5, 0),
        attachment(0, 5),
        attachment(9, 4, capacity=0),
        siting(0, 0, 0),
        siting(0, 3, 1),
        rounds(0),
    ],
)
def test_nothing_to_do_is_a_valid_plan(problem: Problem) -> None:
    plan = solve(problem, seed=1, budget=Budget(sweeps=5))
    assert verify(problem, plan) == []


def test_everybody_at_one_address() -> None:
    n = 200
    same = formation(n, towns=1, x=np.zeros(n), y=np.zeros(n))
    assert verify(same, solve(same, seed=1, budget=Budget(sweeps=5))) == []
    crowd = Attachment(
        np.zeros(n),
        np.zeros(n),
        np.zeros(n, int),
        np.zeros(30),
        np.zeros(30),
        np.zeros(30, int),
        np.full(30, 5),
    )  # type: ignore[arg-type]
    plan = solve(crowd, seed=1, budget=Budget())
    assert verify(crowd, plan) == []


def test_a_plan_is_not_for_another_kind_of_problem() -> None:
    plan = solve(attachment(), seed=1, budget=Budget())
    assert verify(formation(), plan) == ["a AttachmentPlan is no plan for a Formation"]


def test_verify_finds_a_unit_in_another_town() -> None:
    problem = formation()
    plan = solve(problem, seed=1, budget=Budget(sweeps=5))
    moved = dataclasses.replace(problem, town=(problem.town + 1) % 3)
    assert isinstance(moved, Formation)
    assert verify(moved, plan) != []


def test_budget_texts() -> None:
    assert Budget.parse("30s").seconds == 30
    assert Budget.parse("2m").seconds == 120
    assert Budget.parse("7i") == Budget(sweeps=7)
    with pytest.raises(ValueError, match="30s"):
        Budget.parse("soon")


@pytest.mark.skipif(os.environ.get("ENGINES_NO_NUMBA") == "1", reason="is the inner run")
def test_everything_works_without_numba() -> None:
    here = Path(__file__).parent
    tests = [str(here / f"test_{name}.py") for name in ("attachment", "formation", "siting")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        env=os.environ | {"ENGINES_NO_NUMBA": "1"},
        capture_output=True,
        text=True,
        cwd=here.parents[2],
    )
    assert done.returncode == 0, done.stdout[-3000:]
