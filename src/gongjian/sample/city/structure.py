"""The city's units on both lines, and who is responsible for which place: with their history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from gongjian.org.actions import UnitFacts
from gongjian.org.terms import Line

from .draw import City
from .ground import Place
from .naming import Words

BEGAN = date(2015, 1, 1)
"""Since when the city's authorities stand where they stand."""
REORGANISED = date(2024, 7, 1)
"""When some communities were handed over, and some branches moved to another street."""
DOCUMENT = "样例〔2024〕7号"

T, S = Line.TERRITORIAL.value, Line.SECTORAL.value


@dataclass(frozen=True)
class Stands:
    """Where a unit, by its index in the structure, stands from a day to a day."""

    unit: int
    line: str
    parent: int | None
    valid_from: date = BEGAN
    valid_to: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Answers:
    """The place that a unit, by its index, is responsible for from a day to a day."""

    unit: int
    line: str
    territory: str
    valid_from: date = BEGAN
    valid_to: date | None = None
    document: str = ""


@dataclass
class Structure:
    """Units by index, where they stand and what they answer for; parents come first.

    ``streets``, ``stations`` and ``communities`` give the units of towns and communities by the
    index of the place.
    """

    units: list[UnitFacts] = field(default_factory=list)
    standings: list[Stands] = field(default_factory=list)
    duties: list[Answers] = field(default_factory=list)
    streets: list[int] = field(default_factory=list)
    stations: list[int] = field(default_factory=list)
    communities: list[int] = field(default_factory=list)
    _names: set[tuple[str, str]] = field(default_factory=set)

    def add(self, type_code: str, name: str, territory: str, founded: date | None = None) -> int:
        """Enter a unit under a name that no other has in its place; return its index."""
        unique, copy = name, 2
        while (unique, territory) in self._names:
            unique, copy = f"{name}（{copy}）", copy + 1
        self._names.add((unique, territory))
        self.units.append(UnitFacts(type_code, unique, territory=territory, founded_on=founded))
        return len(self.units) - 1

    def branch(self, name: str, community: int, city: City, founded: date, draw: Draw) -> int:
        """Enter a branch that stands under its community and under the town's station.

        Some stand on one line only, and some stood under another street before.
        """
        place = city.ground.communities[community]
        town = int(city.ground.town_of[community])
        unit = self.add("branch", name, place.code, founded)
        lines = draw.one_of((T, S), (T, S), (T, S), (T, S), (T, S), (T, S), (T,), (S,))
        if T in lines:
            home = self.communities[community]
            if founded < REORGANISED and draw.chance(0.05):
                before = draw.one_of(*self.streets)
                self.standings.append(Stands(unit, T, before, founded, REORGANISED))
                self.standings.append(Stands(unit, T, home, REORGANISED, None, DOCUMENT))
            else:
                self.standings.append(Stands(unit, T, home, founded))
        if S in lines:
            self.standings.append(Stands(unit, S, self.stations[town], founded))
        return unit


V = TypeVar("V")


class Draw:
    """Small decisions by a seed."""

    def __init__(self, seed: int, part: int) -> None:
        self._rng = np.random.default_rng([seed, part])

    def chance(self, share: float) -> bool:
        """Tell whether it happens, with this probability."""
        return bool(self._rng.random() < share)

    def one_of(self, *values: V) -> V:
        """Return one of the values, each as likely."""
        return values[int(self._rng.integers(len(values)))]

    def number(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to below ``high``."""
        return int(self._rng.integers(low, high))

    def day(self, first: date, last: date) -> date:
        """Return a day from the first to the last."""
        return first + timedelta(days=self.number(0, (last - first).days + 1))


def authorities(city: City, words: Words) -> Structure:
    """Return the authorities of both lines, from the city down to communities and stations."""
    ground, made, draw = city.ground, Structure(), Draw(city.seed, 4)
    top = made.add("city", ground.city.name, ground.city.code)
    made.standings += [Stands(top, T, None), Stands(top, S, None)]
    bureau = made.add("bureau", f"{ground.city.name}市场监督管理局", ground.city.code)
    made.standings.append(Stands(bureau, S, top))
    made.duties += [
        Answers(top, T, ground.city.code),
        Answers(bureau, S, ground.city.code),
    ]
    districts = {each.code: _district(made, each, top, bureau) for each in ground.districts}
    for index, town in enumerate(ground.towns):
        _town(made, town, words.towns[index], *districts[town.code[:6]], draw)
    for index, place in enumerate(ground.communities):
        _community(made, place, int(ground.town_of[index]), draw)
    return made


def _district(made: Structure, place: Place, top: int, bureau: int) -> tuple[int, int]:
    authority = made.add("district", place.name, place.code)
    local = made.add("bureau", f"{place.name}市场监督管理局", place.code)
    made.standings += [Stands(authority, T, top), Stands(local, S, bureau)]
    made.duties += [Answers(authority, T, place.code), Answers(local, S, place.code)]
    return authority, local


def _town(
    made: Structure, place: Place, short: str, district: int, bureau: int, draw: Draw
) -> None:
    street = made.add("street", place.name, place.code)
    station = made.add("station", f"{short}市场监管所", place.code)
    made.streets.append(street)
    made.stations.append(station)
    made.standings += [
        Stands(street, T, district),
        Stands(station, T, street),
        Stands(station, S, bureau),
    ]
    made.duties.append(Answers(street, T, place.code))
    if not draw.chance(0.05):
        made.duties.append(Answers(station, S, place.code))


def _community(made: Structure, place: Place, town: int, draw: Draw) -> None:
    """Enter a community; one in ten has nobody who is responsible, some were handed over."""
    unit = made.add("community", place.name, place.code)
    made.communities.append(unit)
    made.standings.append(Stands(unit, T, made.streets[town]))
    if draw.chance(0.10):
        return
    if draw.chance(0.06):
        made.duties.append(Answers(made.streets[town], T, place.code, BEGAN, REORGANISED))
        made.duties.append(Answers(unit, T, place.code, REORGANISED, None, DOCUMENT))
    else:
        made.duties.append(Answers(unit, T, place.code))
