"""The towns, volunteers and needs of the matching benches, drawn from a seed.

150 towns on a jittered 8 km grid with log-normal sizes; in each town market centres with Pareto
weights, streets between centres and scattered points. Needs crowd around hot spots.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from engines.matching.plan import Plan
from engines.matching.problem import Links, Needs, Problem, Providers, Slots

TOWNS = 150
SKILLS = 16
SLOTS = 28
RADIUS_M = 10_000
LOAD_COST = 50
UNFILLED_COST = 30_000

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Town:
    """A town's centre, its market centres and their weights; all in metres."""

    centre: Points
    markets: Points
    weights: Points
    spreads: Points


def _towns(rng: np.random.Generator, sizes: NDArray[np.int64]) -> list[Town]:
    towns = []
    for index, size in enumerate(sizes):
        column, row = index % 13, index // 13
        centre = np.array([column, row]) * 8_000.0 + rng.uniform(-2_000, 2_000, 2)
        count = int(6 + size**0.45 / 2)
        weights = rng.pareto(1.2, count) + 0.2
        towns.append(
            Town(
                centre,
                centre + rng.normal(0, 1_500, (count, 2)),
                weights / weights.sum(),
                rng.uniform(80, 500, count),
            )
        )
    return towns


def _points_of_town(rng: np.random.Generator, town: Town, count: int) -> Points:
    """Draw points: 70 % around a market, 20 % along a street, 10 % anywhere in the town."""
    kind = rng.random(count)
    market = rng.choice(len(town.markets), count, p=town.weights)
    other = rng.choice(len(town.markets), count, p=town.weights)
    around = town.markets[market] + rng.normal(0, 1, (count, 2)) * town.spreads[market, None]
    share = rng.random((count, 1))
    street = town.markets[market] * share + town.markets[other] * (1 - share)
    street += rng.normal(0, 30, (count, 2))
    anywhere = town.centre + rng.uniform(-4_000, 4_000, (count, 2))
    return np.where(
        (kind < 0.7)[:, None], around, np.where((kind < 0.9)[:, None], street, anywhere)
    )


def points(rng: np.random.Generator, count: int) -> Points:
    """Return ``(count, 2)`` places in metres, 5 % of them at the address of another, shuffled."""
    shares = rng.lognormal(0, 0.8, TOWNS)
    sizes = rng.multinomial(count, shares / shares.sum())
    towns = _towns(rng, sizes)
    places = np.concatenate(
        [_points_of_town(rng, town, size) for town, size in zip(towns, sizes, strict=True)]
    )
    rng.shuffle(places)
    same = rng.random(count) < 0.05
    places[same] = places[rng.integers(0, count, int(same.sum()))]
    return places


def _zipf(count: int) -> Points:
    weights = 1 / np.arange(1, count + 1)
    return weights / weights.sum()


