"""Coverage: formation in three sizes, attachment, a whole city, siting.

Ours runs five times everywhere. So do the peers, but for two: max-p (a quarter of an hour a run)
and k-means-constrained (two minutes a run on idle cores) run once, each seeded, so that their J is
the same every time; their seconds are those of one run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.spatial import cKDTree

from bench import coverage_peers as peers
from bench.coverage_data import draw_city_members, draw_members, draw_points
from bench.harness import Goal, Measured, bench, timed
from engines.coverage.budget import Budget
from engines.coverage.cpmp import read_cpmp
from engines.coverage.problem import Attachment, City, Formation, Limits, Siting, Weights
from engines.coverage.solve import solve
from engines.coverage.verify import verify

INSTANCES = Path(__file__).parents[2] / "shared" / "instances" / "cpmp"
OPTIMA = (
    *(713, 740, 751, 651, 664, 778, 787, 820, 715, 829),
    *(1006, 966, 1026, 982, 1091, 954, 1034, 1043, 1031, 1005),
)
SWEEPS = {10_000: 20, 100_000: 250, 1_000_000: 40}
ENTITIES, HOSTS = 1_150_000, 11_121


def units(count: int) -> Formation:
    """The units of the formation benches, with the weights of J."""
    points, members = draw_points(count), draw_members(count)
    return Formation(
        points.x,
        points.y,
        points.town,
        points.trade,
        members,
        members,
        limits=Limits(want_units=count),
        weights=Weights(units=0.0, rest=float("inf")),
    )


def crowd() -> Attachment:
    """1.15 million entities; 1 % of them hosts, with too little capacity in some towns."""
    points = draw_points(ENTITIES)
    rng = np.random.default_rng(3)
    host = np.sort(rng.choice(ENTITIES, HOSTS, replace=False))
    towns = int(points.town.max()) + 1
    wanted = np.bincount(points.town, minlength=towns)
    there = np.maximum(1, np.bincount(points.town[host], minlength=towns))
    filling = rng.uniform(0.99, 1.3, towns)
    mean = (filling * wanted / there)[points.town[host]]
    capacity = np.maximum(1, np.rint(rng.gamma(4.0, 0.25, HOSTS) * mean)).astype(np.int32)
    return Attachment(
        points.x,
        points.y,
        points.town,
        points.x[host],
        points.y[host],
        points.town[host],
        capacity,
    )


def job_formation(count: int) -> Any:
    return solve(units(count), seed=1, budget=Budget(sweeps=SWEEPS[count]))


def job_attachment() -> Any:
    return solve(crowd(), seed=1, budget=Budget())


def write_city(path: Path) -> None:
    points, members = draw_points(ENTITIES), draw_city_members(ENTITIES)
    columns = {
        "x": points.x.astype(np.float32),
        "y": points.y.astype(np.float32),
        "town": points.town,
        "trade": points.trade.astype(np.int16),
        "members": members,
    }
    pq.write_table(pa.table(columns), path)


def plan_city(path: Path) -> tuple[City, Any]:
    """Read, form, attach and verify. Raise RuntimeError if the plan has a fault."""
    table = pq.read_table(path)
    column = {name: table[name].to_numpy() for name in table.column_names}
    column = {name: v.astype(np.int32) if v.dtype.kind == "i" else v for name, v in column.items()}
    formation = Formation(**column, formal=column["members"], limits=Limits(want_units=30))
    none = np.zeros(0)
    whole = City(formation, none, none, none.astype(int), none.astype(int), branch_capacity=400)
    plan = solve(whole, seed=1, budget=Budget(sweeps=20))
    faults = verify(whole, plan)
    if faults:
        raise RuntimeError(faults[0])
    return whole, plan


def job_city() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.parquet"
        subprocess.run(
            [sys.executable, "-m", "bench.bench_coverage", "write", str(path)], check=True
        )
        return plan_city(path)


JOBS: dict[str, Callable[[], Any]] = {
    "formation-1m": lambda: job_formation(1_000_000),
    "attachment": job_attachment,
    "city": job_city,
}


def peak_mb(job: str) -> float:
    """Return the peak memory of ``job``, data included, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.bench_coverage", job],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def _form_beside(
    count: int, peer: Callable[..., Any], name: str, lower: float, goal: Goal, runs: int
) -> Measured:
    """Measure formation of ``count`` units beside ``peer``, by seconds and by J."""
    problem = units(count)
    points, members = draw_points(count), problem.members
    budget = Budget(sweeps=SWEEPS[count])
    plan: Any = solve(problem, seed=1, budget=budget)
    ours = timed(lambda: solve(problem, seed=1, budget=budget))
    found: list[Any] = []
    if name.startswith("greedy"):
        peer(points, members)
    theirs = timed(lambda: found.append(peer(points, members)), runs)
    j, broken = peers.objective(points, members, plan.branch_of)
    their_j, their_broken = peers.objective(points, members, found[-1])
    return Measured(
        unit="s",
        ours=ours,
        reference=theirs,
        reference_is=name,
        goal=goal,
        inverse=goal.sense == ">=",
        checks={
            f"J at least {lower:.1%} lower": j <= (1 - lower) * their_j,
            "no hard limit broken": broken == 0 and verify(problem, plan) == [],
        },
        facts={
            "J": j,
            "reference J": their_j,
            "J lower by": 1 - j / their_j,
            "reference breaks hard limits": their_broken,
            "sweeps": budget.sweeps,
        },
    )


