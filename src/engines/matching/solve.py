"""Solve a matching problem: the core by flow, then what binds people beyond it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .core import place, prepare
from .outcome import plan_of
from .plan import Plan
from .problem import Ints, Problem

Progress = Callable[[str, int, int], bool]


def carry_on(stage: str, done: int, whole: int) -> bool:
    """Report nothing and never stop."""
    return True


@dataclass(frozen=True)
class Budget:
    """How much work a run may do: ``rounds`` of improvement, and ``seconds`` by the clock.

    With a limit in rounds alone the plan is the same every time; a limit in seconds may stop
    earlier on a slower machine.
    """

    rounds: int = 100
    seconds: float = float("inf")
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return the seconds that are left."""
        return self.started + self.seconds - time.monotonic()


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    budget: Budget | None = None,
    progress: Progress = carry_on,
) -> Plan:
    """Return the best plan found within ``budget``.

    ``progress(stage, done, whole)`` is called now and then; when it returns false the run stops
    and the plan holds what was reached.
    """
    budget = budget or Budget()
    core = prepare(problem)
    waiting = open_heads(problem)[core.need_at]

    def go_on(done: int, whole: int) -> bool:
        return progress("core", done, whole) and budget.left() > 0

    place(core, np.arange(len(waiting), dtype=np.int32), waiting, go_on)
    return plan_of(problem, core, waiting)


def open_heads(problem: Problem) -> Ints:
    """Return the heads of each need beside those confirmed."""
    fixed = np.bincount(problem.confirmed.need, minlength=len(problem.needs))
    heads: Ints = np.maximum(problem.needs.heads - fixed, 0).astype(np.int32)
    return heads
