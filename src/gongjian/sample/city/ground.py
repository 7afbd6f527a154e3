"""The ground that the city stands on: its districts, towns and communities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongjian.org.models import Territory
from gongjian.org.terms import Level

from .words import PLACE_FIRST, PLACE_SECOND

CITY = "3302"
"""The city whose places are taken where the territory table has them."""

MOST_TOWNS, COMMUNITIES_OF_A_TOWN = 150, (8, 33)
ENTITIES_OF_A_TOWN = 2_000
"""Below this many entities a town, a small city has fewer towns."""

KM_APART = 8.0
"""Towns stand on a jittered grid, so far from each other."""


@dataclass(frozen=True)
class Place:
    """A place by its code, whose length is its level, and its name."""

    code: str
    name: str

    @property
    def above(self) -> str | None:
        """The code of the place that this one lies in; None at the top."""
        ends = {12: 9, 9: 6, 6: 4, 4: 2}
        length = ends.get(len(self.code))
        return self.code[:length] if length else None


@dataclass(frozen=True)
class Ground:
    """The city's places, and where towns and communities lie (km east and north of the centre).

    ``town_of`` gives the town of each community by its index; ``above`` the places around them,
    the city's own first.
    """

    above: tuple[Place, ...]
    districts: tuple[Place, ...]
    towns: tuple[Place, ...]
    communities: tuple[Place, ...]
    town_of: NDArray[np.int32]
    town_xy: NDArray[np.float64]
    community_xy: NDArray[np.float64]

    @property
    def city(self) -> Place:
        return self.above[0]

    def places(self) -> Iterator[Place]:
        """Yield every place from the top of the tree downwards."""
        yield from reversed(self.above)
        yield from self.districts
        yield from self.towns
        yield from self.communities


def lay(entities: int, seed: int) -> Ground:
    """Return the ground for a city of this size: real places if they are loaded, else made up."""
    wanted = int(np.clip(entities // ENTITIES_OF_A_TOWN, 4, MOST_TOWNS))
    rng = np.random.default_rng([seed, 1])
    known = list(Territory.objects.filter(code__startswith=CITY).order_by("code"))
    places = [Place(each.code, each.name) for each in known]
    towns = [place for place in places if len(place.code) == 9]
    if len(towns) < MOST_TOWNS:
        return _make_up(wanted, rng)
    above = [Place(t.code, t.name) for t in Territory.objects.filter(code=CITY[:2])]
    chosen = {towns[i].code for i in rng.choice(len(towns), wanted, replace=False)}
    kept = [p for p in places if len(p.code) < 9 or p.code[:9] in chosen]
    return _lay_out([*above, *kept], rng)


def _make_up(wanted: int, rng: np.random.Generator) -> Ground:
    """Return made-up places under codes that no real place has."""
    names = _names(rng)
    places = [Place("99", "样例省"), Place("9901", "样例市")]
    districts = [Place(f"9901{n:02}", f"{next(names)}区") for n in range(1, min(10, wanted) + 1)]
    for number in range(wanted):
        district = districts[number % len(districts)]
        code = f"{district.code}{number + 1:03}"
        places.append(Place(code, next(names) + ("街道" if number % 3 else "镇")))
        for n in range(int(rng.integers(*COMMUNITIES_OF_A_TOWN))):
            kind = "社区" if n % 3 else "村"
            places.append(Place(f"{code}{n + 1:03}", next(names) + kind))
    return _lay_out([*places, *districts], rng)


def _names(rng: np.random.Generator) -> Iterator[str]:
    """Yield place names; after all pairs of characters, with a third before them."""
    pairs = [a + b for a in PLACE_FIRST for b in PLACE_SECOND]
    for before in ("", *PLACE_FIRST):
        for index in rng.permutation(len(pairs)):
            yield before + pairs[index]


def _lay_out(places: Iterable[Place], rng: np.random.Generator) -> Ground:
    by_level: dict[int, list[Place]] = {length: [] for length in (2, 4, 6, 9, 12)}
    for place in sorted(places, key=lambda each: each.code):
        by_level[len(place.code)].append(place)
    towns, communities = by_level[9], by_level[12]
    side = int(np.ceil(np.sqrt(len(towns))))
    cells = np.stack(np.divmod(np.arange(len(towns)), side), axis=1).astype(float)
    town_xy = (cells - side / 2) * KM_APART + rng.normal(0, KM_APART / 8, (len(towns), 2))
    index = {town.code: number for number, town in enumerate(towns)}
    town_of = np.array([index[each.code[:9]] for each in communities], dtype=np.int32)
    around = rng.normal(0, KM_APART / 6, (len(communities), 2))
    districts = {town.code[:6] for town in towns}
    return Ground(
        above=(*by_level[4], *by_level[2]),
        districts=tuple(each for each in by_level[6] if each.code in districts),
        towns=tuple(towns),
        communities=tuple(communities),
        town_of=town_of,
        town_xy=town_xy,
        community_xy=town_xy[town_of] + around,
    )


def enter(ground: Ground) -> int:
    """Write the places that the territory table does not have; return how many they are.

    Reference data, as `gongjian load territories` writes it: no audited action.
    """
    levels: dict[int, Any] = {
        2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWN, 12: Level.COMMUNITY
    }  # fmt: skip
    there = set(Territory.objects.values_list("code", flat=True))
    rows = [
        Territory(
            code=place.code,
            name=place.name,
            level=levels[len(place.code)],
            parent_id=place.above,
            system="sample",
        )
        for place in ground.places()
        if place.code not in there
    ]
    Territory.objects.bulk_create(rows, batch_size=500)
    return len(rows)
