"""The made-up city drawn as columns of numbers; words come later, only where they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongjian.entities.terms import EntityKind, VenueType

from .ground import Ground
from .trades import FAVOURED, MARKET_OPERATOR, TRADES

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

KINDS = (EntityKind.SMALL_FIRM, EntityKind.SOLE_TRADER, EntityKind.MARKET, EntityKind.OTHER)
SMALL_FIRM, SOLE_TRADER, MARKET, OTHER = range(4)

FIRMS_TO_TRADERS = (461, 692)
SMALL_AND_SOLE = 0.96
"""461,000 small firms and 692,000 sole traders are nearly 96 % of all (000-05)."""

VENUE_TYPES = tuple(VenueType)
VENUE_SHARES = (0.15, 0.30, 0.10, 0.30, 0.15)
IN_VENUES, ENTITIES_OF_A_VENUE = 0.30, 55

DAY_ZERO = date(1970, 1, 1)
"""Days are counted from here, as numpy does."""
FIRST_DAY, LAST_DAY = date(1992, 1, 1), date(2026, 11, 20)
REGISTER_BEGAN = date(2015, 1, 1)
"""From when an entity counts whose founding nobody knows."""

NONE = -1
"""What stands for nothing in a column of numbers."""


def day_number(day: date) -> int:
    """Return a day as a number."""
    return (day - DAY_ZERO).days


@dataclass(frozen=True)
class Venues:
    """The city's venues, one an index: type, community, main trade, position and brand."""

    type: Ints
    community: Ints
    trade: Ints
    xy: Floats
    weight: Floats
    brand: Ints

    def __len__(self) -> int:
        return len(self.type)


@dataclass(frozen=True)
class Entities:
    """The city's entities, one an index, in no order; ``NONE`` where there is nothing.

    ``trade`` is an index of ``TRADES``; ``founded`` and ``closed`` are days; ``town_only`` tells
    that the register names the town and no community; ``twin`` is the entity whose name and
    address this one has too, under another code. ``came_from`` is the community where it was
    until the day ``moved``.
    """

    kind: Ints
    trade: Ints
    community: Ints
    venue: Ints
    xy: Floats
    founded: Ints
    closed: Ints
    staff: Ints
    brand: Ints
    word: Ints
    door: Ints
    twin: Ints
    came_from: Ints
    moved: Ints
    doubtful: Flags
    without_code: Flags
    without_point: Flags
    town_only: Flags
    with_contact: Flags
    with_alias: Flags

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class City:
    """All that is drawn of a city: the same for the same ground, size and seed."""

    seed: int
    ground: Ground
    venues: Venues
    entities: Entities


def draw(ground: Ground, entities: int, seed: int) -> City:
    """Draw a city of so many entities."""
    venues = _venues(ground, entities, np.random.default_rng([seed, 2]))
    drawn = _entities(ground, venues, entities, np.random.default_rng([seed, 3]))
    return City(seed, ground, venues, drawn)


def community_weights(ground: Ground, rng: np.random.Generator) -> Floats:
    """Return the share of entities in each community: log-normal towns, Pareto within them."""
    towns = rng.lognormal(0, 0.8, len(ground.towns))
    weights = towns[ground.town_of] * (rng.pareto(2.0, len(ground.communities)) + 0.3)
    share: Floats = weights / weights.sum()
    return share


def _venues(ground: Ground, entities: int, rng: np.random.Generator) -> Venues:
    count = max(5, int(entities * IN_VENUES / ENTITIES_OF_A_VENUE))
    kind = rng.choice(len(VENUE_TYPES), count, p=VENUE_SHARES)
    kind[: len(VENUE_TYPES)] = np.arange(len(VENUE_TYPES))
    community = rng.choice(len(ground.communities), count, p=community_weights(ground, rng))
    index = {trade.code: number for number, trade in enumerate(TRADES)}
    pick = rng.random(count)
    trade = np.array(
        [
            index[favoured[int(share * len(favoured))]]
            for share, favoured in zip(pick, (FAVOURED[VENUE_TYPES[k]] for k in kind), strict=True)
        ]
    )
    return Venues(
        type=kind.astype(np.int32),
        community=community.astype(np.int32),
        trade=trade.astype(np.int32),
        xy=ground.community_xy[community] + rng.normal(0, 0.3, (count, 2)),
        weight=rng.lognormal(0, 1.1, count),
        brand=rng.permutation(count).astype(np.int32),
    )


