"""Solve a matching problem: the core by flow, then what binds people beyond it."""

from __future__ import annotations

from .plan import Plan
from .problem import Problem
from .session import Matching
from .work import Budget, Progress, carry_on


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    budget: Budget | None = None,
    progress: Progress = carry_on,
    start: Plan | None = None,
) -> Plan:
    """Return the best plan found within ``budget``, going on from ``start`` if one is given.

    ``progress(stage, done, whole)`` is called now and then; when it returns false the run stops
    and the plan holds what was reached. To follow changes afterwards, keep a
    :class:`engines.matching.session.Matching`. Nothing here is drawn at random: every ``seed``
    gives the same plan.
    """
    return Matching(problem, start).solve(budget=budget, progress=progress)
