"""Names, addresses and codes of what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from . import codes
from .draw import MARKET, NONE, OTHER, SOLE_TRADER, VENUE_TYPES, City, Floats
from .trades import TRADES
from .words import (
    CONTACTS,
    FIRM_FORMS,
    FIRST,
    OTHER_FORMS,
    PLACE_FIRST,
    ROAD_TYPES,
    SECOND,
    THIRD,
    VENUE_WORDS,
)

CENTRE = (121.55, 29.87)
KM_PER_DEGREE = (96.5, 111.2)
"""Kilometres in one degree of longitude and of latitude, at the city's latitude."""


@cache
def brand(number: int) -> str:
    """Return a made-up brand of two or three characters."""
    first, second = FIRST[number % len(FIRST)], SECOND[number // 64 % len(SECOND)]
    if number // 4096 % 9 < 4:
        return first + second
    return first + second + THIRD[number // 65_536 % len(THIRD)]


def _short(name: str, *endings: str) -> str:
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


@dataclass(frozen=True)
class Words:
    """The words of places and venues that names of entities are put together from."""

    city: str
    district_of_town: list[str]
    towns: list[str]
    communities: list[str]
    venues: list[str]


def words_of(city: City) -> Words:
    """Return the names of places as they stand in names of firms, and of all venues."""
    ground = city.ground
    districts = {each.code: each.name for each in ground.districts}
    communities = [
        _short(each.name, "社区居委会", "村村委会", "居委会", "村委会", "社区", "村")
        for each in ground.communities
    ]
    return Words(
        city=_short(ground.city.name, "市"),
        district_of_town=[districts[town.code[:6]] for town in ground.towns],
        towns=[_short(town.name, "街道", "镇", "乡") for town in ground.towns],
        communities=communities,
        venues=venue_names(city, communities),
    )


def venue_names(city: City, communities: list[str]) -> list[str]:
    """Return the venues' names, no two alike in one town."""
    venues, town_of = city.venues, city.ground.town_of
    taken: set[tuple[int, str]] = set()
    names = []
    for kind, community, number in zip(
        venues.type.tolist(), venues.community.tolist(), venues.brand.tolist(), strict=True
    ):
        endings = VENUE_WORDS[VENUE_TYPES[kind]]
        name = communities[community] + brand(number * 31) + endings[number % len(endings)]
        town = int(town_of[community])
        unique, copy = name, 2
        while (town, unique) in taken:
            unique, copy = f"{name}{copy}号", copy + 1
        taken.add((town, unique))
        names.append(unique)
    return names


def entity_codes(city: City) -> list[str]:
    """Return the entities' unified social credit codes, empty where nobody knows one."""
    entities, ground = city.entities, city.ground
    body = np.select(
        [entities.kind == SOLE_TRADER, (entities.kind == OTHER) & (entities.word % 4 == 2)],
        [2, 3],
        1,
    )
    regions = np.array([each.code[:6] for each in ground.communities], dtype="S6")
    drawn = codes.draw(body, regions[entities.community], entities.doubtful, city.seed)
    for index in np.flatnonzero(entities.without_code).tolist():
        drawn[index] = ""
    return drawn


def entity_names(city: City, words: Words) -> Iterator[str]:
    """Yield the entities' names: firms by place, brand, trade and form; shops by their street."""
    entities, town_of = city.entities, city.ground.town_of
    previous = ""
    for kind, trade, community, venue, number, word, twin in zip(
        entities.kind.tolist(),
        entities.trade.tolist(),
        entities.community.tolist(),
        entities.venue.tolist(),
        entities.brand.tolist(),
        entities.word.tolist(),
        entities.twin.tolist(),
        strict=True,
    ):
        if twin == NONE:
            town = town_of[community]
            if kind == SOLE_TRADER:
                previous = _shop(words, town, brand(number % 1_000_003), trade, word)
            elif kind == MARKET:
                previous = f"{words.city}{words.venues[venue]}经营管理有限公司"
            else:
                previous = _firm(words, town, brand(number % 1_000_003), trade, word, kind)
        yield previous


def _shop(words: Words, town: int, name: str, trade: int, word: int) -> str:
    endings = TRADES[trade].shop_words if trade != NONE else ("经营部",)
    tail = "（个体工商户）" if word % 10 < 3 else ""
    place = words.district_of_town[town] + words.towns[town]
    return f"{place}{name}{endings[word % len(endings)]}{tail}"


def _firm(words: Words, town: int, name: str, trade: int, word: int, kind: int) -> str:
    does = TRADES[trade].firm_words if trade != NONE else ("实业",)
    forms = OTHER_FORMS if kind == OTHER else FIRM_FORMS
    does_word, form = does[word % len(does)], forms[word // 7 % len(forms)]
    if word % 5 == 0:
        return f"{name}{does_word}（{words.city}）{form}"
    place = words.city + (words.district_of_town[town] if word % 3 else "")
    return f"{place}{name}{does_word}{form}"


def addresses(city: City, words: Words) -> Iterator[str]:
    """Yield the entities' addresses; one in ten is unknown, one in twenty its neighbour's."""
    entities, ground = city.entities, city.ground
    town_of = ground.town_of.tolist()
    towns = [d + t.name for d, t in zip(words.district_of_town, ground.towns, strict=True)]
    previous = ""
    for community, venue, door, word, twin in zip(
        entities.community.tolist(),
        entities.venue.tolist(),
        entities.door.tolist(),
        entities.word.tolist(),
        entities.twin.tolist(),
        strict=True,
    ):
        if twin != NONE:
            yield previous
            continue
        if venue != NONE:
            place = towns[town_of[community]] + words.venues[venue]
            previous = f"{place}{'ABCDE'[word % 5]}区{door}号"
        elif word % 10 == 0:
            previous = ""
        else:
            place = towns[town_of[community]] + words.communities[community]
            previous = f"{place}{_road(community, word)}{door}号"
        yield previous


def _road(community: int, word: int) -> str:
    """Return one of the six roads of a community."""
    number = community * 6 + word // 10 % 6
    name = PLACE_FIRST[number % len(PLACE_FIRST)] + SECOND[number // 7 % len(SECOND)]
    return name + ROAD_TYPES[number % len(ROAD_TYPES)]


def contacts(city: City) -> list[tuple[str, str]]:
    """Return made-up contacts: surnames that do not exist, a number range nobody was given."""
    entities = city.entities
    return [
        (CONTACTS[word % len(CONTACTS)], f"154{index * 7_368_787 % 10**8:08}")
        if there
        else ("", "")
        for index, (there, word) in enumerate(
            zip(entities.with_contact.tolist(), entities.word.tolist(), strict=True)
        )
    ]


def aliases(city: City) -> Iterator[str]:
    """Yield what else an entity is called: its sign above the door; most have none."""
    entities = city.entities
    for there, number in zip(entities.with_alias.tolist(), entities.brand.tolist(), strict=True):
        yield brand(number % 1_000_003) + "铺子" if there else ""


def degrees(xy: Floats) -> Floats:
    """Return longitude and latitude of positions in kilometres, to six decimals (0.1 m)."""
    return np.round(xy / KM_PER_DEGREE + CENTRE, 6)
