"""Check a plan against its problem, sharing no code with the solver.

The bound is proved anew from prices: for any prices of providers and of (provider, slot) nodes,
none negative, a head of need ``i`` is worth at most the cheapest priced candidate among *all*
eligible pairs, or its cost unfilled; what all heads are worth, less what all capacity and all
nodes are paid, is a cost that no plan can undercut (weak duality).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .plan import Plan, Status
from .problem import Ints, Longs, Masks, Problem, Providers

AT_ONCE = 1024
# The columns of a plan that have one row each of the same things.
TABLES = (
    ("need", "provider", "cost", "why"),
    ("unmet_need", "unmet_heads", "unmet_why"),
    ("slot_provider", "slot", "slot_price"),
)
Whole = NDArray[np.signedinteger]
ALL_SLOTS = np.uint64(2**64 - 1)


@dataclass(frozen=True)
class Verdict:
    """What was found. ``faults`` holds stable codes, each with the number of times it was seen."""

    faults: dict[str, int]
    objective: int
    bound: int

    @property
    def ok(self) -> bool:
        """Whether the plan keeps all rules and proves what it claims."""
        return not self.faults


def verify(problem: Problem, plan: Plan) -> Verdict:
    """Return the faults of ``plan``, its true objective and the bound that its prices prove."""
    faults = _index_faults(problem, plan)
    if faults:
        return Verdict(faults, 0, 0)
    cost = _pair_cost(problem, plan)
    objective = _objective(problem, plan, cost)
    bound = proved_bound(problem, plan)
    seen = {
        "not-eligible": int((cost < 0).sum()),
        "wrong-cost": int((cost != plan.cost).sum()),
        "invited-twice": _repeats(_key(plan.need, plan.provider)),
        "too-many-heads": int((_heads(problem, plan) > problem.needs.heads).sum()),
        "over-capacity": _over_capacity(problem, plan),
        "two-places-at-once": _clashes(problem, plan),
        "below-minimum": _below_minimum(problem, plan),
        "team-torn": _torn_teams(problem, plan),
        "confirmed-left-out": int(
            (~np.isin(_key(*_links(problem)), _key(plan.need, plan.provider))).sum()
        ),
        "unmet-miscounted": _unmet_miscounted(problem, plan),
        "wrong-objective": int(objective != plan.objective),
        "unproved-bound": int(bound < plan.bound),
        "unproved-optimum": int(plan.status == Status.OPTIMAL and bound < objective),
    }
    return Verdict({code: count for code, count in seen.items() if count}, objective, bound)


def _index_faults(problem: Problem, plan: Plan) -> dict[str, int]:
    n, m, columns = len(problem.needs), len(problem.providers), vars(plan)
    tables = [column for column in columns.values() if isinstance(column, np.ndarray)]
    misshapen = sum(table.ndim != 1 or table.dtype.kind not in "iu" for table in tables)
    lengths = {"need_price": n, "provider_price": m, "reserve_start": n + 1}
    for first, *others in TABLES:
        lengths |= dict.fromkeys(others, len(columns[first]))
    misshapen += sum(len(columns[name]) != length for name, length in lengths.items())
    if misshapen:
        return {"wrong-shape": misshapen}
    start = plan.reserve_start
    rows = {"need": n, "provider": m, "unmet_need": n, "slot_provider": m, "reserve": m}
    outside = sum(
        int(((columns[k] < 0) | (columns[k] >= count)).sum()) for k, count in rows.items()
    )
    outside += int((np.diff(start) < 0).any() or start[0] != 0 or start[-1] != len(plan.reserve))
    return {"row-outside": outside} if outside else {}


def _key(need: Whole, provider: Whole) -> Longs:
    return need.astype(np.int64) << 32 | provider


def _links(problem: Problem) -> tuple[Ints, Ints]:
    return problem.confirmed.need, problem.confirmed.provider


def _repeats(values: Longs) -> int:
    return len(values) - len(np.unique(values))


def _pair_cost(problem: Problem, plan: Plan) -> Longs:
    """Return the cost of each invitation, -1 where the pair is neither eligible nor confirmed."""
    confirmed = np.isin(_key(plan.need, plan.provider), _key(*_links(problem)))
    refused = np.isin(
        _key(plan.need, plan.provider), _key(problem.refused.need, problem.refused.provider)
    )
    if problem.pairs is not None:
        cost, eligible = _listed_cost(problem, plan)
    else:
        cost, eligible = _mapped_cost(problem, plan)
    return np.where(confirmed | (eligible & ~refused), cost, -1)


def _listed_cost(problem: Problem, plan: Plan) -> tuple[Longs, NDArray[np.bool_]]:
    assert problem.pairs is not None
    listed = _key(problem.pairs.need, problem.pairs.provider)
    order = np.lexsort((problem.pairs.cost, listed))
    listed = listed[order]
    asked = _key(plan.need, plan.provider)
    at = np.searchsorted(listed, asked)
    found = np.zeros(len(asked), bool)
    inside = at < len(listed)
    found[inside] = listed[at[inside]] == asked[inside]
    cost = np.zeros(len(asked), np.int64)
    cost[found] = problem.pairs.cost[order][at[found]]
    return cost, found


def _mapped_cost(problem: Problem, plan: Plan) -> tuple[Longs, NDArray[np.bool_]]:
    needs, providers = problem.needs, problem.providers
    i, j = plan.need, plan.provider
    metres = _metres(needs.x[i] - providers.x[j], needs.y[i] - providers.y[j])
    eligible = (
        (providers.skills[j] & needs.skills[i] == needs.skills[i])
        & (providers.trained[j] & needs.gate[i] == needs.gate[i])
        & (providers.slots[j] >> needs.slot[i].astype(np.uint64) & np.uint64(1) == 1)
        & (metres < problem.radius)
    )
    return metres + problem.load_cost * providers.load[j].astype(np.int64), eligible


def _metres(dx: NDArray[np.float64], dy: NDArray[np.float64]) -> Longs:
    return np.sqrt(dx * dx + dy * dy).astype(np.int64)


def _heads(problem: Problem, plan: Plan) -> Longs:
    return np.bincount(plan.need, minlength=len(problem.needs))


def _served(problem: Problem, plan: Plan) -> Longs:
    return np.bincount(plan.provider, minlength=len(problem.providers))


def _over_capacity(problem: Problem, plan: Plan) -> int:
    confirmed = np.bincount(problem.confirmed.provider, minlength=len(problem.providers))
    allowed = np.maximum(problem.providers.capacity, confirmed)
    return int((_served(problem, plan) > allowed).sum())


def _objective(problem: Problem, plan: Plan, cost: Longs) -> int:
    served = _served(problem, plan)
    repeats = int((served * (served - 1) // 2).sum()) * problem.repeat_cost
    empty = np.maximum(problem.needs.heads - _heads(problem, plan), 0)
    return int(cost.sum()) + repeats + int((empty * problem.needs.unfilled.astype(np.int64)).sum())


def _clashes(problem: Problem, plan: Plan) -> int:
    """Count pairs of invitations of one provider that one person cannot both keep.

    Pairs that were both confirmed stand as they are.
    """
    order = np.argsort(plan.provider, kind="stable")
    need, provider = plan.need[order], plan.provider[order]
    fixed = np.isin(_key(need, provider), _key(*_links(problem)))
    count = 0
    for apart in range(1, int(_served(problem, plan).max(initial=0))):
        same = np.flatnonzero(provider[apart:] == provider[:-apart])
        first, second = need[same], need[same + apart]
        both_fixed = fixed[same] & fixed[same + apart]
        count += int((_clash(problem, first, second) & ~both_fixed).sum())
    return count


def _clash(problem: Problem, first: Ints, second: Ints) -> NDArray[np.bool_]:
    needs, times = problem.needs, problem.times
    same: NDArray[np.bool_] = needs.slot[first] == needs.slot[second]
    if not len(times):
        return same
    gap = np.maximum(
        times.start[needs.slot[second]] - times.end[needs.slot[first]],
        times.start[needs.slot[first]] - times.end[needs.slot[second]],
    )
    way = _metres(needs.x[first] - needs.x[second], needs.y[first] - needs.y[second])
    late = gap * problem.speed < way if problem.speed else np.zeros(len(first), bool)
    clash: NDArray[np.bool_] = same | (gap < 0) | late
    return clash


def _below_minimum(problem: Problem, plan: Plan) -> int:
    heads = _heads(problem, plan)
    fixed = np.bincount(problem.confirmed.need, minlength=len(problem.needs))
    return int(((heads < problem.needs.minimum) & (heads > fixed)).sum())


def _torn_teams(problem: Problem, plan: Plan) -> int:
    """Count needs to which a part of a team is invited; confirmed parts stand as they are."""
    team = problem.providers.team
    size = np.bincount(team[team >= 0], minlength=1)
    fixed = np.isin(_key(plan.need, plan.provider), _key(*_links(problem)))
    invited = (team[plan.provider] >= 0) & ~fixed
    together, count = np.unique(
        _key(plan.need[invited], team[plan.provider[invited]]), return_counts=True
    )
    return int((count != size[together & 0xFFFFFFFF]).sum())


def _unmet_miscounted(problem: Problem, plan: Plan) -> int:
    empty = np.maximum(problem.needs.heads - _heads(problem, plan), 0)
    told = np.bincount(plan.unmet_need, weights=plan.unmet_heads, minlength=len(empty))
    return int((told != empty).sum())


def proved_bound(problem: Problem, plan: Plan) -> int:
    """Return the cost that no plan can undercut, by the prices in ``plan``."""
    provider_price = np.maximum(plan.provider_price, 0)
    node_price = np.maximum(plan.slot_price, 0)
    nodes = _Nodes(plan.slot_provider, plan.slot, node_price)
    worth = np.minimum(plan.need_price, problem.needs.unfilled)
    if problem.pairs is None:
        _cut_by_map(problem, provider_price, nodes, worth)
    else:
        pairs = problem.pairs
        slot = problem.needs.slot[pairs.need]
        price = provider_price[pairs.provider] + nodes.price_of(pairs.provider, slot)
        allowed = _open_slots(problem)[pairs.provider] >> slot.astype(np.uint64) & np.uint64(1) == 1
        allowed &= ~np.isin(
            _key(pairs.need, pairs.provider),
            _key(problem.refused.need, problem.refused.provider),
        )
        np.minimum.at(worth, pairs.need[allowed], (pairs.cost + price)[allowed])
    return _dual_value(problem, provider_price, node_price, worth)


def _serving_together(problem: Problem) -> Providers:
    """Return the providers, each member of a team with only what all of its team have."""
    providers = problem.providers
    if not (providers.team >= 0).any():
        return providers
    columns = {name: values.copy() for name, values in vars(providers).items()}
    order = np.argsort(providers.team, kind="stable")
    order = order[providers.team[order] >= 0]
    _, start = np.unique(providers.team[order], return_index=True)
    for name in ("skills", "trained", "slots"):
        shared = np.bitwise_and.reduceat(columns[name][order], start)
        columns[name][order] = np.repeat(shared, np.diff([*start, len(order)]))
    return Providers(**columns)


def _team_size(problem: Problem) -> Longs:
    team = problem.providers.team
    _, of, count = np.unique(team, return_inverse=True, return_counts=True)
    return np.where(team >= 0, count[of.ravel()], 1)


def _open_slots(problem: Problem) -> Masks:
    """Return the slots in which each provider can still be invited, beside what is confirmed."""
    providers, confirmed = problem.providers, problem.confirmed
    mask = (
        _serving_together(problem).slots.copy()
        if problem.pairs is None
        else np.full(len(providers), ALL_SLOTS)
    )
    fixed = np.bincount(confirmed.provider, minlength=len(providers))
    mask[fixed >= providers.capacity] = 0
    for need, provider in zip(confirmed.need, confirmed.provider, strict=True):
        mask[provider] &= ~_clashing_slots(problem, int(problem.needs.slot[need]))
    return mask


def _clashing_slots(problem: Problem, slot: int) -> np.uint64:
    """Return the slots that share a moment with ``slot``, as bits."""
    times = problem.times
    if not len(times):
        return np.uint64(1 << slot)
    shared = (times.start < times.end[slot]) & (times.start[slot] < times.end)
    return np.uint64(sum(1 << int(other) for other in np.flatnonzero(shared)))


class _Nodes:
    """Prices of (provider, slot) nodes, to be looked up by column."""

    def __init__(self, provider: Ints, slot: Ints, price: Longs) -> None:
        key = provider.astype(np.int64) * 64 + slot
        order = np.argsort(key, kind="stable")
        self.key, self.price = key[order], price[order]

    def price_of(self, provider: Whole, slot: Whole | int) -> Longs:
        if not len(self.key):
            return np.zeros(len(provider), np.int64)
        key = provider.astype(np.int64) * 64 + slot
        at = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        return np.where(self.key[at] == key, self.price[at], 0)


def _cut_by_map(problem: Problem, provider_price: Longs, nodes: _Nodes, worth: Longs) -> None:
    """Lower ``worth`` to the cheapest priced candidate among all that the map makes eligible.

    Only candidates nearer than a head is worth can lower it: no price is negative.
    """
    needs, providers = problem.needs, _serving_together(problem)
    size = _team_size(problem)
    refused = np.sort(_key(problem.refused.need, problem.refused.provider))
    open_slots = _open_slots(problem)
    columns = (needs.skills, needs.gate, needs.slot.astype(np.uint64))
    kinds, kind_of = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    order = np.argsort(kind_of.ravel(), kind="stable")
    limits = np.searchsorted(kind_of.ravel()[order], np.arange(len(kinds) + 1))
    places = np.column_stack([providers.x, providers.y])
    for kind, (skills, gate, slot) in enumerate(kinds):
        able = np.flatnonzero(
            (providers.skills & skills == skills)
            & (providers.trained & gate == gate)
            & (open_slots >> slot & np.uint64(1) == 1)
        )
        if not len(able):
            continue
        tree = cKDTree(places[able])
        paid = problem.load_cost * providers.load[able].astype(np.int64) + provider_price[able]
        paid += nodes.price_of(able, int(slot))
        rows = order[limits[kind] : limits[kind + 1]]
        for begin in range(0, len(rows), AT_ONCE):
            asked = rows[begin : begin + AT_ONCE]
            need, candidate = _near(problem, tree, asked, np.minimum(worth[asked], problem.radius))
            provider = able[candidate]
            metres = _metres(
                needs.x[need] - providers.x[provider], needs.y[need] - providers.y[provider]
            )
            ok = (metres < problem.radius) & ~np.isin(_key(need, provider), refused)
            ok &= size[provider] <= needs.heads[need]
            np.minimum.at(worth, need[ok], (metres + paid[candidate])[ok])


def _near(problem: Problem, tree: cKDTree, asked: Longs, radius: Longs) -> tuple[Longs, Longs]:
    """Return need and position in ``tree`` of all that lie within each need's radius."""
    centres = np.column_stack([problem.needs.x[asked], problem.needs.y[asked]])
    found = tree.query_ball_point(centres, np.maximum(radius, 0) + 1.0)
    count = [len(near) for near in found]
    flat = np.fromiter((at for near in found for at in near), np.int64, sum(count))
    return np.repeat(asked, count), flat


