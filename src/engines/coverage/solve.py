"""Solve any problem of the coverage engine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engines.coverage.arrays import Ints
from engines.coverage.attachment import attach
from engines.coverage.budget import Budget, Progress, Run
from engines.coverage.formation import form
from engines.coverage.plan import (
    AttachmentPlan,
    BranchKind,
    CityPlan,
    FormationPlan,
    Plan,
    SitingPlan,
)
from engines.coverage.problem import Attachment, City, Formation, Problem, Rounds, Siting
from engines.coverage.rounds import go_round
from engines.coverage.siting import site


def solve(
    problem: Problem,
    *,
    seed: int,
    budget: Budget,
    start: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Return the best plan found for ``problem`` within ``budget``.

    ``start`` is an earlier plan to go on from. ``progress`` is called after each part, in the
    calling thread; once ``cancelled`` returns True the best plan so far is returned (attachment,
    which is of no use before it is complete, raises
    :class:`engines.coverage.attachment.Cancelled`).
    """
    run = Run(seed, budget, progress, cancelled)
    match problem:
        case Formation():
            return form(problem, run, start if isinstance(start, FormationPlan) else None)
        case Attachment():
            return attach(problem, run)
        case City():
            return _plan_city(problem, run, start if isinstance(start, CityPlan) else None)
        case Siting():
            return site(problem, run, start if isinstance(start, SitingPlan) else None)
        case Rounds():
            return go_round(problem, run)


def _plan_city(problem: City, run: Run, start: CityPlan | None) -> CityPlan:
    branches = form(problem.formation, run, start.formation if start else None)
    return CityPlan(branches, *attach_rest(problem, branches, run))


def attach_rest(
    problem: City, branches: FormationPlan, run: Run
) -> tuple[AttachmentPlan, Ints, Ints]:
    """Attach the units without members; return also who they are and which branches are hosts."""
    units = problem.formation
    entity = np.flatnonzero(units.members == 0).astype(np.int32)
    branch = np.flatnonzero(branches.kind != BranchKind.COMPREHENSIVE).astype(np.int32)
    plan = attach(
        Attachment(
            x=units.x[entity],
            y=units.y[entity],
            town=units.town[entity],
            host_x=np.concatenate([problem.host_x, branches.x[branch]]),
            host_y=np.concatenate([problem.host_y, branches.y[branch]]),
            host_town=np.concatenate([problem.host_town, branches.town[branch]]),
            capacity=np.concatenate(
                [problem.capacity, np.full(len(branch), problem.branch_capacity, np.int32)]
            ),
        ),
        run,
    )
    return plan, entity, branch
