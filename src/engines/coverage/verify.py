"""Check a plan against its problem, by other code than made it.

Nothing here is imported from the solvers: sums, distances and rules are worked out again, and the
optimum of an attachment is proved from the plan's prices.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engines.coverage.arrays import Floats, Ints
from engines.coverage.plan import (
    PARTS,
    AttachmentPlan,
    BranchKind,
    CityPlan,
    EntityReason,
    FormationPlan,
    Plan,
    RoundsPlan,
    SitingPlan,
    UnitReason,
    Warn,
)
from engines.coverage.problem import Attachment, City, Formation, Problem, Rounds, Siting

TOLERANCE = 1e-6
OF_BRANCHES = (
    *("kind", "town", "region", "venue", "main_trade", "x", "y", "members", "formal", "units"),
    *("continues", "warnings", "cost"),
)
BLOCK = 1 << 21  # pairs of entity and host looked at together


def verify(problem: Problem, plan: Plan) -> list[str]:
    """Return the faults of ``plan``, each as one sentence; none means that it is valid."""
    misshapen = list(_misshapen(problem, plan))
    if misshapen:
        return misshapen
    match problem, plan:
        case Formation(), FormationPlan():
            return list(_formation(problem, plan))
        case Attachment(), AttachmentPlan():
            return list(_attachment(problem, plan))
        case City(), CityPlan():
            return list(_city(problem, plan))
        case Siting(), SitingPlan():
            return list(_siting(problem, plan))
        case Rounds(), RoundsPlan():
            return list(_rounds(problem, plan))
    return [f"a {type(plan).__name__} is no plan for a {type(problem).__name__}"]


def _misshapen(problem: Problem, plan: Plan) -> Iterator[str]:
    """Yield a fault for each array of ``plan`` that has not one number for each of its rows."""
    lengths: dict[str, int] = {}
    match problem, plan:
        case City(), CityPlan():
            yield from _misshapen(problem.formation, plan.formation)
            lengths = dict.fromkeys(("entity", "branch"), -1)
        case Formation(), FormationPlan():
            lengths = dict.fromkeys(OF_BRANCHES, len(plan.kind))
            lengths |= dict.fromkeys(("branch_of", "reason", "moved"), len(problem))
            lengths["parts"] = len(PARTS)
        case Attachment(), AttachmentPlan():
            towns = max(problem.town.max(initial=-1), problem.host_town.max(initial=-1)) + 1
            lengths = dict.fromkeys(("host_of", "metres", "reason"), len(problem))
            lengths |= {"price": len(problem.capacity), "lacking": int(towns)}
        case Siting(), SitingPlan():
            lengths = {"sites": -1, "site_of": len(problem)}
        case Rounds(), RoundsPlan():
            lengths = dict.fromkeys(("day", "place", "reason"), len(problem))
    for name, length in lengths.items():
        column = np.asarray(getattr(plan, name))
        if column.ndim != 1 or length not in (-1, len(column)) or column.dtype.kind not in "iufb":
            yield f"{name} is of another size or kind than the problem asks for"


def _formation(problem: Formation, plan: FormationPlan) -> Iterator[str]:
    branches = len(plan.kind)
    inside = problem.members > 0
    if (plan.branch_of[~inside] != -1).any():
        yield "a unit without members is in a branch"
    if (plan.branch_of[inside] < 0).any() or (plan.branch_of >= branches).any():
        yield "a unit with members is in no branch"
        return
    if not branches:
        return
    at, units = plan.branch_of[inside], np.flatnonzero(inside)
    yield from _limits(problem, plan, at, units)
    yield from _rights(problem, plan, at, units)
    yield from _price(problem, plan, at, units)


def _limits(
    problem: Formation, plan: FormationPlan, at: Ints, units: NDArray[np.int64]
) -> Iterator[str]:
    limits, branches = problem.limits, len(plan.kind)
    members = np.bincount(at, problem.members[units], branches)
    formal = np.bincount(at, problem.formal[units], branches)
    if (members != plan.members).any() or (formal != plan.formal).any():
        yield "members of a branch are miscounted"
    pooled = (plan.kind == BranchKind.JOINT) | (plan.kind == BranchKind.VENUE)
    unlawful = (
        (members < limits.min_members)
        | (members > limits.max_members)
        | (formal < limits.min_formal)
    )
    for branch in np.flatnonzero(pooled & unlawful):
        yield f"branch {branch} breaks a hard limit: {members[branch]:g} members"
    towned = plan.kind != BranchKind.COMPREHENSIVE
    if (towned[at] & (plan.kind[at] != BranchKind.LOCKED)).any():
        off = towned[at] & (problem.town[units] != plan.town[at])
        off &= plan.kind[at] != BranchKind.LOCKED
        if off.any():
            yield "a branch crosses a town"
    if (problem.region[problem.town[units]] != plan.region[at])[~towned[at]].any():
        yield "a comprehensive branch crosses a region"
    in_venue = plan.kind[at] == BranchKind.VENUE
    if (problem.venue[units] != plan.venue[at])[in_venue].any():
        yield "a venue branch crosses a venue"
    few = (plan.warnings & Warn.FEW_MEMBERS > 0)[pooled]
    many = (plan.warnings & Warn.MANY_MEMBERS > 0)[pooled]
    if (few != (members < limits.want_min)[pooled]).any() or (
        many != (members > limits.want_max)[pooled]
    ).any():
        yield "the list of branches of unwanted size is wrong"


def _rights(
    problem: Formation, plan: FormationPlan, at: Ints, units: NDArray[np.int64]
) -> Iterator[str]:
    today = problem.branch[units]
    locked = (
        (today >= 0) & problem.locked[np.maximum(today, 0)] if len(problem.locked) else today > 0
    )
    if (plan.kind[at][locked] != BranchKind.LOCKED).any() or (
        plan.kind[at][~locked] == BranchKind.LOCKED
    ).any():
        yield "a locked branch does not stay as it is"
    pairs = np.unique(np.column_stack([today[locked], at[locked]]), axis=0)
    if len(np.unique(pairs[:, 0])) != len(pairs) or len(np.unique(pairs[:, 1])) != len(pairs):
        yield "a locked branch is split or merged"
    alone = ~locked & (problem.formal[units] >= max(1, problem.limits.min_formal))
    sizes = np.bincount(at, minlength=len(plan.kind))
    if (plan.kind[at][alone] != BranchKind.STANDALONE).any() or (sizes[at][alone] != 1).any():
        yield "a unit with enough formal members has no branch of its own"
    if (plan.kind[at][~alone] == BranchKind.STANDALONE).any():
        yield "a unit without enough formal members stands alone"
    same = plan.reason[units] == UnitReason.SAME_TRADE
    if (problem.trade[units] != plan.main_trade[at])[same].any():
        yield "a unit is said to share its branch's trade, and does not"


def _price(
    problem: Formation, plan: FormationPlan, at: Ints, units: NDArray[np.int64]
) -> Iterator[str]:
    limits, weights, branches = problem.limits, problem.weights, len(plan.kind)
    weight = problem.members[units].astype(np.float64)
    total = np.bincount(at, weight, branches)
    x = np.bincount(at, weight * problem.x[units], branches) / np.maximum(total, 1)
    y = np.bincount(at, weight * problem.y[units], branches) / np.maximum(total, 1)
    if np.abs(x - plan.x).max() > TOLERANCE or np.abs(y - plan.y).max() > TOLERANCE:
        yield "the centre of a branch is misplaced"
    pooled = (plan.kind == BranchKind.JOINT) | (plan.kind == BranchKind.VENUE)
    far = np.sqrt((problem.x[units] - x[at]) ** 2 + (problem.y[units] - y[at]) ** 2)
    sizes = np.bincount(at, minlength=branches)
    order = np.lexsort((problem.trade[units], at))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(at[order]) != 0) | (np.diff(problem.trade[units][order]) != 0)
    runs = np.diff(np.append(np.flatnonzero(new), len(order)))
    top = np.zeros(branches, np.int64)
    np.maximum.at(top, at[order][new], runs)
    outside = np.clip(limits.want_min - total, 0, None) + np.clip(total - limits.want_max, 0, None)
    objective = (weight * far)[pooled[at]].sum() + weights.branch * pooled.sum()
    objective += weights.mixed * (sizes - top)[pooled].sum() + weights.size * outside[pooled].sum()
    objective += weights.units * np.clip(sizes - limits.want_units, 0, None)[pooled].sum()
    today = problem.branch[units]
    moved = (today >= 0) & (plan.continues[at] != today)
    if (plan.moved[units] != moved).any():
        yield "who leaves a branch is misstated"
    continued = plan.continues[plan.continues >= 0]
    if len(np.unique(continued)) != len(continued):
        yield "two branches continue the same one"
    objective += weights.churn * weight[moved].sum()
    resting = weight[plan.kind[at] == BranchKind.COMPREHENSIVE].sum()
    objective += weights.rest * resting if resting else 0.0
    if not _is_close(objective, plan.objective):
        yield f"the objective is {objective:.6f}, not {plan.objective:.6f}"


def _is_close(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(1.0, abs(a)) or a == b


def _attachment(problem: Attachment, plan: AttachmentPlan) -> Iterator[str]:
    hosts = len(problem.capacity)
    placed = np.flatnonzero(plan.host_of >= 0)
    host = plan.host_of[placed]
    if (host >= hosts).any():
        yield "an entity is with a host that does not exist"
        return
    if (problem.town[placed] != problem.host_town[host]).any():
        yield "an assignment crosses a town"
    load = np.bincount(host, minlength=hosts)
    for over in np.flatnonzero(load > problem.capacity):
        yield f"host {over} takes {load[over]} entities, but has {problem.capacity[over]} places"
    metres = _metres(
        problem.x[placed], problem.y[placed], problem.host_x[host], problem.host_y[host]
    )
    if (metres != plan.metres[placed]).any():
        yield "a distance is wrong"
    unplaced = len(problem) - len(placed)
    objective = float(metres.sum()) + float(unplaced) * plan.unplaced_metres
    if objective != plan.objective:
        yield f"the objective is {objective:.0f}, not {plan.objective:.0f}"
    towns = len(plan.lacking)
    wanted = np.bincount(problem.town, minlength=towns)
    offered = np.bincount(problem.host_town, problem.capacity, towns)
    if (plan.lacking != np.maximum(0, wanted - offered)).any():
        yield "the lacking capacity of a town is wrong"
    yield from _dual(problem, plan, load)


def _dual(problem: Attachment, plan: AttachmentPlan, load: NDArray[np.int64]) -> Iterator[str]:
    """Prove the optimum: only full hosts have a price, nobody would be cheaper elsewhere."""
    if (plan.price < 0).any():
        yield "a price is negative"
    if ((plan.price > 0) & (load < problem.capacity)).any():
        yield "a host with room has a price"
    value = np.full(len(problem), plan.unplaced_metres, np.int64)
    placed = plan.host_of >= 0
    value[placed] = plan.metres[placed] + plan.price[plan.host_of[placed]]
    left = plan.reason == EntityReason.NOT_REACHED
    if np.isin(problem.town[~left], problem.town[left]).any():
        yield "a town is reached in part"
    value[left & ~placed] = 0
    if (value > plan.unplaced_metres).any():
        yield "somebody would be cheaper without a host"
    bound = float(value.sum() - (plan.price * problem.capacity).sum())
    if bound != plan.bound:
        yield f"the bound is {bound:.0f}, not {plan.bound:.0f}"
    town_order = np.argsort(problem.town, kind="stable")
    host_order = np.argsort(problem.host_town, kind="stable")
    host_order = host_order[problem.capacity[host_order] > 0]
    towns = np.unique(problem.host_town[host_order])
    cuts = np.searchsorted(problem.town[town_order], [towns, towns + 1])
    host_cuts = np.searchsorted(problem.host_town[host_order], [towns, towns + 1])
    for (first, last), (low, high) in zip(cuts.T, host_cuts.T, strict=True):
        if _has_cheaper(problem, plan, value, town_order[first:last], host_order[low:high]):
            yield f"in town {problem.town[town_order[first]]} somebody would be cheaper elsewhere"


def _has_cheaper(
    problem: Attachment,
    plan: AttachmentPlan,
    value: NDArray[np.int64],
    entity: NDArray[np.int64],
    host: NDArray[np.int64],
) -> bool:
    """Tell whether any host of the town costs any entity of it less than it pays.

    Squares are compared, so that no root is taken: d < gap, where gap is value less price.
    Distances are whole metres, so that d < gap means a root below gap - 1/2.
    """
    size = max(1, BLOCK // len(host))
    host_x, host_y = 1000.0 * problem.host_x[host], 1000.0 * problem.host_y[host]
    price = plan.price[host] + 0.501
    for first in range(0, len(entity), size):
        part = entity[first : first + size]
        gap = value[part, None] - price
        square = (1000.0 * problem.x[part, None] - host_x) ** 2
        square += (1000.0 * problem.y[part, None] - host_y) ** 2
        if ((gap > 0) & (square < gap * gap)).any():
            return True
    return False


def _metres(x: Floats, y: Floats, to_x: Floats, to_y: Floats) -> NDArray[np.int64]:
    return np.rint(1000.0 * np.sqrt((to_x - x) ** 2 + (to_y - y) ** 2)).astype(np.int64)


def _city(problem: City, plan: CityPlan) -> Iterator[str]:
    yield from _formation(problem.formation, plan.formation)
    units = problem.formation
    if not np.array_equal(plan.entity, np.flatnonzero(units.members == 0)):
        yield "others than the units without members are attached"
        return
    branch = plan.branch
    if not np.array_equal(branch, np.flatnonzero(plan.formation.kind != BranchKind.COMPREHENSIVE)):
        yield "others than the branches of a town are hosts"
        return
    attachment = Attachment(
        x=units.x[plan.entity],
        y=units.y[plan.entity],
        town=units.town[plan.entity],
        host_x=np.append(problem.host_x, plan.formation.x[branch]),
        host_y=np.append(problem.host_y, plan.formation.y[branch]),
        host_town=np.append(problem.host_town, plan.formation.town[branch]),
        capacity=np.append(
            problem.capacity, np.full(len(branch), problem.branch_capacity, np.int32)
        ),
    )
    misshapen = list(_misshapen(attachment, plan.attachment))
    yield from misshapen or _attachment(attachment, plan.attachment)


def _siting(problem: Siting, plan: SitingPlan) -> Iterator[str]:
    if len(np.unique(plan.sites)) != problem.count or len(plan.sites) != problem.count:
        yield f"{problem.count} sites are to open, not {len(np.unique(plan.sites))}"
    placed = np.flatnonzero(plan.site_of >= 0)
    where = plan.site_of[placed]
    if not np.isin(where, plan.sites).all():
        yield "an entity goes to a closed site"
        return
    load = np.bincount(where, problem.demand[placed], len(problem.capacity))
    for over in np.flatnonzero(load > problem.capacity):
        yield f"site {over} takes {load[over]:g}, but has {problem.capacity[over]}"
    far = np.sqrt(
        (problem.x[placed] - problem.site_x[where]) ** 2
        + (problem.y[placed] - problem.site_y[where]) ** 2
    )
    objective = float(np.floor(problem.scale * far).sum())
    if not _is_close(objective, plan.objective):
        yield f"the objective is {objective:g}, not {plan.objective:g}"
    if len(placed) == len(problem) and plan.bound > objective + TOLERANCE:
        yield "the bound is above the objective"


def _rounds(problem: Rounds, plan: RoundsPlan) -> Iterator[str]:
    if ((plan.day >= 0) & (plan.day > problem.due)).any():
        yield "a visit is late"
    if not np.isin(plan.day[plan.day >= 0], problem.days).all():
        yield "a visit is on no working day"
    total = 0.0
    for day in np.unique(plan.day[plan.day >= 0]):
        visits = np.flatnonzero(plan.day == day)
        visits = visits[np.argsort(plan.place[visits])]
        if (plan.place[visits] != np.arange(len(visits))).any():
            yield f"the order of day {day} has gaps"
        x = np.concatenate([[problem.home_x], problem.x[visits], [problem.home_x]])
        y = np.concatenate([[problem.home_y], problem.y[visits], [problem.home_y]])
        km = float(np.hypot(np.diff(x), np.diff(y)).sum())
        total += km
        minutes = float(problem.minutes[visits].sum()) + 60 * km / problem.km_per_hour
        if minutes > problem.day_minutes + TOLERANCE or len(visits) > problem.day_visits:
            yield f"day {day} is too full: {minutes:.0f} minutes, {len(visits)} visits"
    if not _is_close(total, plan.objective):
        yield f"the way is {total:.3f} km, not {plan.objective:.3f}"
