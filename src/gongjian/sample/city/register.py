"""The city as a register that an office would hand in: one CSV file with Chinese headers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gongjian.entities.actions.many import VenueEntry
from gongjian.entities.terms import REGISTER_COLUMNS

from . import ground
from .draw import NONE, VENUE_TYPES, City, draw
from .naming import (
    Words,
    addresses,
    aliases,
    contacts,
    degrees,
    entity_codes,
    entity_names,
    words_of,
)
from .trades import TRADES

KIND_WORDS = ("小微企业", "个体工商户", "专业市场", "其他")
"""What the register calls the kinds, in the order of ``draw.KINDS``."""


def write_register(path: Path, entities: int, seed: int) -> City:
    """Write the register of a made-up city as CSV; return the city that it is about.

    The places that it names are those of ``city.ground``, see ``ground.enter``; its venues are
    ``venue_entries(city)``. Same size and seed, and the same places loaded: the same file.
    """
    city = draw(ground.lay(entities, seed), entities, seed)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(REGISTER_COLUMNS.values())
        out.writerows(register_rows(city, words_of(city)))
    return city


def venue_entries(city: City, words: Words | None = None) -> list[VenueEntry]:
    """Return the city's venues as they are entered before its register."""
    names = (words or words_of(city)).venues
    venues, communities = city.venues, city.ground.communities
    points = degrees(venues.xy).tolist()
    return [
        VenueEntry(VENUE_TYPES[kind].value, name, communities[community].code, *point)
        for kind, name, community, point in zip(
            venues.type.tolist(), names, venues.community.tolist(), points, strict=True
        )
    ]


def register_rows(city: City, words: Words) -> Iterator[tuple[object, ...]]:
    """Yield the register's rows, each value as it stands in the file."""
    entities = city.entities
    return zip(
        entity_codes(city),
        entity_names(city, words),
        (KIND_WORDS[kind] for kind in entities.kind.tolist()),
        ("" if trade == NONE else TRADES[trade].code for trade in entities.trade.tolist()),
        territories(city),
        ("" if venue == NONE else words.venues[venue] for venue in entities.venue.tolist()),
        addresses(city, words),
        *_points(city),
        _days(entities.founded),
        _days(entities.closed),
        ("" if staff == NONE else staff for staff in entities.staff.tolist()),
        *zip(*contacts(city), strict=True),
        aliases(city),
        strict=True,
    )


def territories(city: City) -> list[str]:
    """Return the code of each entity's place: its community, or its town where that is all."""
    codes = np.array([each.code for each in city.ground.communities])
    whole = codes[city.entities.community]
    return np.where(city.entities.town_only, whole.astype("U9"), whole).tolist()


def _points(city: City) -> list[list[str]]:
    """Return longitudes and latitudes as they are written, empty where nobody knows."""
    unknown = city.entities.without_point.tolist()
    return [
        ["" if none else f"{value:.6f}" for none, value in zip(unknown, column, strict=True)]
        for column in degrees(city.entities.xy).T.tolist()
    ]


def _days(column: NDArray[np.int32]) -> list[str]:
    """Return days as they are written, empty where nobody knows."""
    written = column.astype("datetime64[D]").astype("U10")
    return np.where(column == NONE, "", written).tolist()