def _bits(chosen: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Pack a ``(rows, bits)`` table of booleans into one ``uint64`` a row."""
    return (chosen.astype(np.uint64) << np.arange(chosen.shape[1], dtype=np.uint64)).sum(
        axis=1, dtype=np.uint64
    )


def providers(rng: np.random.Generator, places: Points) -> Providers:
    """Return volunteers at ``places``: 1-4 Zipf skills, beta availability, 1-3 assignments."""
    count = len(places)
    keys = np.log(_zipf(SKILLS)) + rng.gumbel(size=(count, SKILLS))
    rank = (-keys).argsort(axis=1).argsort(axis=1)
    has = rank < rng.integers(1, 5, count)[:, None]
    weekend = np.arange(SLOTS) // 4 >= 5
    willing = rng.beta(1.5, 4, (count, 1)) * np.where(weekend, 1.5, 1.0)
    free = rng.random((count, SLOTS)) < willing
    return Providers.at(
        places[:, 0],
        places[:, 1],
        skills=_bits(has),
        slots=_bits(free),
        capacity=rng.choice([1, 2, 3], count, p=[0.5, 0.3, 0.2]),
        load=rng.poisson(2.5, count),
    )


def needs(rng: np.random.Generator, count: int, places: Points, crowding: float) -> Needs:
    """Return needs: 60 % around ``count / 60`` hot spots among ``places``, the rest anywhere.

    The weight of a spot is its rank to the power of ``-crowding``: at 0 all spots are alike, at 0.9
    a few crowds ask for more than the nearest candidates can give.
    """
    spots = places[rng.integers(0, len(places), max(1, count // 60))]
    weights = np.arange(1, len(spots) + 1) ** -crowding
    hot = rng.random(count) < 0.6
    where = np.where(
        hot[:, None],
        spots[rng.choice(len(spots), count, p=weights / weights.sum())]
        + rng.normal(0, 200, (count, 2)),
        places[rng.integers(0, len(places), count)] + rng.normal(0, 50, (count, 2)),
    )
    return Needs.at(
        where[:, 0],
        where[:, 1],
        skills=np.uint64(1) << rng.choice(SKILLS, count, p=_zipf(SKILLS)).astype(np.uint64),
        slot=rng.integers(0, SLOTS, count),
        heads=np.minimum(rng.geometric(1 / 2.4, count), 8),
        unfilled=np.full(count, UNFILLED_COST),
    )


def problem(
    count_needs: int, count_providers: int, *, seed: int = 1, crowding: float = 0.9
) -> Problem:
    """Return a problem over all eligible pairs."""
    rng = np.random.default_rng(seed)
    places = points(rng, count_providers)
    return Problem(
        needs(rng, count_needs, places, crowding),
        providers(rng, places),
        radius=RADIUS_M,
        load_cost=LOAD_COST,
    )


def nearest_pairs(
    case: Problem, depth: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return need, provider and cost of each need's ``depth`` nearest eligible providers."""
    need_place = np.column_stack([case.needs.x, case.needs.y])
    place = np.column_stack([case.providers.x, case.providers.y])
    found = []
    for skill in np.unique(case.needs.skills):
        able = np.flatnonzero(case.providers.skills & skill)
        for slot in range(SLOTS):
            asked = np.flatnonzero((case.needs.skills == skill) & (case.needs.slot == slot))
            free = able[(case.providers.slots[able] >> np.uint64(slot)) & np.uint64(1) == 1]
            if not len(asked) or not len(free):
                continue
            k = min(depth, len(free))
            distance, index = cKDTree(place[free]).query(
                need_place[asked], k=[*range(1, k + 1)], distance_upper_bound=RADIUS_M
            )
            row, column = np.nonzero(np.isfinite(distance))
            found.append((asked[row].astype(np.int32), free[index[row, column]].astype(np.int32)))
    need = np.concatenate([pair[0] for pair in found])
    provider = np.concatenate([pair[1] for pair in found])
    metres = np.hypot(*(need_place[need] - place[provider]).T)
    cost = np.floor(metres).astype(np.int64) + LOAD_COST * case.providers.load[provider]
    order = np.lexsort((provider, cost, need))
    return (
        need[order].astype(np.int32),
        provider[order].astype(np.int32),
        cost[order].astype(np.int32),
    )


def bound_problem(count_needs: int, count_providers: int, *, seed: int = 1) -> Problem:
    """Return a problem with overlapping slots, the way at 30 km/h, teams and least numbers.

    Of each day's four slots, two follow each other, one overlaps both and one comes later. One
    in twenty volunteers brings a neighbour or two along; a tenth of needs want half their heads.
    """
    case = problem(count_needs, count_providers, seed=seed)
    rng = np.random.default_rng(seed + 1)
    day = np.arange(SLOTS) // 4 * 24 * 60
    start = day + np.array([8, 10, 11, 14] * 7) * 60
    minimum = np.where(rng.random(count_needs) < 0.1, (case.needs.heads + 1) // 2, 0)
    return replace(
        case,
        needs=replace(case.needs, minimum=minimum.astype(np.int32)),
        providers=_with_teams(rng, case.providers),
        times=Slots.between(start, start + 180),
        speed=500,
    )


def _with_teams(rng: np.random.Generator, single: Providers) -> Providers:
    """Return providers of whom one in twenty leads a team of two or three neighbours.

    Who goes together shares skills, free slots and largest number of assignments.
    """
    place = np.column_stack([single.x, single.y])
    leaders = rng.choice(len(single), len(single) // 20, replace=False)
    _, near = cKDTree(place).query(place[leaders], k=3)
    columns = {name: values.copy() for name, values in vars(single).items()}
    for team, (leader, row) in enumerate(zip(leaders, near, strict=True)):
        members = [leader, *row[row != leader][: rng.integers(1, 3)]]
        if (columns["team"][members] >= 0).any():
            continue
        columns["team"][members] = team
        for name in ("skills", "slots", "capacity"):
            columns[name][members] = columns[name][leader]
    return Providers(**columns)


def changed(case: Problem, plan: Plan, *, seed: int = 1, share: float = 0.01) -> Problem:
    """Return ``case`` after changes to ``share`` of it.

    Half of the share of invitations is declined, and as many volunteers who were invited leave;
    half of the share of needs is cancelled, and as many are new, each beside another.
    """
    rng = np.random.default_rng(seed)
    invited, wanted = len(plan.need), len(case.needs)
    told = rng.choice(invited, round(invited * share), replace=False)
    no, away = np.array_split(told, 2)
    capacity = case.providers.capacity.copy()
    capacity[plan.provider[away]] = 0
    touched = rng.choice(wanted, round(wanted * share), replace=False)
    cancelled, like = np.array_split(touched, 2)
    columns = {name: np.append(values, values[like]) for name, values in vars(case.needs).items()}
    columns["x"][wanted:] += 50
    columns["heads"][cancelled] = 0
    return replace(
        case,
        needs=Needs(**columns),
        providers=replace(case.providers, capacity=capacity),
        refused=Links.of(plan.need[no], plan.provider[no]),
    )
