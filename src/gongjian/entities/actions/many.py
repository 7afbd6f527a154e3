"""Entering a whole city at once: for system jobs that bring what is known to be sound.

Rows go in by the database's fastest way; one call, one version of the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import count
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import Sealed

from .. import policy
from ..models import EarlierFacts, Entity, EntityContact, EntityName, Venue
from ..terms import NameKind
from . import search_index
from .access import EDIT
from .head import raise_version


class VenueEntry(NamedTuple):
    """One venue as it is entered in bulk."""

    type: str
    name: str
    territory_id: str
    longitude: float | None
    latitude: float | None


class EntityEntry(NamedTuple):
    """One entity as it is entered in bulk; the fields are columns of its table."""

    code: str
    doubtful_code: bool
    name: str
    kind: str
    trade_id: str | None
    territory_id: str
    venue_id: int | None
    address: str
    longitude: float | None
    latitude: float | None
    staff: int | None
    founded_on: date | None
    closed_on: date | None
    since: date


class EarlierEntry(NamedTuple):
    """What an entity was from a day to a day, as it is entered in bulk."""

    entity_id: int
    kind: str
    trade_id: str | None
    territory_id: str
    venue_id: int | None
    valid_from: date
    valid_to: date


class ContactEntry(NamedTuple):
    """Whom to call at an entity, as it is entered in bulk."""

    entity_id: int
    name: str
    mobile: str


def _require_everywhere(actor: Actor) -> None:
    if not policy.reach(actor, EDIT).everything:
        raise Forbidden


def enter_venues(entries: Iterable[VenueEntry], *, actor: Actor, at: datetime) -> list[int]:
    """Enter venues at once; return their keys in the same order.

    Raises:
        Forbidden: the actor may not edit everywhere.
    """
    _require_everywhere(actor)
    with audit.act(actor, "entities.venues.enter", at=at) as journal:
        raise_version()
        made = journal.create_many(Venue(**each._asdict()) for each in entries)
    return [venue.pk for venue in made]


def enter_many(entries: Iterable[EntityEntry], *, actor: Actor, at: datetime) -> range:
    """Enter entities that nobody has entered yet; return their keys, in one run.

    Raises:
        Forbidden: the actor may not edit everywhere.
    """
    _require_everywhere(actor)
    rows = list(entries)
    with audit.act(actor, "entities.entities.enter", at=at, detail={"entities": len(rows)}) as act:
        version = raise_version()
        pks = insert_rows(Entity, EntityEntry._fields, rows, version, act)
        search_index.add(pks, [row.name for row in rows], [row.code for row in rows])
        return pks


def keep_earlier(entries: Iterable[EarlierEntry], *, actor: Actor, at: datetime) -> None:
    """Keep what entities were before; the present facts of each begin where these end.

    Raises:
        Forbidden: the actor may not edit everywhere.
    """
    _require_everywhere(actor)
    with audit.act(actor, "entities.earlier.enter", at=at) as journal:
        insert_rows(EarlierFacts, EarlierEntry._fields, list(entries), raise_version(), journal)


def keep_contacts(entries: Iterable[ContactEntry], *, actor: Actor, at: datetime) -> None:
    """Keep whom to call at entities that had no contact.

    Raises:
        Forbidden: the actor may not edit everywhere.
    """
    _require_everywhere(actor)
    rows = list(entries)
    with audit.act(actor, "entities.contacts.enter", at=at) as journal:
        _write(EntityContact, (*ContactEntry._fields, "version"), _with(rows, raise_version()))
        journal.wrote(EntityContact, [row.entity_id for row in rows])


def add_aliases(names: Iterable[tuple[int, str]], *, actor: Actor, at: datetime) -> None:
    """Record what else entities are called.

    Raises:
        Forbidden: the actor may not edit everywhere.
    """
    _require_everywhere(actor)
    known = list(names)
    with audit.act(actor, "entities.aliases.enter", at=at) as journal:
        raise_version()
        journal.create_many(
            EntityName(entity_id=pk, name=name, kind=NameKind.ALIAS) for pk, name in known
        )
        search_index.add([pk for pk, _ in known], [name for _, name in known])


def _with(rows: Iterable[tuple[Any, ...]], version: int) -> Iterator[tuple[Any, ...]]:
    return ((*row, version) for row in rows)


def insert_rows(
    model: type[Sealed],
    fields: tuple[str, ...],
    rows: list[Any],
    version: int,
    journal: audit.Journal,
) -> range:
    """Write rows under keys in one run after the last; return the keys."""
    first = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
    pks = range(first, first + len(rows))
    numbered = ((*row, pk) for row, pk in zip(_with(rows, version), count(first), strict=False))
    _write(model, (*fields, "version", "id"), numbered)
    if connection.vendor == "postgresql" and rows:
        with connection.cursor() as cursor:
            # The keys were given, so the sequence has to be told.
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [model._meta.db_table, pks[-1]],
            )
    journal.wrote(model, pks)
    return pks


def _write(model: type[Sealed], fields: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows by the database's fastest way."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field) for field in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["?"] * len(fields))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        # The driver itself: Django's cursor would rewrite the statement for each row.
        cursor.cursor.executemany(statement, rows)
