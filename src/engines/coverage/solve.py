"""Solve any problem of the coverage engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engines.coverage.arrays import Ints, ProblemError
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
from engines.coverage.verify import verify


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

    ``start`` is an earlier plan of the same problem to go on from. ``progress`` is called after
    each part, in the calling thread; once ``cancelled`` returns True the best plan so far is
    returned. The seconds of a budget limit the search for better branches and sites; the
    attachment of a city, which is exact, comes after them. Raise ProblemError, code ``start``, if
    ``start`` is no valid plan of ``problem``.
    """
    if start is not None:
        _require_plan_of(problem, start)
    run = Run(seed, budget, progress, cancelled)
    match problem:
        case Formation():
            return form(problem, run, start if isinstance(start, FormationPlan) else None)
        case Attachment():
            return attach(problem, run, start if isinstance(start, AttachmentPlan) else None)
        case City():
            return _plan_city(problem, run, start if isinstance(start, CityPlan) else None)
        case Siting():
            return site(problem, run, start if isinstance(start, SitingPlan) else None)
        case Rounds():
            return go_round(problem, run)


def _require_plan_of(problem: Problem, start: Plan) -> None:
    faults = verify(problem, start)
    if faults:
        raise ProblemError("start", "start", f"is no plan of this problem: {faults[0]}")


def _plan_city(problem: City, run: Run, start: CityPlan | None) -> CityPlan:
    branches = form(problem.formation, run, start.formation if start else None)
    rest, entity, branch = rest_of(problem, branches)
    return CityPlan(branches, attach(rest, replace(run, budget=Budget())), entity, branch)


def rest_of(problem: City, branches: FormationPlan) -> tuple[Attachment, Ints, Ints]:
    """Return the units without members as entities to attach to hosts and branches.

    Return also which units these are, and which branches are hosts, after the problem's own.
    """
    units = problem.formation
    entity = np.flatnonzero(units.members == 0).astype(np.int32)
    branch = np.flatnonzero(branches.kind != BranchKind.COMPREHENSIVE).astype(np.int32)
    rest = Attachment(
        x=units.x[entity],
        y=units.y[entity],
        town=units.town[entity],
        host_x=np.concatenate([problem.host_x, branches.x[branch]]),
        host_y=np.concatenate([problem.host_y, branches.y[branch]]),
        host_town=np.concatenate([problem.host_town, branches.town[branch]]),
        capacity=np.concatenate(
            [problem.capacity, np.full(len(branch), problem.branch_capacity, np.int32)]
        ),
    )
    return rest, entity, branch
