"""A matching that is kept at hand, so that a change costs little."""

from __future__ import annotations

import numpy as np

from .change import Afresh, follow
from .core import place, prepare
from .outcome import plan_of, proof_of
from .plan import Plan
from .problem import Ints, Problem
from .resume import restore
from .sides import Sides, has_sides
from .work import Budget, Progress, carry_on


class Matching:
    """The network of a problem with its prices, from which plans are read and changes followed."""

    def __init__(self, problem: Problem, start: Plan | None = None) -> None:
        """Begin with nobody placed, or with the prices and invitations of the plan ``start``."""
        self._begin(problem)
        if start is not None and not has_sides(problem):
            self._waiting = restore(self._core, problem, start)

    def _begin(self, problem: Problem) -> None:
        self.problem = problem
        self._core = prepare(problem)
        self._waiting = open_heads(problem)[self._core.need_at]

    def change(self, problem: Problem) -> None:
        """Take ``problem`` for the one so far. Rows keep their numbers; new needs come last.

        Providers who leave have capacity 0, cancelled needs 0 heads; declined pairs are added to
        ``refused``, accepted ones to ``confirmed``. What else changes means starting afresh.
        """
        try:
            if has_sides(self.problem) or has_sides(problem):
                raise Afresh
            self._waiting = follow(self._core, self.problem, problem, self._waiting)
            self.problem = problem
        except Afresh:
            self._begin(problem)

    def solve(self, *, budget: Budget | None = None, progress: Progress = carry_on) -> Plan:
        """Place all heads that wait, within ``budget``, and return the plan."""
        limit = budget or Budget()

        def go_on(done: int, whole: int) -> bool:
            return progress("core", done, whole) and limit.left() > 0

        def next_round(number: int) -> bool:
            return number < limit.rounds and progress("sides", number, 0) and limit.left() > 0

        core, waiting = self._core, self._waiting
        place(core, np.flatnonzero(waiting).astype(np.int32), waiting, go_on)
        proof = proof_of(self.problem, core, waiting)
        closed = np.zeros(len(waiting), bool)
        if has_sides(self.problem):
            sides = Sides(self.problem, core, waiting)
            sides.settle(next_round)
            closed = sides.closed
            # What was struck off for this plan says nothing about the next.
            self._begin(self.problem)
        return plan_of(self.problem, core, proof, waiting, closed)


def open_heads(problem: Problem) -> Ints:
    """Return the heads of each need beside those confirmed."""
    fixed = np.bincount(problem.confirmed.need, minlength=len(problem.needs))
    heads: Ints = np.maximum(problem.needs.heads - fixed, 0).astype(np.int32)
    return heads
