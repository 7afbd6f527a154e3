"""Command line of the matching engine.

    python -m engines.matching problem.npz --out plan.npz --seed 1 --budget 30s
    python -m engines.matching verify problem.npz plan.npz

Files are described in :mod:`engines.matching.problem` and :mod:`engines.matching.plan`. A run that
is interrupted (Ctrl-C) writes what it has reached; ``--from plan.npz`` goes on from there.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
from pathlib import Path

from .plan import PlanError, load_plan, save_plan
from .problem import ProblemError, load_problem
from .solve import solve
from .verify import verify
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
    problem = load_problem(given.problem)
    plan = solve(problem, seed=given.seed, budget=given.budget, progress=_Interruptible())
    save_plan(plan, given.out)
    print(
        f"\n{len(plan.need)} invitations, {int(plan.unmet_heads.sum())} heads unfilled, "
        f"cost {plan.objective}, bound {plan.bound}, gap {plan.gap:.4%}, {plan.status.name}",
        file=sys.stderr,
    )
    return 0


def _verify(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m engines.matching verify")
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path)
    given = parser.parse_args(arguments)
    verdict = verify(load_problem(given.problem), load_plan(given.plan))
    for code, count in verdict.faults.items():
        print(f"{code}: {count}")
    print(f"cost {verdict.objective}, proved bound {verdict.bound}")
    return 0 if verdict.ok else 1


COMMANDS = {"verify": _verify}


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
