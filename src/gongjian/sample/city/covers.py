"""What covers the city's entities: branches of their own, joint, of venues and regions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gongjian.entities.terms import CoveredBy

from .draw import DAY_ZERO, LAST_DAY, NONE, OTHER, SOLE_TRADER, City
from .naming import Words, brand
from .structure import Draw, Structure

FIRST_BRANCH = date(2019, 1, 1)

OWN_SHARE, JOINT_SHARE = 0.004, 0.0026
"""Branches of their own and joint branches, of all entities."""
VENUES_WITH_BRANCH, VENUES_WITH_INSTRUCTOR = 0.40, 0.15
TOWNS_WITH_BRANCH, COMMUNITIES_WITH_BRANCH, COMMUNITIES_WITH_INSTRUCTOR = 0.40, 0.30, 0.30


Naming = Callable[[int], str]
"""Gives an entity's name by its index."""


@dataclass(frozen=True)
class Covering:
    """A unit, by its index, covers one entity, venue or place from a day to a day."""

    unit: int
    valid_from: date
    valid_to: date | None = None
    by: CoveredBy = CoveredBy.BRANCH
    entity: int | None = None
    venue: int | None = None
    territory: str | None = None


def covers(city: City, made: Structure, words: Words, name: Naming) -> list[Covering]:
    """Add the city's branches to its structure; return what they and instructors cover.

    An entity's branch of its own is called by the entity's ``name``.
    """
    draw = Draw(city.seed, 5)
    found = [*_regions(city, made, words, draw), *_venues(city, made, words, draw)]
    return [*found, *_entities(city, made, words, name, draw)]


def _regions(city: City, made: Structure, words: Words, draw: Draw) -> list[Covering]:
    ground, found = city.ground, []
    first = {int(town): index for index, town in reversed(list(enumerate(ground.town_of)))}
    for index, town in enumerate(ground.towns):
        if index in first and draw.chance(TOWNS_WITH_BRANCH):
            founded = draw.day(FIRST_BRANCH, LAST_DAY)
            unit = made.branch(f"{town.name}综合党支部", first[index], city, founded, draw)
            found.append(Covering(unit, founded, territory=town.code))
    for index, place in enumerate(ground.communities):
        founded = draw.day(FIRST_BRANCH, LAST_DAY)
        if draw.chance(COMMUNITIES_WITH_BRANCH):
            name = f"{words.communities[index]}区域综合党支部"
            unit = made.branch(name, index, city, founded, draw)
            ends = draw.day(founded, LAST_DAY) if draw.chance(0.05) else None
            found.append(Covering(unit, founded, ends, territory=place.code))
        if draw.chance(COMMUNITIES_WITH_INSTRUCTOR):
            station = made.stations[int(ground.town_of[index])]
            by = CoveredBy.INSTRUCTOR
            found.append(Covering(station, founded, by=by, territory=place.code))
    return found


def _venues(city: City, made: Structure, words: Words, draw: Draw) -> list[Covering]:
    found = []
    for venue, community in enumerate(city.venues.community.tolist()):
        founded = draw.day(FIRST_BRANCH, LAST_DAY)
        if draw.chance(VENUES_WITH_BRANCH):
            unit = made.branch(f"{words.venues[venue]}党支部", community, city, founded, draw)
            found.append(Covering(unit, founded, venue=venue))
        elif draw.chance(VENUES_WITH_INSTRUCTOR):
            station = made.stations[int(city.ground.town_of[community])]
            found.append(Covering(station, founded, by=CoveredBy.INSTRUCTOR, venue=venue))
    return found


def _entities(
    city: City, made: Structure, words: Words, name: Naming, draw: Draw
) -> list[Covering]:
    """Cover firms by branches of their own or joint ones; some had a joint one before."""
    entities = city.entities
    rng = np.random.default_rng([city.seed, 6])
    firms = np.flatnonzero((entities.kind != SOLE_TRADER) & (entities.closed == NONE))
    weight = np.where(entities.kind[firms] == OTHER, 8.0, 1.0)
    own_count = max(1, int(len(entities) * OWN_SHARE))
    own = rng.choice(firms, own_count, replace=False, p=weight / weight.sum())
    rest = rng.permutation(np.setdiff1d(firms, own))
    neighbours = rest[np.argsort(entities.community[rest], kind="stable")]
    joint, covered_before = _joint(city, made, words, neighbours, own, draw)
    found = list(joint)
    for index in own.tolist():
        since = covered_before.get(index) or _known(city, index)
        founded = draw.day(max(FIRST_BRANCH, since), LAST_DAY)
        founded = covered_before.get(index, founded)
        community = int(entities.community[index])
        unit = made.branch(f"{name(index)[:60]}党支部", community, city, founded, draw)
        found.append(Covering(unit, founded, entity=index))
    return found


def _joint(
    city: City, made: Structure, words: Words, neighbours: np.ndarray, own: np.ndarray, draw: Draw
) -> tuple[list[Covering], dict[int, date]]:
    """Form joint branches of neighbours; one in ten gave up a firm to a branch of its own.

    Returns what they cover, and from which day each firm that left has its own branch.
    """
    entities, found, left = city.entities, [], {}
    wanted = max(1, int(len(entities) * JOINT_SHARE))
    step = max(8, len(neighbours) // wanted)
    leavers = iter(own.tolist())
    for start in range(0, len(neighbours) - 7, step):
        group = neighbours[start : start + draw.number(3, 8)].tolist()
        community = int(entities.community[group[0]])
        founded = draw.day(FIRST_BRANCH, LAST_DAY - timedelta(days=400))
        name = f"{words.communities[community]}{brand(start * 97 + 5)}联合党支部"
        unit = made.branch(name, community, city, founded, draw)
        for index in group:
            since = max(founded, _known(city, index))
            found.append(Covering(unit, since, entity=index))
        leaver = next(leavers, None) if draw.chance(0.10) else None
        if leaver is not None and _known(city, leaver) < LAST_DAY - timedelta(days=60):
            since = max(founded, _known(city, leaver))
            left[leaver] = draw.day(since + timedelta(days=30), LAST_DAY)
            found.append(Covering(unit, since, left[leaver], entity=leaver))
    return found, left


def _known(city: City, index: int) -> date:
    """Return the first day on which the registry knows the entity, FIRST_BRANCH at the earliest."""
    founded = int(city.entities.founded[index])
    return max(FIRST_BRANCH, DAY_ZERO + timedelta(days=max(0, founded)))
