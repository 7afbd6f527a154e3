"""The city in the database: its units, entities and covers, written by the modules' actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.entities.actions import many as registry
from gongjian.entities.actions.covers import CoverEntry, cover_many
from gongjian.entities.actions.many import ContactEntry, EarlierEntry, EntityEntry
from gongjian.entities.models import Entity, Trade
from gongjian.kernel import audit
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.errors import Conflict
from gongjian.org.actions import many as org
from gongjian.org.actions.many import Duty, Standing
from gongjian.org.models import Unit

from . import ground
from .covers import Covering, covers
from .draw import KINDS, NONE, REGISTER_BEGAN, City, draw
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
from .register import territories, venue_entries
from .structure import Structure, authorities
from .trades import TRADES

BATCH = 100_000
"""Entities written at a time: it bounds the memory that rows on their way take."""

T = TypeVar("T")
Say = Callable[[str, int, int], None]
"""Told what is being written, how many are, and of how many."""


class NotEmpty(Conflict):
    code = "city_needs_an_empty_registry"
    message = _(
        "There are units or entities already. The city needs an installation of its own: "
        "set GONGJIAN_DATA to an empty folder, or name another database."
    )


def builder(on: date) -> Actor:
    """Return the system actor that builds the city."""
    return system("sample", on, "roster.import", "structure.edit", "entity.edit", "cover.edit")


def load(entities: int, seed: int, *, at: datetime, say: Say) -> City:
    """Draw a city and write all of it, or nothing.

    Raises:
        NotEmpty: there are units or entities already.
    """
    if Unit.objects.exists() or Entity.objects.exists():
        raise NotEmpty
    say("drawing", 0, entities)
    city = draw(ground.lay(entities, seed), entities, seed)
    words, actor = words_of(city), builder(at.date())
    names = list(entity_names(city, words))
    made = authorities(city, words)
    found = covers(city, made, words, names.__getitem__)
    detail = {"entities": entities, "seed": seed}
    with transaction.atomic():
        say("places", ground.enter(city.ground), len(city.ground.communities))
        with audit.act(actor, "sample.city", at=at, detail=detail):
            units = write_structure(made, actor, at, say)
            venues = _write_venues(city, words, actor, at)
            keys = _write_entities(city, words, names, venues, actor, at, say)
            _write_covers(found, units, venues, keys, actor, at)
            say("covers", len(found), len(found))
            say("seals", 0, entities)
    say("done", entities, entities)
    return city


def write_structure(made: Structure, actor: Actor, at: datetime, say: Say) -> list[int]:
    """Write the units, where they stand and what they answer for; return the units' keys."""
    units = org.enter_units(made.units, actor=actor, at=at)
    say("units", len(units), len(made.units))
    standings = [
        Standing(
            units[each.unit],
            each.line,
            None if each.parent is None else units[each.parent],
            each.valid_from,
            each.valid_to,
            each.document,
        )
        for each in made.standings
    ]
    org.place_units(standings, actor=actor, at=at)
    say("placements", len(standings), len(standings))
    duties = [
        Duty(
            units[each.unit],
            each.line,
            each.territory,
            each.valid_from,
            each.valid_to,
            each.document,
        )
        for each in made.duties
    ]
    org.assign_many(duties, actor=actor, at=at)
    say("responsibilities", len(duties), len(duties))
    return units


def _write_venues(city: City, words: Words, actor: Actor, at: datetime) -> list[int]:
    return registry.enter_venues(venue_entries(city, words), actor=actor, at=at)


def _write_entities(
    city: City,
    words: Words,
    names: list[str],
    venues: list[int],
    actor: Actor,
    at: datetime,
    say: Say,
) -> range:
    """Write the entities with contacts, other names and what they were before."""
    rows, size = _entries(city, words, names, venues), len(city.entities)
    first = last = 0
    while batch := list(islice(rows, BATCH)):
        pks = registry.enter_many(batch, actor=actor, at=at)
        first, last = first or pks.start, pks.stop
        say("entities", last - first, size)
    keys = range(first, last)
    registry.keep_earlier(_earlier(city, keys), actor=actor, at=at)
    known = zip(keys, contacts(city), strict=True)
    people = (ContactEntry(pk, name, mobile) for pk, (name, mobile) in known if mobile)
    while some := list(islice(people, BATCH)):
        registry.keep_contacts(some, actor=actor, at=at)
    say("contacts", size, size)
    others = [(pk, name) for pk, name in zip(keys, aliases(city), strict=True) if name]
    registry.add_aliases(others, actor=actor, at=at)
    say("other names", len(others), len(others))
    return keys


def _trade_codes(city: City) -> list[str | None]:
    """Return the trade of each entity, nothing where the trade table does not have it."""
    known = set(Trade.objects.values_list("pk", flat=True))
    by_index = [each.code if each.code in known else None for each in TRADES]
    return [None if t == NONE else by_index[t] for t in city.entities.trade.tolist()]


def _days(column: np.ndarray) -> list[date | None]:
    found: list[date | None] = column.astype("datetime64[D]").astype(object).tolist()
    unknown = (column == NONE).tolist()
    return [None if none else day for none, day in zip(unknown, found, strict=True)]


def _entries(
    city: City, words: Words, names: list[str], venues: list[int]
) -> Iterator[EntityEntry]:
    """Yield the entities as they are now."""
    entities = city.entities
    points = degrees(entities.xy)
    points[entities.without_point] = np.nan
    moved = _days(entities.moved)
    founded = _days(entities.founded)
    for row in zip(
        entity_codes(city),
        entities.doubtful.tolist(),
        names,
        entities.kind.tolist(),
        _trade_codes(city),
        territories(city),
        entities.venue.tolist(),
        addresses(city, words),
        *points.T.tolist(),
        entities.staff.tolist(),
        founded,
        _days(entities.closed),
        moved,
        strict=True,
    ):
        code, doubtful, name, kind, trade, place, venue, address = row[:8]
        longitude, latitude, staff, began, closed, came = row[8:]
        placed = longitude == longitude
        yield EntityEntry(
            code,
            doubtful and bool(code),
            name,
            KINDS[kind].value,
            trade,
            place,
            None if venue == NONE else venues[venue],
            address,
            longitude if placed else None,
            latitude if placed else None,
            None if staff == NONE else staff,
            began,
            closed,
            came or began or REGISTER_BEGAN,
        )


def _earlier(city: City, keys: range) -> Iterator[EarlierEntry]:
    """Yield what those who moved were before: the same at another place."""
    entities, trades = city.entities, _trade_codes(city)
    founded, moved = _days(entities.founded), _days(entities.moved)
    for index in np.flatnonzero(entities.moved != NONE).tolist():
        since, until = founded[index], moved[index]
        if since is None or until is None:
            continue
        before = city.ground.communities[entities.came_from[index]].code
        kind = KINDS[entities.kind[index]].value
        yield EarlierEntry(keys[index], kind, trades[index], before, None, since, until)


def _write_covers(
    found: list[Covering],
    units: list[int],
    venues: list[int],
    keys: range,
    actor: Actor,
    at: datetime,
) -> None:
    entries = (
        CoverEntry(
            units[each.unit],
            each.by.value,
            None if each.entity is None else keys[each.entity],
            None if each.venue is None else venues[each.venue],
            each.territory,
            each.valid_from,
            each.valid_to,
        )
        for each in found
    )
    cover_many(entries, actor=actor, at=at)