@bench("formation")
def formation() -> Measured:
    peer = peers.max_p
    return _form_beside(10_000, peer, "spopt max-p, 10 iterations", 0.12, Goal(">=", 1000), 1)


@bench("formation-100k")
def formation_100k() -> Measured:
    name = "k-means-constrained, two processes, best of five targets a town"
    return _form_beside(100_000, peers.constrained_k_means, name, 0.075, Goal(">=", 15), 1)


@bench("formation-1m")
def formation_1m() -> Measured:
    measured = _form_beside(
        1_000_000, peers.greedy, "greedy over a KD-tree", 0.14, Goal("<=", 15), 5
    )
    peak = peak_mb("formation-1m")
    measured.facts["peak MB"] = peak
    measured.checks["at most 600 MB"] = peak <= 600
    return measured


@bench("attachment")
def attachment() -> Measured:
    problem = crowd()
    plan: Any = solve(problem, seed=1, budget=Budget())
    ours = timed(lambda: solve(problem, seed=1, budget=Budget()))
    hosts = problem.host_x, problem.host_y, problem.host_town, problem.capacity
    found: list[Any] = []
    theirs = timed(lambda: found.append(peers.one_flow(problem.x, problem.y, problem.town, hosts)))
    metres, _, left = found[-1]
    unplaced = int((plan.host_of < 0).sum())
    peak = peak_mb("attachment")
    return Measured(
        unit="s",
        ours=ours,
        reference=theirs,
        reference_is="OR-Tools min-cost flow, one model, 12 nearest",
        goal=Goal(">=", 10),
        inverse=True,
        checks={
            "optimal over all hosts, by its dual": verify(problem, plan) == [],
            "nobody unplaced but for lack of capacity": unplaced == int(plan.lacking.sum()),
            "at most 700 MB": peak <= 700,
        },
        facts={
            "km": float(plan.metres.sum(dtype=np.int64)) / 1000,
            "unplaced": unplaced,
            "reference km": metres / 1000,
            "reference unplaced": left,
            "peak MB": peak,
        },
    )


@bench("city")
def city() -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.parquet"
        write_city(path)
        plan_city(path)
        ours = timed(lambda: plan_city(path))
        whole, plan = plan_city(path)
    units_ = whole.formation
    hosts = np.column_stack([plan.formation.x, plan.formation.y])
    points = np.column_stack([units_.x, units_.y])
    theirs = timed(lambda: cKDTree(hosts).query(points, 12, workers=2))
    peak = peak_mb("city")
    return Measured(
        unit="s",
        ours=ours,
        reference=theirs,
        reference_is="one pass of 12 nearest hosts",
        goal=Goal("<=", 10),
        checks={"at most 1,000 MB": peak <= 1000, "verified": True},
        facts={
            "branches": len(plan.formation.kind),
            "unplaced": int((plan.attachment.host_of < 0).sum()),
            "peak MB": peak,
        },
    )


@bench("siting")
def siting() -> Measured:
    """Ours is the distance found over the proven optimum, one value an instance."""
    solve(read_cpmp(INSTANCES / "cpmp01.txt"), seed=1, budget=Budget(sweeps=1))  # compile
    seconds, gaps, optimal = [], [], 0
    for number, optimum in enumerate(OPTIMA, 1):
        problem = read_cpmp(INSTANCES / f"cpmp{number:02d}.txt")
        start = time.perf_counter()
        plan: Any = solve(problem, seed=1, budget=Budget(seconds=7))
        seconds.append(time.perf_counter() - start)
        gaps.append(plan.objective / optimum)
        optimal += plan.objective == optimum and verify(problem, plan) == []
    large, large_seconds, large_faults = _large_siting()
    return Measured(
        unit="distance / optimum",
        ours=gaps,
        reference=[1.0] * len(gaps),
        reference_is="proven optima",
        goal=Goal("<=", 1),
        checks={
            "20 of 20 optimal": optimal == 20,
            "at most 10 s each": max(seconds) <= 10,
            "n=5,000, p=1,000 in a minute": large_seconds <= 60 and not large_faults,
        },
        facts={
            "optimal": optimal,
            "worst gap": max(gaps) - 1,
            "median seconds": statistics.median(seconds),
            "large objective": large.objective,
            "large bound": large.bound,
            "large seconds": large_seconds,
        },
    )


def _large_siting() -> tuple[Any, float, list[str]]:
    rng = np.random.default_rng(4)
    x, y = rng.uniform(0, 30, (2, 5000))
    demand = rng.integers(1, 20, 5000, dtype=np.int32)
    problem = Siting(x, y, demand, x, y, np.full(5000, 65, np.int32), 1000)
    start = time.perf_counter()
    plan = solve(problem, seed=1, budget=Budget(seconds=45))
    seconds = time.perf_counter() - start
    return plan, seconds, verify(problem, plan)


def peak_of_this_process_mb() -> float:
    """Return the most memory this process has held since its program began.

    The kernel's ru_maxrss will not do: a program that is begun inherits it from its parent, here
    the bench with the peer's memory in it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write_city(Path(sys.argv[2]))
    else:
        JOBS[sys.argv[1]]()
        print(peak_of_this_process_mb())
