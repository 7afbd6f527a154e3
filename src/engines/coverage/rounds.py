"""Stage 4: an instructor's visits of a month, by place and due date.

OR-Tools' routing library does the work: one tour a working day, every visit on a day up to its
due day, the least way in all, as many visits as there is time for.
"""

from __future__ import annotations

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from engines.coverage.arrays import Ints
from engines.coverage.budget import Run
from engines.coverage.plan import RoundsPlan, VisitReason
from engines.coverage.problem import Rounds

MISSED = 10_000_000  # metres a visit that is not made counts


def go_round(problem: Rounds, run: Run) -> RoundsPlan:
    """Return day and place in the day for every visit of ``problem``."""
    first = problem.days.min(initial=np.iinfo(np.int32).max)
    day = np.full(len(problem), -1, np.int32)
    place = np.zeros(len(problem), np.int32)
    reason = np.where(problem.due < first, VisitReason.NO_DAY, VisitReason.NO_TIME)
    visits = np.flatnonzero(problem.due >= first).astype(np.int32)
    if len(visits):
        for tour, stops in enumerate(_tours(problem, visits, run)):
            day[stops], place[stops] = problem.days[tour], np.arange(len(stops))
            reason[stops] = VisitReason.IN_TIME
    run.tell("rounds", 1, 1)
    return RoundsPlan(day, place, reason.astype(np.int32), _way(problem, day, place))


def _tours(problem: Rounds, visits: Ints, run: Run) -> list[Ints]:
    """Return the visits of each working day in order; node 0 of the model is the home."""
    x = np.append(problem.home_x, problem.x[visits])
    y = np.append(problem.home_y, problem.y[visits])
    km = np.hypot(x[:, None] - x, y[:, None] - y)
    metres = np.ceil(1000 * km).astype(np.int64)
    work = np.append(0, problem.minutes[visits]) * 60
    seconds = np.ceil(3600 * km / problem.km_per_hour).astype(np.int64) + work[:, None]
    days = len(problem.days)
    nodes = pywrapcp.RoutingIndexManager(len(x), days, 0)
    model = pywrapcp.RoutingModel(nodes)
    way, time = metres.tolist(), seconds.tolist()
    to_node = nodes.IndexToNode
    cost = model.RegisterTransitCallback(lambda a, b: way[to_node(a)][to_node(b)])
    model.SetArcCostEvaluatorOfAllVehicles(cost)
    spent = model.RegisterTransitCallback(lambda a, b: time[to_node(a)][to_node(b)])
    model.AddDimension(spent, 0, problem.day_minutes * 60, True, "time")
    one = model.RegisterUnaryTransitCallback(lambda a: int(to_node(a) > 0))
    model.AddDimension(one, 0, problem.day_visits, True, "visits")
    for node, visit in enumerate(visits, 1):
        index = nodes.NodeToIndex(node)
        allowed = np.flatnonzero(problem.days <= problem.due[visit]).tolist()
        model.VehicleVar(index).SetValues([-1, *allowed])
        model.AddDisjunction([index], MISSED)
    solution = model.SolveWithParameters(_parameters(run))
    if solution is None:
        return []
    return [visits[_stops(model, nodes, solution, tour)] for tour in range(days)]


def _parameters(run: Run) -> object:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.first_solution_strategy = strategy
    if run.is_timed:
        search = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.local_search_metaheuristic = search
        parameters.time_limit.FromMilliseconds(max(1, int(1000 * run.left)))
    return parameters


def _stops(model: object, nodes: object, solution: object, tour: int) -> Ints:
    stops = []
    index = model.Start(tour)  # type: ignore[attr-defined]
    while not model.IsEnd(index):  # type: ignore[attr-defined]
        node = nodes.IndexToNode(index)  # type: ignore[attr-defined]
        if node > 0:
            stops.append(node - 1)
        index = solution.Value(model.NextVar(index))  # type: ignore[attr-defined]
    return np.array(stops, np.int32)


def _way(problem: Rounds, day: Ints, place: Ints) -> float:
    total = 0.0
    for today in problem.days:
        stops = np.flatnonzero(day == today)
        stops = stops[np.argsort(place[stops])]
        x = np.concatenate([[problem.home_x], problem.x[stops], [problem.home_x]])
        y = np.concatenate([[problem.home_y], problem.y[stops], [problem.home_y]])
        total += float(np.hypot(np.diff(x), np.diff(y)).sum())
    return total
