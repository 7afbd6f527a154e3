"""The peer of the matching benches, and peaks of memory in processes of their own."""

from __future__ import annotations

import multiprocessing
import resource
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


def peak_mb(work: Callable[[], object]) -> float:
    """Return by how many MB ``work`` raises the peak of a process forked for it.

    What the process inherits, the input, is counted on neither side.
    """
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)

    def measure() -> None:
        before = _resident_mb()
        work()
        send.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before)

    process = context.Process(target=measure)
    process.start()
    peak = float(receive.recv())
    process.join()
    return peak


def _resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 2**20
