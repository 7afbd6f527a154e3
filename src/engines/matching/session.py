"""A matching that is kept at hand, so that a change costs little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .change import Afresh, follow
from .core import place, prepare
from .difference import Difference, nothing_told, tell, told_by
from .outcome import plan_of, proof_of
from .plan import Plan
from .problem import Ints, Problem
from .resume import restore
from .sides import Sides, has_sides
from .standins import let_go
from .work import Budget, Progress, carry_on


class Matching:
    """The network of a problem with its prices, from which plans are read and changes followed."""

    def __init__(self, problem: Problem, start: Plan | None = None) -> None:
        """Begin with nobody placed, or with the prices and invitations of the plan ``start``."""
        self._begin(problem)
        self._told = nothing_told(self._core)
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
        core, waiting = self._core, self._waiting
        self._place(limit, progress)
        proof = proof_of(self.problem, core, waiting)
        closed = self._settle(limit, progress)
        self._told = told_by(core, self._told)
        return plan_of(self.problem, core, proof, waiting, closed)

    def update(self, *, budget: Budget | None = None, progress: Progress = carry_on) -> Difference:
        """Place all heads that wait, and return what is different from what was told last.

        The first time, and after :meth:`solve`, that is the plan; then the last difference.
        """
        limit = budget or Budget()
        core, waiting = self._core, self._waiting
        self._place(limit, progress)
        bound = proof_of(self.problem, core, waiting).bound if has_sides(self.problem) else None
        closed = self._settle(limit, progress)
        difference, self._told = tell(self.problem, core, self._told, waiting, closed, bound)
        return difference

    def _place(self, limit: Budget, progress: Progress) -> None:
        """Let the core be optimal, for all heads or for those that the budget reaches."""

        def go_on(done: int, whole: int) -> bool:
            return progress("core", done, whole) and limit.left() > 0

        waiting = np.flatnonzero(self._waiting).astype(np.int32)
        place(self._core, waiting, self._waiting, go_on)
        let_go(self._core)

    def _settle(self, limit: Budget, progress: Progress) -> NDArray[np.bool_]:
        """Settle what binds people beyond the core; return which needs nobody is invited to."""
        if not has_sides(self.problem):
            return np.zeros(len(self._waiting), bool)

        def next_round(number: int) -> bool:
            return number < limit.rounds and progress("sides", number, 0) and limit.left() > 0

        sides = Sides(self.problem, self._core, self._waiting)
        sides.settle(next_round)
        # What was struck off for this plan says nothing about the next.
        self._begin(self.problem)
        return sides.closed


def open_heads(problem: Problem) -> Ints:
    """Return the heads of each need beside those confirmed."""
    fixed = np.bincount(problem.confirmed.need, minlength=len(problem.needs))
    heads: Ints = np.maximum(problem.needs.heads - fixed, 0).astype(np.int32)
    return heads
