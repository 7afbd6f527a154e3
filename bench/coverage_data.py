"""Synthetic cities for the coverage benches: towns, markets, streets, trades.

150 towns on a jittered 8 km grid with log-normal sizes. In each town 6 + n^0.45 / 2 market
centres with Pareto weights; 70 % of the points lie around a centre (normal, 80-500 m), 20 % along
a street between two centres (30 m off), 10 % anywhere; 5 % share the address of another point.
20 trades with Zipf weights; half of a market's points share its trade.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TOWNS = 150
TRADES = 20
GRID_KM = 8.0
TOWN_KM = GRID_KM


@dataclass(frozen=True)
class Points:
    """Points of a city, sorted by town: ``x``, ``y`` in km, ``town`` and ``trade`` as codes."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    town: NDArray[np.int32]
    trade: NDArray[np.int32]


def draw_points(count: int, seed: int = 1, towns: int = TOWNS) -> Points:
    """Return ``count`` points in ``towns`` towns."""
    rng = np.random.default_rng(seed)
    sizes = _town_sizes(count, towns, rng)
    columns = int(np.ceil(np.sqrt(towns)))
    parts = []
    for town, size in enumerate(sizes):
        corner = GRID_KM * np.array([town % columns, town // columns], float)
        corner += rng.uniform(-0.5, 0.5, 2)
        xy, trade = _draw_town(size, rng)
        parts.append((corner + xy, np.full(size, town, np.int32), trade))
    xy = np.concatenate([part[0] for part in parts])
    town_of = np.concatenate([part[1] for part in parts])
    return Points(xy[:, 0], xy[:, 1], town_of, np.concatenate([part[2] for part in parts]))


def draw_members(count: int, seed: int = 2) -> NDArray[np.int32]:
    """Return 1 (70 %) or 2 members for each of ``count`` units."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random(count) < 0.7, 1, 2).astype(np.int32)


def draw_city_members(count: int, seed: int = 2) -> NDArray[np.int32]:
    """Return members: none for 94.4 %, one 4 %, two 1 %, more 0.6 % with a geometric tail."""
    rng = np.random.default_rng(seed)
    draw = rng.random(count)
    more = 2 + rng.geometric(0.4, count)
    return np.select([draw < 0.04, draw < 0.05, draw < 0.056], [1, 2, more], 0).astype(np.int32)


def _town_sizes(count: int, towns: int, rng: np.random.Generator) -> NDArray[np.int64]:
    share = rng.lognormal(0.0, 0.7, towns)
    sizes = np.floor(count * share / share.sum()).astype(np.int64)
    sizes[: count - sizes.sum()] += 1
    return sizes


def _draw_town(
    size: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    centres = int(6 + size**0.45 / 2)
    centre = rng.uniform(0, TOWN_KM, (centres, 2))
    spread = rng.uniform(0.08, 0.5, centres)
    weight = rng.pareto(1.0, centres) + 0.2
    weight /= weight.sum()
    zipf = 1.0 / np.arange(1, TRADES + 1)
    zipf /= zipf.sum()
    market_trade = rng.choice(TRADES, centres, p=zipf)

    kind = rng.random(size)
    home = rng.choice(centres, size, p=weight)
    other = rng.choice(centres, size, p=weight)
    around = centre[home] + rng.normal(0, 1, (size, 2)) * spread[home][:, None]
    along = centre[home] + rng.random((size, 1)) * (centre[other] - centre[home])
    along += rng.normal(0, 0.03, (size, 2))
    anywhere = rng.uniform(0, TOWN_KM, (size, 2))
    xy = np.where((kind < 0.7)[:, None], around, np.where((kind < 0.9)[:, None], along, anywhere))

    twins = np.flatnonzero(rng.random(size) < 0.05)
    xy[twins] = xy[rng.integers(0, max(size, 1), len(twins))]
    shares = (kind < 0.7) & (rng.random(size) < 0.5)
    trade = np.where(shares, market_trade[home], rng.choice(TRADES, size, p=zipf))
    return xy, trade.astype(np.int32)
