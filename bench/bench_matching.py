"""The matching engine beside OR-Tools, and against bounds and proven optima.

Ours runs five times everywhere, and so does OR-Tools at 10,000 x 100,000; at 100,000 x 1,000,000 it
runs once a line, a half to one and a half minutes each, far apart from ours beyond any spread.
Whole needs and overlap are measured against proven optima and bounds, which need no repeating.
"""

from __future__ import annotations

import csv
import statistics
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from bench import matching_data as data
from bench.harness import RUNS, Goal, Measured, bench, timed
from bench.matching_peers import arcs_of, runs_apart, simple_min_cost_flow
from engines.matching.problem import Needs, Pairs, Problem, Providers
from engines.matching.session import Matching
from engines.matching.solve import solve
from engines.matching.verify import verify
from engines.matching.whole import read_gap, solve_whole, verify_whole
from engines.matching.work import Budget

LARGE, MIDDLE = (100_000, 1_000_000), (10_000, 100_000)
# The peer takes one to several minutes a run at the large size, far beyond any spread.
LARGE_PEER_RUNS = 1
GAP = Path(__file__).parents[2] / "shared" / "instances" / "gap"


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

    def __init__(self, ours: Problem, peer: Problem, *, one_slot: bool, peer_runs: int) -> None:
        arcs = arcs_of(peer, one_slot=one_slot)
        self.ours = runs_apart(lambda: solve(ours).objective, RUNS)
        self.peer = runs_apart(lambda: simple_min_cost_flow(arcs), peer_runs)
        self.same = self.ours.value == self.peer.value
        print(self.facts(), flush=True)

    @property
    def faster(self) -> float:
        return statistics.median(self.peer.seconds) / statistics.median(self.ours.seconds)

    def facts(self) -> dict[str, object]:
        return {
            "times_faster": self.faster,
            "ours_s": statistics.median(self.ours.seconds),
            "peer_s": statistics.median(self.peer.seconds),
            "peer_runs": len(self.peer.seconds),
            "ours_mb": self.ours.peak_mb,
            "peer_mb": self.peer.peak_mb,
            "same_cost": self.same,
            "cost": self.ours.value,
            "peer_cost": self.peer.value,
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
                runs = RUNS if n == MIDDLE[0] else LARGE_PEER_RUNS
                rows[name] = _Row(problem, problem, one_slot=model == "M0", peer_runs=runs)
                goals[name] = goal
    checks = {f"{name}: >= {goals[name]:g} x": rows[name].faster >= goals[name] for name in rows}
    # At the large size the peer is given the easier task: at depth 100 its cost is still above the
    # optimum, and at 200 it did not finish on a machine with 23 GB shared with others.
    for (n, m), depth, runs in ((MIDDLE, 400, RUNS), (LARGE, 100, LARGE_PEER_RUNS)):
        case = data.problem(n, m, crowding=0.0)
        name = f"all pairs {n} x {m}, the peer {depth} a need"
        row = rows[name] = _Row(case, _listed(case, depth), one_slot=False, peer_runs=runs)
        checks[f"{name}: >= 5 x"] = row.faster >= 5
        checks[f"{name}: <= 1/2 memory"] = row.ours.peak_mb <= row.peer.peak_mb / 2
        checks[f"{name}: proved by verify"] = verify(case, solve(case)).bound == row.ours.value
        checks[f"{name}: cost no higher"] = row.ours.value <= row.peer.value
    checks |= {f"{name}: same cost": rows[name].same for name in goals}
    slowest = min(
        (rows[name] for name, goal in goals.items() if goal == 5), key=lambda row: row.faster
    )
    return Measured(
        unit="s",
        ours=slowest.ours.seconds,
        reference=slowest.peer.seconds,
        reference_is="OR-Tools SimpleMinCostFlow on the same edges",
        goal=Goal(">=", 5),
        inverse=True,
        checks=checks,
        facts={name: row.facts() for name, row in rows.items()},
    )


@bench("resolve")
def resolve() -> Measured:
    """Changes to 1 %: declines, departures, cancelled and new needs; over all eligible pairs."""
    _warm_up()
    small = data.problem(100, 1_000)
    _follow(small, data.changed(small, solve(small), share=0.1))
    facts: dict[str, dict[str, float]] = {}
    for name, (n, m), crowding in (
        ("10,000 x 100,000, crowded", MIDDLE, 0.9),
        ("100,000 x 1,000,000, even", LARGE, 0.0),
    ):
        case = data.problem(n, m, crowding=crowding)
        after = data.changed(case, solve(case))
        full = timed(partial(solve, after))
        runs = [_follow(case, after) for _ in range(RUNS)]
        follow = [seconds for seconds, _ in runs]
        facts[name] = {
            "full_s": statistics.median(full),
            "follow_s": statistics.median(follow),
            "times_faster": statistics.median(full) / statistics.median(follow),
            "same_cost": runs[0][1] == solve(after).objective,
        }
    return Measured(
        unit="s",
        ours=follow,
        reference=full,
        reference_is="solving afresh",
        goal=Goal(">=", 20),
        inverse=True,
        checks={
            "crowded too: >= 20 x": facts["10,000 x 100,000, crowded"]["times_faster"] >= 20,
            "same cost as afresh": all(fact["same_cost"] for fact in facts.values()),
        },
        facts=dict(facts),
    )


def _follow(before: Problem, after: Problem) -> tuple[float, int]:
    """Return the seconds that following the change took, and the cost that it led to."""
    matching = Matching(before)
    matching.solve()
    start = time.perf_counter()
    matching.change(after)
    difference = matching.update()
    seconds = time.perf_counter() - start
    if not verify(after, matching.solve()).ok:
        raise RuntimeError("the plan that the change led to breaks a rule")
    return seconds, difference.objective


@bench("overlap")
def overlap() -> Measured:
    """Overlapping slots, the way, teams and least numbers at once: cost against the bound."""
    solve(data.bound_problem(100, 1_000))
    case = data.bound_problem(*MIDDLE)
    seconds = timed(lambda: solve(case))
    plan = solve(case)
    verdict = verify(case, plan)
    return Measured(
        unit="cost",
        ours=[plan.objective],
        reference=[verdict.bound],
        reference_is="the bound that verify proves",
        goal=Goal("<=", 1.01),
        checks={"<= 60 s": statistics.median(seconds) <= 60, "keeps all rules": verdict.ok},
        facts={
            "seconds": statistics.median(seconds),
            "seconds_most": max(seconds),
            "gap": plan.gap,
            "heads_unfilled": int(plan.unmet_heads.sum()),
            "teams": len(np.unique(case.providers.team)) - 1,
        },
    )


@bench("whole-needs")
def whole_needs() -> Measured:
    """The public instances of generalised assignment against their proven optima."""
    ratios: list[float] = []
    seconds: list[float] = []
    checks: dict[str, bool] = {}
    with (GAP / "data.csv").open(encoding="utf-8") as table:
        known = list(csv.DictReader(table))
    for row in known:
        path = GAP / row["Path"]
        path = path if path.exists() else GAP / path.name
        instance, optimum = read_gap(path.read_text("ascii")), int(row["Optimum"])
        start = time.perf_counter()
        plan = solve_whole(instance, budget=Budget(seconds=60))
        seconds.append(time.perf_counter() - start)
        ratios.append(plan.objective / optimum)
        limit = 1.0 if row["Dataset"] == "cattrysse1994" else 1.003
        name = row["Dataset"] + (": all optimal" if limit == 1 else ": gap <= 0.3 %")
        kept = ratios[-1] <= limit and not verify_whole(instance, plan)
        checks[name] = checks.get(name, True) and kept
    return Measured(
        unit="cost / proven optimum",
        ours=[max(ratios)],
        reference=[1.0],
        reference_is="the proven optimum, worst of all instances",
        goal=Goal("<=", 1.003),
        checks=checks,
        facts={
            "instances": len(known),
            "optimal": sum(ratio == 1 for ratio in ratios),
            "seconds_median": statistics.median(seconds),
            "seconds_most": max(seconds),
        },
    )
