"""Command line of the coverage engine.

    python -m engines.coverage problem.npz --out plan.npz --seed 1 --budget 30s
    python -m engines.coverage verify problem.npz plan.npz
    python -m engines.coverage from-cpmp cpmp01.txt --out problem.npz

A budget is seconds (30s), minutes (2m) or sweeps (200i, the same plan every time). Interrupting a
run (Ctrl-C) writes the best plan so far; ``--resume plan.npz`` goes on from one.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from engines.coverage.arrays import ProblemError
from engines.coverage.budget import Budget, Progress
from engines.coverage.cpmp import read_cpmp
from engines.coverage.files import load_plan, load_problem, save
from engines.coverage.plan import CityPlan
from engines.coverage.solve import solve
from engines.coverage.verify import verify


def main(arguments: list[str]) -> int:
    """Run one command; return 0, or 1 for a faulty plan, or 2 for a faulty problem."""
    commands = {"verify": _verify, "from-cpmp": _from_cpmp}
    try:
        if arguments and arguments[0] in commands:
            return commands[arguments[0]](arguments[1:])
        return _solve(arguments)
    except ProblemError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"file: {error.filename}: {error.strerror}", file=sys.stderr)
    return 2


def _solve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="engines.coverage", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("problem", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=Budget.parse, default=Budget())
    parser.add_argument("--resume", type=Path)
    options = parser.parse_args(arguments)
    problem = load_problem(options.problem)
    start = load_plan(options.resume) if options.resume else None
    interrupted = threading.Event()
    previous = signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    try:
        plan = solve(
            problem,
            seed=options.seed,
            budget=options.budget,
            start=start,
            progress=_print_progress,
            cancelled=interrupted.is_set,
        )
    finally:
        signal.signal(signal.SIGINT, previous)
    save(options.out, plan)
    parts = (plan.formation, plan.attachment) if isinstance(plan, CityPlan) else (plan,)
    for part in parts:
        print(f"{part.stage}: objective {part.objective:.10g}, bound {part.bound:.10g}")
    return 0


def _print_progress(progress: Progress) -> None:
    end = "\n" if progress.done == progress.total else "\r"
    text = f"{progress.stage} {progress.done}/{progress.total} {progress.seconds:.1f} s"
    print(text, end=end, file=sys.stderr, flush=True)


def _verify(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="engines.coverage verify")
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path)
    options = parser.parse_args(arguments)
    faults = verify(load_problem(options.problem), load_plan(options.plan))
    for fault in faults:
        print(fault)
    print("the plan is valid" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


def _from_cpmp(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="engines.coverage from-cpmp")
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    save(options.out, read_cpmp(options.file))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