def _kinds(count: int, venues: Venues, rng: np.random.Generator) -> tuple[Ints, int]:
    """Return the kind of each entity and how many run a market: those come first."""
    markets = min(int((venues.type == 0).sum()), count // 100)
    both = round(count * SMALL_AND_SOLE)
    small = round(both * FIRMS_TO_TRADERS[0] / sum(FIRMS_TO_TRADERS))
    numbers = (small, both - small, count - both - markets)
    rest = np.repeat(np.array([SMALL_FIRM, SOLE_TRADER, OTHER], dtype=np.int32), numbers)
    rng.shuffle(rest)
    return np.concatenate([np.full(markets, MARKET, dtype=np.int32), rest]), markets


def _entities(ground: Ground, venues: Venues, count: int, rng: np.random.Generator) -> Entities:
    kind, markets = _kinds(count, venues, rng)
    venue = np.where(
        rng.random(count) < IN_VENUES,
        rng.choice(len(venues), count, p=venues.weight / venues.weight.sum()),
        NONE,
    ).astype(np.int32)
    venue[:markets] = np.flatnonzero(venues.type == 0)[:markets]
    inside = venue != NONE
    homes = rng.choice(len(ground.communities), count, p=community_weights(ground, rng))
    community = np.where(inside, venues.community[venue], homes).astype(np.int32)
    twin = _twins(kind, markets, rng)
    for column in (venue, community):
        column[twin != NONE] = column[twin[twin != NONE]]
    inside = venue != NONE
    founded, closed = _dates(kind, rng)
    founded[:markets] = np.minimum(founded[:markets], day_number(date(2012, 1, 1)))
    closed[:markets] = NONE
    moved, came_from = _moves(ground, community, inside, founded, closed, rng)
    return Entities(
        kind=kind,
        trade=_trades(kind, venue, venues, markets, rng),
        community=community,
        venue=venue,
        xy=_points(ground, venues, community, venue, rng),
        founded=founded,
        closed=closed,
        staff=_staff(kind, rng),
        brand=rng.integers(0, 2**31 - 1, count).astype(np.int32),
        word=rng.integers(0, 2**31 - 1, count).astype(np.int32),
        door=rng.integers(1, 400, count).astype(np.int32),
        twin=twin,
        came_from=came_from,
        moved=moved,
        doubtful=rng.random(count) < 0.003,
        without_code=rng.random(count) < 0.01,
        without_point=rng.random(count) < 0.05,
        town_only=(rng.random(count) < 0.02) & ~inside,
        with_contact=rng.random(count) < 0.7,
        with_alias=rng.random(count) < 0.02,
    )


def _dates(kind: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return founded and closed: many young, 7 % closed, some of unknown founding."""
    count, first, last = len(kind), day_number(FIRST_DAY), day_number(LAST_DAY)
    age = rng.beta(1.0, np.where(kind == SOLE_TRADER, 4.5, 3.0)) * (last - first)
    founded = (last - age).astype(np.int32)
    closes = rng.random(count) < 0.07
    life = (rng.random(count) * (last - founded)).astype(np.int32)
    closed = np.where(closes & (life > 60), founded + life, NONE).astype(np.int32)
    unknown = (rng.random(count) < 0.005) & (closed == NONE)
    return np.where(unknown, NONE, founded).astype(np.int32), closed


def _trades(
    kind: Ints, venue: Ints, venues: Venues, markets: int, rng: np.random.Generator
) -> Ints:
    count = len(kind)
    firms = np.array([trade.firms for trade in TRADES])
    traders = np.array([trade.traders for trade in TRADES])
    trade = np.where(
        kind == SOLE_TRADER,
        rng.choice(len(TRADES), count, p=traders / traders.sum()),
        rng.choice(len(TRADES), count, p=firms / firms.sum()),
    )
    favoured = (venue != NONE) & (rng.random(count) < 0.5)
    trade = np.where(favoured, venues.trade[venue], trade)
    trade[:markets] = [each.code for each in TRADES].index(MARKET_OPERATOR)
    return np.where(rng.random(count) < 0.01, NONE, trade).astype(np.int32)


def _points(
    ground: Ground, venues: Venues, community: Ints, venue: Ints, rng: np.random.Generator
) -> Floats:
    """Return positions: in a venue, around the community's centre, or along a street to another."""
    count = len(community)
    spread = rng.uniform(0.08, 0.5, count)[:, None]
    home = ground.community_xy[community]
    point = home + rng.normal(0, 1, (count, 2)) * spread
    along = rng.random(count) < 0.2
    following = np.minimum(community + 1, len(ground.communities) - 1)
    same_town = ground.town_of[following] == ground.town_of[community]
    goal = ground.community_xy[np.where(same_town, following, community)]
    street = home + (goal - home) * rng.random(count)[:, None] + rng.normal(0, 0.03, (count, 2))
    point = np.where(along[:, None], street, point)
    inside = (venue != NONE)[:, None]
    return np.where(inside, venues.xy[venue] + rng.normal(0, 0.05, (count, 2)), point)


def _staff(kind: Ints, rng: np.random.Generator) -> Ints:
    count = len(kind)
    firms = np.minimum(rng.lognormal(1.8, 0.9, count), 299)
    traders = rng.geometric(0.55, count)
    others = np.minimum(rng.lognormal(5.5, 0.9, count), 9_000)
    staff = np.select([kind == SOLE_TRADER, kind == OTHER], [traders, others], firms)
    return np.where(rng.random(count) < 0.15, NONE, np.maximum(1, staff)).astype(np.int32)


def _twins(kind: Ints, markets: int, rng: np.random.Generator) -> Ints:
    """Give a few entities the name and address of the one before them: doubtful duplicates."""
    before = np.arange(len(kind)) - 1
    chosen = (rng.random(len(kind)) < 0.001) & (kind == kind[before])
    chosen[: markets + 1] = False
    # A twin of a twin would need its name from further back.
    chosen[1:] &= ~chosen[:-1]
    return np.where(chosen, before, NONE).astype(np.int32)


def _moves(
    ground: Ground,
    community: Ints,
    inside: Flags,
    founded: Ints,
    closed: Ints,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Return when 2 % of the entities moved, and the community where they were before."""
    count, last = len(community), day_number(LAST_DAY)
    age = last - founded
    movers = (rng.random(count) < 0.02) & ~inside & (founded != NONE) & (closed == NONE)
    movers &= age > 700
    day = founded + 100 + (rng.random(count) * (age - 200)).astype(np.int32)
    elsewhere = rng.choice(len(ground.communities), count)
    movers &= elsewhere != community
    moved = np.where(movers, day, NONE).astype(np.int32)
    return moved, np.where(movers, elsewhere, NONE).astype(np.int32)


def parts(city: City) -> dict[str, Any]:
    """Return how the city is made up, for a person to read: counts by kind and in venues."""
    entities = city.entities
    kinds = {k.value: int((entities.kind == i).sum()) for i, k in enumerate(KINDS)}
    return {
        "entities": len(entities),
        **kinds,
        "in venues": int((entities.venue != NONE).sum()),
        "closed": int((entities.closed != NONE).sum()),
        "venues": len(city.venues),
        "towns": len(city.ground.towns),
        "communities": len(city.ground.communities),
    }