def _dual_value(problem: Problem, provider_price: Longs, node_price: Longs, worth: Longs) -> int:
    """Return what heads are worth less what capacity and nodes are paid, plus what is fixed."""
    n, m = len(problem.needs), len(problem.providers)
    fixed_heads = np.bincount(problem.confirmed.need, minlength=n)
    fixed = np.bincount(problem.confirmed.provider, minlength=m)
    heads = np.maximum(problem.needs.heads - fixed_heads, 0)
    value = int((heads * worth).sum()) - int(node_price.sum())
    for unit in range(int(problem.providers.capacity.max(initial=0))):
        open_unit = (fixed <= unit) & (unit < problem.providers.capacity)
        paid = problem.repeat_cost * unit - provider_price
        value += int(np.minimum(paid[open_unit], 0).sum())
    fixed_cost = 0
    if len(problem.confirmed):
        fixed_cost = _fixed_cost(problem)
    repeats = int((fixed * (fixed - 1) // 2).sum()) * problem.repeat_cost
    return value + fixed_cost + repeats


def _fixed_cost(problem: Problem) -> int:
    i, j = problem.confirmed.need, problem.confirmed.provider
    if problem.pairs is not None:
        listed = dict(
            zip(
                _key(problem.pairs.need, problem.pairs.provider).tolist(),
                problem.pairs.cost.tolist(),
                strict=True,
            )
        )
        return sum(listed.get(key, 0) for key in _key(i, j).tolist())
    metres = _metres(
        problem.needs.x[i] - problem.providers.x[j], problem.needs.y[i] - problem.providers.y[j]
    )
    return int((metres + problem.load_cost * problem.providers.load[j].astype(np.int64)).sum())
