"""The stage: a DuckDB file in which a register is read, checked and compared as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from gongjian.org.models import Territory

from ..models import Trade, Venue
from ..terms import REGISTER_COLUMNS
from . import imports_cells as cells
from . import imports_files as files

MEMORY = "320MB"
"""What DuckDB may hold; more lies in files beside the stage. Keeps a worker below 800 MB."""

CHUNK = 500
MOST_LEVELS = (12, 9, 6)
"""Lengths of the codes of places where an entity may stand."""

Say = Callable[[int, int], None]


@dataclass(frozen=True)
class Reach:
    """Which places the importer may write to: the codes that all lies within, or everywhere."""

    everywhere: bool
    places: tuple[str, ...] = ()

    def outside(self, column: str) -> str:
        """Return the SQL that tells that the place at a column lies outside."""
        if self.everywhere:
            return "false"
        inside = " OR ".join(f"starts_with({column}, '{code}')" for code in self.places)
        return f"NOT ({inside})" if inside else "true"


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a stage, made if it is not there."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": 2,
        "temp_directory": f"{path}.tmp",
        "allocator_background_threads": True,
        # A stage lives for minutes: to compress it costs more than to write it.
        "force_compression": "uncompressed",
    }
    duck = duckdb.connect(str(path), config=config)
    try:
        yield duck
    finally:
        duck.close()


def scalar(duck: duckdb.DuckDBPyConnection, query: str, *values: object) -> Any:
    """Return the one value that a query gives."""
    row = duck.execute(query, list(values)).fetchone()
    return row[0] if row else None


def check(
    duck: duckdb.DuckDBPyConnection,
    path: Path,
    name: str,
    *,
    as_of: date,
    reach: Reach,
    say: Say,
) -> tuple[str, ...]:
    """Read a file into the stage and check it; return the keys of its columns.

    Makes the tables ``faults`` (row, column, value, code, hint) and ``sound`` (row and a typed
    value a column, ``key`` to know the entity by).

    Raises:
        DomainError: it cannot be read at all (see ``imports_files.load``).
    """
    for table in ("raw", "faults", "sound", "compared", "checked"):
        duck.execute(f"DROP TABLE IF EXISTS {table}")
    duck.execute("DROP VIEW IF EXISTS source")
    loaded = files.load(path, name, duck, path.parent)
    say(1, 4)
    duck.execute("SET VARIABLE as_of = ?::DATE", [as_of])
    duck.execute(
        'CREATE TABLE faults ("row" BIGINT, "column" VARCHAR, "value" VARCHAR, code VARCHAR, '
        "hint VARCHAR)"
    )
    _resolve(duck, loaded.keys)
    _find_faults(duck, loaded.keys, reach)
    say(2, 4)
    _keep_sound(duck, loaded.keys)
    duck.execute("CREATE TABLE checked AS SELECT ? AS reach", [str(reach)])
    say(3, 4)
    return loaded.keys


# --- places, trades and venues -------------------------------------------------------------------


def _resolve(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Make the tables of what is meant by each code and name that the file has."""
    _resolve_places(duck, present)
    _resolve_trades(duck, present)
    _resolve_venues(duck, present)


def _fill(duck: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[Any]) -> None:
    duck.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    if rows:
        # Column by column: a statement a row costs DuckDB a millisecond each.
        marks = ", ".join("unnest(?)" for _ in rows[0])
        duck.execute(f"INSERT INTO {table} SELECT {marks}", [*map(list, zip(*rows, strict=True))])


