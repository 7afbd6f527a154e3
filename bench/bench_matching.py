"""The matching engine beside OR-Tools, and against bounds and proven optima."""

from __future__ import annotations

import statistics
from dataclasses import replace

import numpy as np

from bench import matching_data as data
from bench.harness import RUNS, Goal, Measured, bench, timed
from bench.matching_peers import arcs_of, peak_mb, simple_min_cost_flow
from engines.matching.problem import Needs, Pairs, Problem, Providers
from engines.matching.solve import solve
from engines.matching.verify import verify

LARGE, MIDDLE = (100_000, 1_000_000), (10_000, 100_000)


def _warm_up() -> None:
    """Compile every kernel before the clock runs."""
    small = data.problem(50, 500)
    solve(small)
    solve(_listed(small, 5))


def _listed(case: Problem, depth: int) -> Problem:
    return replace(case, pairs=Pairs.costing(*data.nearest_pairs(case, depth)))


def _one_each(case: Problem) -> Problem:
    """Return ``case`` as M0: one person a need, one need a person."""
    n, m = len(case.needs), len(case.providers)
    return replace(
        case,
        needs=Needs.at(case.needs.x, case.needs.y, unfilled=np.full(n, data.UNFILLED_COST)),
        providers=Providers.at(case.providers.x, case.providers.y, capacity=np.ones(m, int)),
    )


class _Row:
    """Both sides of one line of the table, with its facts."""

    def __init__(self, ours: Problem, peer: Problem, *, one_slot: bool, runs: int = RUNS) -> None:
        arcs = arcs_of(peer, one_slot=one_slot)
        self.plan = solve(ours)
        self.same = self.plan.objective == simple_min_cost_flow(arcs)
        self.ours = timed(lambda: solve(ours), runs)
        self.peer = timed(lambda: simple_min_cost_flow(arcs), runs)
        self.ours_mb = peak_mb(lambda: solve(ours))
        self.peer_mb = peak_mb(lambda: simple_min_cost_flow(arcs))

    @property
    def faster(self) -> float:
        return statistics.median(self.peer) / statistics.median(self.ours)

    def facts(self) -> dict[str, object]:
        return {
            "times_faster": self.faster,
            "ours_s": statistics.median(self.ours),
            "peer_s": statistics.median(self.peer),
            "runs": len(self.ours),
            "ours_mb": self.ours_mb,
            "peer_mb": self.peer_mb,
            "same_cost": self.same,
            "cost": self.plan.objective,
            "heads_unfilled": int(self.plan.unmet_heads.sum()),
        }


@bench("matching")
def matching() -> Measured:
    """Given edges, M0 and M2; then all eligible pairs. The ratio is that of the slowest line."""
    _warm_up()
    rows: dict[str, _Row] = {}
    goals: dict[str, float] = {}
    for (n, m), depths, goal in ((MIDDLE, (50,), 1.0), (LARGE, (20, 50), 5.0)):
        case = data.problem(n, m)
        for depth in depths:
            listed = _listed(case, depth)
            for model, problem in (("M2", listed), ("M0", _one_each(listed))):
                name = f"{model} {n} x {m}, {depth} a need"
                rows[name] = _Row(problem, problem, one_slot=model == "M0")
                goals[name] = goal
    checks = {f"{name}: >= {goals[name]:g} x": rows[name].faster >= goals[name] for name in rows}
    for (n, m), depth, runs in ((MIDDLE, 400, RUNS), (LARGE, 200, 1)):
        case = data.problem(n, m, crowding=0.0)
        name = f"all pairs {n} x {m}, the peer {depth} a need"
        row = rows[name] = _Row(case, _listed(case, depth), one_slot=False, runs=runs)
        checks[f"{name}: >= 5 x"] = row.faster >= 5
        checks[f"{name}: <= 1/2 memory"] = row.ours_mb <= row.peer_mb / 2
        checks[f"{name}: proved by verify"] = verify(case, row.plan).bound == row.plan.objective
    checks |= {f"{name}: same cost": row.same for name, row in rows.items()}
    slowest = min(
        (rows[name] for name, goal in goals.items() if goal == 5), key=lambda row: row.faster
    )
    return Measured(
        unit="s",
        ours=slowest.ours,
        reference=slowest.peer,
        reference_is="OR-Tools SimpleMinCostFlow on the same edges",
        goal=Goal(">=", 5),
        inverse=True,
        checks=checks,
        facts={name: row.facts() for name, row in rows.items()},
    )
