"""A made-up city of any size as columns, without its rows: for the board's time as it grows.

Entering five million rows would take the better part of an hour, so here only the structure, the
places and the venues are entered; the columns are made of the same drawn arrays that
``gongjian sample city`` enters row by row.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

import numpy as np

from gongjian.entities.actions.many import enter_venues
from gongjian.entities.models import RegistryHead, RegistryVersion
from gongjian.entities.queries.columns import files
from gongjian.entities.queries.columns.copies import Copy
from gongjian.entities.queries.columns.fetching import BY, sections_of
from gongjian.entities.queries.columns.tables import COVERS, FACTS, FOREVER, Array, Table
from gongjian.entities.queries.columns.whats import KINDS, STEP
from gongjian.sample.city import covers as covering
from gongjian.sample.city import draw, ground, naming, structure
from gongjian.sample.city.draw import NONE, City
from gongjian.sample.city.load import builder, write_structure
from gongjian.sample.city.register import venue_entries
from gongjian.sample.city.trades import TRADES

EPOCH = draw.DAY_ZERO.toordinal()


def enter(entities: int, seed: int, at: datetime) -> None:
    """Enter a city's structure and venues, and put the columns of its entities in their place."""
    city = draw.draw(ground.lay(entities, seed), entities, seed)
    words, actor = naming.words_of(city), builder(at.date())
    made = structure.authorities(city, words)
    found = covering.covers(city, made, words, "商户{}".format)
    ground.enter(city.ground)
    units = write_structure(made, actor, at, lambda *_: None)
    venues = enter_venues(venue_entries(city, words), actor=actor, at=at)
    token = secrets.token_hex(16)
    version = RegistryHead.objects.get(pk=1).version + 1
    RegistryHead.objects.update(version=version)
    RegistryVersion.objects.create(version=version, token=token)
    files.write(copy_of(city, found, units, venues, version, token))


def copy_of(
    city: City,
    found: list[covering.Covering],
    units: list[int],
    venues: list[int],
    version: int,
    token: str,
) -> Copy:
    """Return the columns of a city whose units and venues have these ids."""
    communities = [place.code for place in city.ground.communities]
    territories = ("", *communities, *(place.code for place in city.ground.towns))
    place, venue = _places(city, np.array(venues, np.int64))
    trades = ("", *(trade.code for trade in TRADES))
    spots, spot = np.unique(place << 32 | venue, return_inverse=True)
    return Copy(
        version,
        token,
        _facts(city, spot),
        _covers(found, units, venues, {code: n for n, code in enumerate(territories)}),
        trades,
        sections_of(trades),
        territories,
        tuple((int(each >> 32), int(each & 0xFFFFFFFF)) for each in spots),
    )


def _places(city: City, venues: Array) -> tuple[Array, Array]:
    """Return territory and venue of each present row, then of each earlier one."""
    entities, ground_of = city.entities, city.ground
    town = 1 + len(ground_of.communities) + ground_of.town_of[entities.community]
    now = np.where(entities.town_only, town, 1 + entities.community).astype(np.int64)
    inside = np.where(entities.venue == NONE, 0, venues[entities.venue])
    before = 1 + entities.came_from[_moved(city)].astype(np.int64)
    return np.concatenate([now, before]), np.concatenate([inside, np.zeros_like(before)])


def _moved(city: City) -> Array:
    return np.flatnonzero((city.entities.moved != NONE) & (city.entities.founded != NONE))


def _facts(city: City, spot: Array) -> Table:
    entities, moved = city.entities, _moved(city)
    began = np.where(
        entities.founded == NONE, draw.day_number(draw.REGISTER_BEGAN), entities.founded
    )
    since = np.where(entities.moved == NONE, began, entities.moved)
    kinds = np.array([KINDS[kind] for kind in draw.KINDS])
    sound = ~entities.doubtful & ~entities.without_code
    what = (entities.trade + 1) * STEP + sound * len(KINDS) + kinds[entities.kind]
    ids = np.arange(1, len(entities) + 1)
    columns = {
        "key": np.concatenate([ids, -np.arange(1, len(moved) + 1)]),
        "entity": np.concatenate([ids, ids[moved]]),
        "what": np.concatenate([what, what[moved]]),
        "spot": spot,
        "start": np.concatenate([since, began[moved]]) + EPOCH,
        "end": np.concatenate(
            [
                np.where(entities.closed == NONE, FOREVER, entities.closed + EPOCH),
                entities.moved[moved] + EPOCH,
            ]
        ),
    }
    return _sorted(columns, FACTS)


def _covers(
    found: list[covering.Covering], units: list[int], venues: list[int], places: dict[str, int]
) -> Table:
    def row(number: int, each: covering.Covering) -> tuple[int, ...]:
        return (
            number,
            0 if each.entity is None else each.entity + 1,
            0 if each.venue is None else venues[each.venue],
            -1 if each.territory is None else places[each.territory],
            units[each.unit],
            BY[each.by],
            each.valid_from.toordinal(),
            _end(each.valid_to),
        )

    rows = np.array([row(number, each) for number, each in enumerate(found, 1)], np.int64)
    return _sorted(dict(zip(COVERS, rows.T, strict=True)), COVERS)


def _end(day: date | None) -> int:
    return FOREVER if day is None else day.toordinal()


def _sorted(columns: dict[str, Array], types: dict[str, np.dtype[Any]]) -> Table:
    order = np.argsort(columns["key"])
    return Table({name: columns[name][order].astype(dtype) for name, dtype in types.items()})