def _resolve_places(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Make ``places``: text in the file, code of the place. Zeros at the end say nothing."""
    text = cells.text_of("territory", present)
    texts = [text for (text,) in duck.execute(f"SELECT DISTINCT {text} FROM source").fetchall()]
    codes = {text: _place_code(text) for text in texts}
    wanted = [code for code in set(codes.values()) if code]
    known: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        some = Territory.objects.filter(pk__in=wanted[start : start + CHUNK])
        known.update(some.values_list("pk", flat=True))
    rows = [(text, code) for text, code in codes.items() if code in known]
    _fill(duck, "places", "text VARCHAR, code VARCHAR", rows)


def _place_code(text: str) -> str:
    """Return the code that is meant: 330106001000 is the street 330106001."""
    if len(text) == 12 and text.endswith("000"):
        text = text[:9]
    if len(text) == 9 and text.endswith("000"):
        text = text[:6]
    return text if len(text) in MOST_LEVELS and text.isalnum() else ""


def _resolve_trades(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Make ``trades``: text in the file, code of the finest trade known, whether it is coarser."""
    known = list(Trade.objects.values_list("pk", "section"))
    _fill(duck, "known_trades", "code VARCHAR, section VARCHAR", known)
    text = cells.text_of("trade", present)
    digits = "CASE WHEN regexp_full_match(text, '[A-T]\\d+') THEN text[2:] ELSE text END"
    duck.execute(
        f"""
        CREATE OR REPLACE TABLE trades AS
        WITH texts AS (SELECT DISTINCT upper({text}) AS text FROM source),
        wanted AS (SELECT text, {digits} AS digits FROM texts WHERE text <> '')
        SELECT text, arg_max(code, length(code)) AS code,
               max(length(code)) < any_value(length(digits)) AS coarser
        FROM wanted JOIN known_trades ON starts_with(digits, code)
        WHERE (digits = text OR section = text[1]) AND length(digits) <= 4
          AND regexp_full_match(digits, '[A-T]|\\d{{2,4}}')
        GROUP BY text
        """
    )


def _resolve_venues(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Make ``venues``: name and place in the file, the nearest venue of that name, how many."""
    names: list[Any] = []
    if "venue" in present:
        found = Venue.objects.filter(closed_on__isnull=True)
        names = list(found.values_list("pk", "name", "territory_id"))
    _fill(duck, "known_venues", "id BIGINT, name VARCHAR, place VARCHAR", names)
    text, place = cells.text_of("venue", present), cells.text_of("territory", present)
    duck.execute(
        f"""
        CREATE OR REPLACE TABLE venues AS
        WITH texts AS (SELECT DISTINCT {text} AS name, {place} AS text FROM source),
        near AS (
            SELECT t.name, t.text, v.id, length(v.place) AS depth,
                   starts_with(p.code, v.place) AS around
            FROM texts t JOIN places p USING (text) JOIN known_venues v ON v.name = t.name
            WHERE starts_with(p.code, v.place) OR starts_with(v.place, p.code)
        ),
        best AS (
            SELECT *, rank() OVER (PARTITION BY name, text
                ORDER BY around DESC, CASE WHEN around THEN -depth ELSE depth END) AS rank
            FROM near
        )
        SELECT name, text, min(id) AS id, count(*) AS how_many FROM best WHERE rank = 1
        GROUP BY name, text
        """
    )


# --- faults --------------------------------------------------------------------------------------


def _find_faults(duck: duckdb.DuckDBPyConnection, present: Sequence[str], reach: Reach) -> None:
    for key in cells.FAULTS:
        if key in present or (key == "longitude" and "latitude" in present):
            duck.execute(f"INSERT INTO faults SELECT *, '' FROM ({_cells(key, present)})")
    _find_wrong_places(duck, present, reach)
    if "trade" in present:
        _find_wrong_trades(duck, present)
    if "venue" in present:
        _find_wrong_venues(duck, present)
    if files.SURPLUS in _columns(duck):
        duck.execute(
            f"INSERT INTO faults SELECT \"row\", '', {files.SURPLUS}, 'surplus', '' FROM source "
            f"WHERE {files.SURPLUS} <> ''"
        )
    _find_twice(duck, present)
    # One fault a cell, the first that was found: the others often follow from it.
    duck.execute(
        "DELETE FROM faults WHERE rowid NOT IN "
        '(SELECT min(rowid) FROM faults GROUP BY "row", "column")'
    )


def _cells(key: str, present: Collection[str]) -> str:
    return cells.faults_query(key, present)


def _columns(duck: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for name, *_ in duck.execute("DESCRIBE source").fetchall()]


def _find_wrong_places(
    duck: duckdb.DuckDBPyConnection, present: Sequence[str], reach: Reach
) -> None:
    text = cells.text_of("territory", present)
    duck.execute(
        f"""
        INSERT INTO faults
        SELECT "row", 'territory', text,
               CASE WHEN text = '' THEN 'empty' WHEN code IS NULL THEN 'unknown_place'
                    ELSE 'out_of_reach' END, ''
        FROM (SELECT "row", {text} AS text FROM source) LEFT JOIN places USING (text)
        WHERE code IS NULL OR {reach.outside("code")}
        """
    )


def _find_wrong_trades(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    text = cells.text_of("trade", present)
    duck.execute(
        f"""
        INSERT INTO faults
        SELECT "row", 'trade', text, 'unknown_trade', ''
        FROM (SELECT "row", upper({text}) AS text FROM source) ANTI JOIN trades USING (text)
        WHERE text <> ''
        """
    )


def _find_wrong_venues(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Find venues that are not known in their place; the hint is the likest name of all."""
    text, place = cells.text_of("venue", present), cells.text_of("territory", present)
    duck.execute(
        f"""
        INSERT INTO faults
        WITH wrong AS (
            SELECT "row", s.name, how_many
            FROM (SELECT "row", {text} AS name, {place} AS text FROM source) s
            JOIN places USING (text) LEFT JOIN venues USING (name, text)
            WHERE s.name <> '' AND how_many IS DISTINCT FROM 1
        ),
        hints AS (
            SELECT w.name, arg_max(v.name, jaro_winkler_similarity(v.name, w.name)) AS hint
            FROM (SELECT DISTINCT name FROM wrong LIMIT 1000) w JOIN known_venues v
              ON jaro_winkler_similarity(v.name, w.name) > 0.8
            GROUP BY w.name
        )
        SELECT "row", 'venue', name,
               CASE WHEN how_many > 1 THEN 'several_venues' ELSE 'unknown_venue' END,
               coalesce(hint, '')
        FROM wrong LEFT JOIN hints USING (name)
        """
    )


def _find_twice(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Find rows that mean an entity which an earlier row has; the hint is that row."""
    code = cells.text_of("code", present)
    name, place = cells.text_of("name", present), cells.text_of("territory", present)
    key = f"CASE WHEN {code} <> '' THEN {code} ELSE {place} || '|' || {name} END"
    column = f"CASE WHEN {code} <> '' THEN 'code' ELSE 'name' END"
    shown = f"CASE WHEN {code} <> '' THEN {code} ELSE {name} END"
    duck.execute(
        f"""
        INSERT INTO faults
        WITH keys AS (SELECT "row", {key} AS key FROM source),
        twice AS (SELECT key, min("row") AS first FROM keys GROUP BY key HAVING count(*) > 1)
        SELECT s."row", {column}, {shown}, 'twice', first::VARCHAR
        FROM source s JOIN keys USING ("row") JOIN twice USING (key)
        WHERE s."row" > first AND {name} <> ''
        """
    )


# --- sound rows ----------------------------------------------------------------------------------


def _keep_sound(duck: duckdb.DuckDBPyConnection, present: Sequence[str]) -> None:
    """Make ``sound``: every row without a fault, as typed values."""
    texts = ", ".join(f"{cells.text_of(key, present)} AS t_{key}" for key in REGISTER_COLUMNS)
    values = ", ".join(f"{value} AS {key}" for key, value in cells.VALUES.items())
    duck.execute(
        f"""
        CREATE TABLE sound AS
        SELECT "row", {values}, p.code AS territory, tr.code AS trade, v.id AS venue,
               coalesce(tr.coarser, false) AS coarser,
               CASE WHEN t_code <> '' THEN t_code ELSE p.code || '|' || t_name END AS key
        FROM (SELECT "row", {texts} FROM source
              WHERE "row" NOT IN (SELECT "row" FROM faults)) s
        JOIN places p ON p.text = t_territory
        LEFT JOIN trades tr ON tr.text = upper(t_trade)
        LEFT JOIN venues v ON v.name = t_venue AND v.text = t_territory
        """
    )
    duck.execute("DROP VIEW source")
    duck.execute("DROP TABLE raw")


def tables(duck: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the names of what a stage holds."""
    return {name for (name,) in duck.execute("SHOW TABLES").fetchall()}


def is_complete(duck: duckdb.DuckDBPyConnection, reach: Reach) -> bool:
    """Tell whether the stage was read to its end, by somebody of this reach."""
    return "checked" in tables(duck) and scalar(duck, "SELECT reach FROM checked") == str(reach)
