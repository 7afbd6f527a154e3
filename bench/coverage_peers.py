"""The peers of the coverage benches, and the objective J that all are measured by.

J = member-km to the branch's centre + 3.0 a branch + 0.10 a unit of another trade than the
branch's main one + 0.2 a member outside 7-30; hard: 3-50 members, one town.
"""

from __future__ import annotations

import warnings
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree

from bench.coverage_data import Points

Array = NDArray[Any]
TARGETS = (12, 14, 16, 18, 20)


def objective(points: Points, members: Array, label: Array) -> tuple[float, int]:
    """Return J of a partition, and how many branches break a hard limit."""
    k = int(label.max()) + 1
    total = np.bincount(label, members, k)
    used = total > 0
    x = np.bincount(label, members * points.x, k) / np.maximum(total, 1)
    y = np.bincount(label, members * points.y, k) / np.maximum(total, 1)
    far = (members * np.hypot(points.x - x[label], points.y - y[label])).sum()
    pair, often = np.unique(label.astype(np.int64) * 1000 + points.trade, return_counts=True)
    top = np.zeros(k)
    np.maximum.at(top, pair // 1000, often)
    soft = np.maximum(0, 7 - total) + np.maximum(0, total - 30)
    j = far + 3.0 * used.sum() + 0.1 * (len(label) - top.sum()) + 0.2 * soft[used].sum()
    return float(j), int(((total < 3) | (total > 50))[used].sum())


def max_p(points: Points, members: Array, iterations: int = 10) -> Array:
    """spopt's max-p regions over a Delaunay graph, town by town, at least 20 members each."""
    import geopandas
    import libpysal
    import spopt.region

    warnings.simplefilter("ignore")
    rng = np.random.default_rng(0)
    label = np.empty(len(members), np.int64)
    base = 0
    for town in np.unique(points.town):
        at = np.flatnonzero(points.town == town)
        xy = np.column_stack([points.x[at], points.y[at]]) + rng.normal(0, 1e-6, (len(at), 2))
        found = np.zeros(len(at), np.int64)
        if members[at].sum() >= 40:
            frame = geopandas.GeoDataFrame(
                {"x": xy[:, 0], "y": xy[:, 1], "members": members[at]},
                geometry=geopandas.points_from_xy(xy[:, 0], xy[:, 1]),
            )
            graph = libpysal.weights.W(_delaunay(xy), silence_warnings=True)
            np.random.seed(0)
            model = spopt.region.MaxPHeuristic(
                frame, graph, ["x", "y"], "members", 20, 2, max_iterations_construction=iterations
            )
            model.solve()
            found = np.unique(np.asarray(model.labels_), return_inverse=True)[1]
        label[at] = base + found
        base += int(found.max()) + 1
    return label


def _delaunay(xy: Array) -> dict[int, list[int]]:
    starts, ends = Delaunay(xy).vertex_neighbor_vertices
    return {i: ends[starts[i] : starts[i + 1]].tolist() for i in range(len(xy))}


def constrained_k_means(points: Points, members: Array) -> Array:
    """k-means-constrained in two processes, in every town the best J of five targets."""
    towns = [np.flatnonzero(points.town == town) for town in np.unique(points.town)]
    towns.sort(key=len, reverse=True)
    parts = [
        (Points(points.x[at], points.y[at], points.town[at], points.trade[at]), members[at])
        for at in towns
    ]
    label = np.empty(len(members), np.int64)
    base = 0
    with ProcessPoolExecutor(2) as pool:
        for at, found in zip(towns, pool.map(_best_k_means, parts), strict=True):
            label[at] = base + found
            base += int(found.max()) + 1
    return label


def _best_k_means(part: tuple[Points, Array]) -> Array:
    from k_means_constrained import KMeansConstrained

    points, members = part
    xy = np.column_stack([points.x, points.y])
    best: tuple[float, Array] = (np.inf, np.zeros(len(xy), np.int64))
    for target in TARGETS:
        k = max(1, round(len(xy) / target))
        if k == 1:
            found = np.zeros(len(xy), np.int64)
        else:
            model = KMeansConstrained(
                k, size_min=min(7, len(xy) // k), size_max=25, n_init=1, random_state=0, n_jobs=1
            )
            found = model.fit_predict(xy).astype(np.int64)
        cost = objective(points, members, found)[0]
        if cost < best[0]:
            best = cost, found
    return best[1]


def greedy(points: Points, members: Array, target: int = 24) -> Array:
    """Take units in order; fill each one's branch with the nearest free ones up to ``target``."""
    spots = np.column_stack([points.x, points.y, 1000.0 * points.town])
    near = cKDTree(spots).query(spots, 32, workers=2)[1].astype(np.int32)
    label = _fill_greedily()(near, members, target)
    return np.unique(label, return_inverse=True)[1]


def _fill_greedily() -> Any:
    """Return the compiled loop; a closure, so that importing the peers needs no numba."""
    import numba

    if "fill" not in _COMPILED:
        _COMPILED["fill"] = numba.njit(_fill)
    return _COMPILED["fill"]


_COMPILED: dict[str, Any] = {}


def _fill(near: Array, members: Array, target: int) -> Array:
    n = len(members)
    label = np.full(n, -1, np.int64)
    total = np.zeros(n, np.int64)
    for i in range(n):
        if label[i] >= 0:
            continue
        label[i] = i
        total[i] = members[i]
        for j in near[i]:
            if total[i] >= target:
                break
            if label[j] < 0:
                label[j] = i
                total[i] += members[j]
    for i in range(n):
        if total[label[i]] >= 3:
            continue
        for j in near[i]:
            b = label[j]
            if total[b] >= 3 and total[b] + members[i] <= 50:
                total[label[i]] -= members[i]
                total[b] += members[i]
                label[i] = b
                break
    return label


def one_flow(x: Array, y: Array, town: Array, hosts: Any, k: int = 12) -> tuple[int, int, int]:
    """OR-Tools' min-cost flow in one model over the k nearest hosts.

    Return metres, how many have a host, and the cost at which nobody is left out.
    """
    from ortools.graph.python import min_cost_flow

    host_x, host_y, host_town, capacity = hosts
    n, h = len(x), len(host_x)
    tree = cKDTree(np.column_stack([host_x, host_y, 1000.0 * host_town]))
    spots = np.column_stack([x, y, 1000.0 * town])
    _, near = tree.query(spots, k, workers=2)
    who = np.repeat(np.arange(n), k)
    near = near.reshape(-1)
    same = host_town[near] == town[who]
    who, near = who[same], near[same]
    metres = np.rint(
        1000 * np.sqrt((host_x[near] - x[who]) ** 2 + (host_y[near] - y[who]) ** 2)
    ).astype(np.int64)
    out = 1_000_000
    model = min_cost_flow.SimpleMinCostFlow()
    arcs = model.add_arcs_with_capacity_and_unit_cost(
        who, n + near, np.ones(len(who), np.int64), metres
    )
    model.add_arcs_with_capacity_and_unit_cost(
        np.arange(n), np.full(n, n + h), np.ones(n, np.int64), np.full(n, out)
    )
    model.add_arcs_with_capacity_and_unit_cost(
        n + np.arange(h), np.full(h, n + h), capacity.astype(np.int64), np.zeros(h, np.int64)
    )
    model.set_nodes_supplies(np.append(np.arange(n), n + h), np.append(np.ones(n, np.int64), -n))
    if model.solve() != model.OPTIMAL:
        raise RuntimeError("the reference flow has no optimum")
    flow = model.flows(arcs)
    return int((flow * metres).sum()), int(flow.sum()), n - int(flow.sum())
