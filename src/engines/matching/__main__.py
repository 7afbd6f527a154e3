"""Command line of the matching engine.

    python -m engines.matching problem.npz --out plan.npz --seed 1 --budget 30s
    python -m engines.matching verify problem.npz plan.npz
    python -m engines.matching from-gap FILE --out problem.npz

Files are described in :mod:`engines.matching.problem` and :mod:`engines.matching.plan`, those of
whole needs, which ``from-gap`` makes of OR-Library files, in :mod:`engines.matching.whole`. A run
that is interrupted (Ctrl-C) writes what it has reached; ``--from plan.npz`` goes on from there.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from .plan import PlanError, load_plan, save_plan
from .problem import ProblemError, problem_of, read_columns
from .solve import solve
from .verify import verify
from .whole import (
    WholeNeeds,
    load_whole_plan,
    read_gap,
    save_whole,
    save_whole_plan,
    solve_whole,
    verify_whole,
    whole_of,
)
from .work import Budget


def _budget(text: str) -> Budget:
    """Read ``30s``, ``5m`` (time) or ``200`` (rounds)."""
    found = re.fullmatch(r"(\d+)([sm]?)", text)
    if not found:
        raise argparse.ArgumentTypeError("expected for example 30s, 5m or 200 (rounds)")
    number, unit = int(found[1]), found[2]
    return Budget(seconds=number * {"s": 1, "m": 60}[unit]) if unit else Budget(rounds=number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engines.matching")
    parser.add_argument("problem", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--budget", type=_budget, default=None)
    parser.add_argument("--from", type=Path, dest="start", default=None)
    return parser


class _Interruptible:
    """Show progress on standard error, and stop after an interrupt."""

    def __init__(self) -> None:
        self.stopped = False
        signal.signal(signal.SIGINT, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopped = True

    def __call__(self, stage: str, done: int, whole: int) -> bool:
        print(f"\r{stage} {done}/{whole}", end="", file=sys.stderr, flush=True)
        return not self.stopped


def _solve(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    columns = read_columns(given.problem)
    if _is_whole(columns):
        return _solve_whole(whole_of(columns), given)
    start = load_plan(given.start) if given.start else None
    plan = solve(
        problem_of(columns),
        seed=given.seed,
        budget=given.budget,
        progress=_Interruptible(),
        start=start,
    )
    save_plan(plan, given.out)
    print(
        f"\n{len(plan.need)} invitations, {int(plan.unmet_heads.sum())} heads unfilled, "
        f"cost {plan.objective}, bound {plan.bound}, gap {plan.gap:.4%}, {plan.status.name}",
        file=sys.stderr,
    )
    return 0


def _is_whole(columns: dict[str, NDArray[Any]]) -> bool:
    return any(name.startswith("whole.") for name in columns)


def _solve_whole(problem: WholeNeeds, given: argparse.Namespace) -> int:
    plan = solve_whole(problem, budget=given.budget)
    save_whole_plan(plan, given.out)
    print(f"cost {plan.objective}, bound {plan.bound}, gap {plan.gap:.4%}", file=sys.stderr)
    return 0


def _verify(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m engines.matching verify")
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path)
    given = parser.parse_args(arguments)
    columns = read_columns(given.problem)
    if _is_whole(columns):
        whole = load_whole_plan(given.plan)
        faults = verify_whole(whole_of(columns), whole)
        print(f"cost {whole.objective}, bound as the solver gave it {whole.bound}")
    else:
        verdict = verify(problem_of(columns), load_plan(given.plan))
        faults = verdict.faults
        print(f"cost {verdict.objective}, proved bound {verdict.bound}")
    for code, count in faults.items():
        print(f"{code}: {count}")
    return 1 if faults else 0


def _from_gap(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m engines.matching from-gap")
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    save_whole(read_gap(given.file.read_text("utf-8", errors="replace")), given.out)
    return 0


COMMANDS = {"verify": _verify, "from-gap": _from_gap}


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code (2: the input cannot be read)."""
    try:
        if arguments and arguments[0] in COMMANDS:
            return COMMANDS[arguments[0]](arguments[1:])
        return _solve(arguments)
    except (ProblemError, PlanError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
