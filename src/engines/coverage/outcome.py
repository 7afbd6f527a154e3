"""Describe a partition as a plan: numbering, centres, kinds, warnings, prices."""

from __future__ import annotations

import numpy as np

from engines.coverage.arrays import Bools, Floats, Ints, Longs
from engines.coverage.plan import BranchKind, FormationPlan, UnitReason, Warn
from engines.coverage.problem import Formation


def describe(problem: Formation, label: Longs, reason: Ints) -> FormationPlan:
    """Return the plan in which units of equal ``label`` share a branch.

    ``label`` is any number per unit, negative for those who go to their region's comprehensive
    branch. Branches are numbered by their first unit, so that the plan does not depend on how the
    labels came about.
    """
    inside = problem.members > 0
    rest = inside & (label < 0)
    label = np.where(rest, label.max(initial=0) + 1 + problem.region[problem.town], label)
    branch_of = _number(label, inside)
    count = int(branch_of.max(initial=-1)) + 1
    unit = np.flatnonzero(inside)
    first = np.full(count, len(problem), np.int64)
    np.minimum.at(first, branch_of[unit], unit)
    kind = _kinds(reason[first], rest[first])

    sums = _Sums(branch_of[unit], count)
    members = sums.of(problem.members[unit])
    x = sums.of(problem.members[unit] * problem.x[unit]) / members
    y = sums.of(problem.members[unit] * problem.y[unit]) / members
    main, top = _main_trade(branch_of[unit], problem.trade[unit], count)
    reason = _by_trade(problem, reason, branch_of, main)
    units = sums.of(np.ones(len(unit)))
    formal = sums.of(problem.formal[unit])
    continues = _continues(problem, branch_of, count)
    moved = (problem.branch >= 0) & inside & (_of(continues, branch_of) != problem.branch)

    far = np.hypot(problem.x[unit] - x[branch_of[unit]], problem.y[unit] - y[branch_of[unit]])
    priced = (kind == BranchKind.JOINT) | (kind == BranchKind.VENUE)
    limits, weights = problem.limits, problem.weights
    outside = np.maximum(0, limits.want_min - members) + np.maximum(0, members - limits.want_max)
    costs = priced * np.array(
        [
            sums.of(problem.members[unit] * far),
            weights.branch * np.ones(count),
            weights.mixed * (units - top),
            weights.size * outside,
            weights.units * np.maximum(0, units - limits.want_units),
        ]
    )
    churn = weights.churn * float(problem.members[moved].sum())
    resting = float(problem.members[rest].sum())
    parts = np.array([*costs.sum(axis=1), churn, weights.rest * resting if resting else 0.0])
    return FormationPlan(
        branch_of=branch_of,
        reason=reason,
        moved=moved,
        kind=kind,
        town=np.where(kind == BranchKind.COMPREHENSIVE, -1, problem.town[first]).astype(np.int32),
        region=problem.region[problem.town[first]],
        venue=np.where(kind == BranchKind.VENUE, problem.venue[first], -1).astype(np.int32),
        main_trade=main,
        x=x,
        y=y,
        members=members.astype(np.int32),
        formal=formal.astype(np.int32),
        units=units.astype(np.int32),
        continues=continues,
        warnings=_warnings(problem, kind, members, formal, units),
        cost=costs.sum(axis=0),
        parts=parts,
        objective=float(parts.sum()),
    )


class _Sums:
    """Sums over the units of each branch."""

    def __init__(self, branch: Ints, count: int) -> None:
        self._branch, self._count = branch, count

    def of(self, value: Ints | Floats) -> Floats:
        total: Floats = np.bincount(self._branch, value, self._count).astype(np.float64)
        return total


def _of(value: Ints, branch_of: Ints) -> Ints:
    """Return each unit's branch's ``value``, -1 where it has no branch."""
    return np.append(value, np.int32(-1))[branch_of]


def _number(label: Longs, inside: Bools) -> Ints:
    """Return branch numbers from 0 in the order of their first units, -1 outside."""
    branch_of = np.full(len(label), -1, np.int32)
    _, first, inverse = np.unique(label[inside], return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    branch_of[inside] = rank[inverse]
    return branch_of


def _kinds(reason: Ints, rest: Bools) -> Ints:
    kinds = {
        UnitReason.ENOUGH_FORMAL: BranchKind.STANDALONE,
        UnitReason.LOCKED: BranchKind.LOCKED,
        UnitReason.SAME_VENUE: BranchKind.VENUE,
    }
    kind = np.full(len(reason), BranchKind.JOINT, np.int32)
    for why, what in kinds.items():
        kind[reason == why] = what
    kind[rest] = BranchKind.COMPREHENSIVE
    return kind


def _main_trade(branch: Ints, trade: Ints, count: int) -> tuple[Ints, Floats]:
    """Return the commonest trade of each branch (the lowest code of equals) and how often."""
    trades = int(trade.max(initial=0)) + 1
    pair, often = np.unique(branch.astype(np.int64) * trades + trade, return_counts=True)
    order = np.lexsort((pair, -often, pair // trades))
    at = order[np.unique(pair[order] // trades, return_index=True)[1]]
    main, top = np.zeros(count, np.int32), np.zeros(count)
    main[pair[at] // trades] = pair[at] % trades
    top[pair[at] // trades] = often[at]
    return main, top


def _by_trade(problem: Formation, reason: Ints, branch_of: Ints, main: Ints) -> Ints:
    """Tell those who share their branch's main trade from those who are merely near."""
    same = (reason == UnitReason.NEIGHBOUR) & (problem.trade == _of(main, branch_of))
    return np.where(same, UnitReason.SAME_TRADE, reason).astype(np.int32)


def _continues(problem: Formation, branch_of: Ints, count: int) -> Ints:
    """Return which existing branch each branch goes on from: the one with most of its members.

    One existing branch goes on in one branch at most; the pair with more members is served first,
    equals in the order of their numbers.
    """
    continues = np.full(count, -1, np.int32)
    unit = np.flatnonzero((problem.branch >= 0) & (branch_of >= 0))
    olds = len(problem.locked)
    pair, inverse = np.unique(
        branch_of[unit].astype(np.int64) * olds + problem.branch[unit], return_inverse=True
    )
    together = np.bincount(inverse, problem.members[unit], len(pair))
    taken = np.zeros(olds, np.bool_)
    for at in np.lexsort((pair, -together)):
        new, old = divmod(int(pair[at]), olds)
        if continues[new] < 0 and not taken[old]:
            continues[new], taken[old] = old, True
    return continues


def _warnings(
    problem: Formation, kind: Ints, members: Floats, formal: Floats, units: Floats
) -> Ints:
    limits = problem.limits
    whole = kind != BranchKind.STANDALONE
    comprehensive = kind == BranchKind.COMPREHENSIVE
    warnings: Ints = (
        Warn.FEW_MEMBERS * (whole & (members < limits.want_min))
        | Warn.MANY_MEMBERS * (~comprehensive & (members > limits.want_max))
        | Warn.MANY_UNITS * ((kind == BranchKind.JOINT) & (units > limits.want_units))
        | Warn.OVER_MAXIMUM * (members > limits.max_members)
        | Warn.BELOW_FORMAL * (formal < limits.min_formal)
    ).astype(np.int32)
    return warnings
