"""The peer of the matching benches, and peaks of memory in processes of their own."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from engines.matching.problem import Pairs, Problem


@dataclass(frozen=True)
class Arcs:
    """A minimum-cost flow: arcs with capacity and cost, and the supply of each node."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    capacity: NDArray[np.int64]
    cost: NDArray[np.int64]
    supply: NDArray[np.int64]


def arcs_of(problem: Problem, *, one_slot: bool) -> Arcs:
    """Return needs -> (provider, slot) -> provider -> sink, or without slots if ``one_slot``."""
    pairs, needs, providers = problem.pairs, problem.needs, problem.providers
    assert isinstance(pairs, Pairs)
    n, m, k = len(needs), len(providers), len(pairs)
    if one_slot:
        nodes, node_of = np.empty(0, np.int64), pairs.provider.astype(np.int64)
    else:
        key = pairs.provider.astype(np.int64) * 64 + needs.slot[pairs.need]
        nodes, node_of = np.unique(key, return_inverse=True)
    first_provider = n + len(nodes)
    sink = first_provider + m
    supply = np.zeros(sink + 1, np.int64)
    supply[:n], supply[sink] = needs.heads, -int(needs.heads.sum())
    return Arcs(
        np.concatenate([pairs.need, n + np.arange(len(nodes) + m), np.arange(n)]).astype(np.int32),
        np.concatenate(
            [n + node_of, first_provider + (nodes >> 6), np.full(m, sink), np.full(n, sink)]
        ).astype(np.int32),
        np.concatenate([np.ones(k + len(nodes)), providers.capacity, needs.heads]).astype(np.int64),
        np.concatenate([pairs.cost, np.zeros(len(nodes) + m), needs.unfilled]).astype(np.int64),
        supply,
    )


def simple_min_cost_flow(arcs: Arcs) -> int:
    """Return the least cost by OR-Tools."""
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(arcs.tail, arcs.head, arcs.capacity, arcs.cost)
    flow.set_nodes_supplies(np.arange(len(arcs.supply), dtype=np.int32), arcs.supply)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the peer found no optimum")
    return int(flow.optimal_cost())


@dataclass(frozen=True)
class Runs:
    """Seconds of each run, the highest peak of memory in MB, and what the last run returned."""

    seconds: list[float]
    peak_mb: float
    value: int


def runs_apart(work: Callable[[], int], runs: int) -> Runs:
    """Run ``work`` in processes forked for it, and measure time and memory together.

    The peak counts from what the process inherits, so the input is counted on neither side.
    """
    found = [_run_apart(work) for _ in range(runs)]
    return Runs([run[0] for run in found], max(run[1] for run in found), found[-1][2])


def _run_apart(work: Callable[[], int]) -> tuple[float, float, int]:
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)

    def measure() -> None:
        before = _resident_mb()
        start = time.perf_counter()
        value = work()
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        send.send((seconds, peak - before, value))

    process = context.Process(target=measure)
    process.start()
    found: tuple[float, float, int] = receive.recv()
    process.join()
    return found


def _resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 2**20
