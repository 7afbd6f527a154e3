"""What a register would change: its sound rows beside what the registry holds now."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb
from django.db import connection

from ..models import EarlierFacts, Entity, EntityContact, RegistryVersion
from .imports_stage import Reach, scalar, tables

FACTS = ("kind", "trade", "territory", "venue")
"""What is dated: a change of these keeps what was before."""

DETAILS = ("name", "address", "longitude", "latitude", "staff", "founded_on", "closed_on")
CONTACT = {"contact_name": "name", "contact_mobile": "mobile"}

EXISTING = {
    "id": "BIGINT",
    "code": "VARCHAR",
    "name": "VARCHAR",
    "kind": "VARCHAR",
    "trade": "VARCHAR",
    "territory": "VARCHAR",
    "venue": "BIGINT",
    "address": "VARCHAR",
    "longitude": "DOUBLE",
    "latitude": "DOUBLE",
    "staff": "INTEGER",
    "founded_on": "DATE",
    "closed_on": "DATE",
    "since": "DATE",
    "merged_into": "BIGINT",
    "contact_name": "VARCHAR",
    "contact_mobile": "VARCHAR",
    "has_earlier": "INTEGER",
}
"""The columns that are compared, and their types."""

TEXTS = {"code", "name", "address", "contact_name", "contact_mobile"}

KEYS = {
    "trade": "trade_id",
    "territory": "territory_id",
    "venue": "venue_id",
    "merged_into": "merged_into_id",
}
COLUMNS = {name: KEYS.get(name, name) for name in EXISTING if name not in (*CONTACT, "has_earlier")}
"""Our name of what an entity itself holds, and its column in the database."""

CHUNK = 10_000


def compare(
    duck: duckdb.DuckDBPyConnection, present: Collection[str], *, reach: Reach, scratch: Path
) -> int:
    """Make the table ``changes`` of rows to write; return the registry's version compared with.

    A row of ``changes`` without ``entity`` is new. Rows that cannot be written as things stand
    become faults; those that say what is known already are left out. What was compared before
    stands while nobody has written to the registry since.
    """
    newest = RegistryVersion.objects.order_by("-version").values_list("version", "token").first()
    version, token = newest or (0, "")
    if token == _compared(duck):
        duck.execute("DELETE FROM written")
        return version
    duck.execute("DROP TABLE IF EXISTS compared")
    _load_existing(duck, scratch)
    duck.execute(_pairs(present))
    duck.execute("DELETE FROM faults WHERE code IN ('elsewhere', 'older_than_known')")
    duck.execute(
        f"""
        INSERT INTO faults
        SELECT "row", 'territory', territory, 'elsewhere', was_territory FROM pairs
        WHERE entity IS NOT NULL AND NOT merged AND {reach.outside("was_territory")}
        """
    )
    duck.execute(
        """
        INSERT INTO faults
        SELECT "row", 'kind', kind, 'older_than_known', was_since::VARCHAR FROM pairs
        WHERE facts AND was_since > getvariable('as_of')
        """
    )
    duck.execute(
        """
        CREATE OR REPLACE TABLE changes AS
        SELECT "row", entity, since, facts, details, contact, was_since, was_name,
               was_kind, was_trade, was_territory, was_venue
        FROM pairs
        WHERE NOT merged AND (entity IS NULL OR facts OR details OR contact)
          AND "row" NOT IN (SELECT "row" FROM faults)
        ORDER BY "row"
        """
    )
    duck.execute('CREATE OR REPLACE TABLE written (id BIGINT, "row" BIGINT)')
    duck.execute("CREATE TABLE compared AS SELECT ? AS token", [token])
    return version


def _compared(duck: duckdb.DuckDBPyConnection) -> str | None:
    """Return the token of the registry's version that ``changes`` were compared with, if any."""
    if "compared" not in tables(duck):
        return None
    token: str = scalar(duck, "SELECT token FROM compared")
    return token


def now_held(present: Collection[str]) -> str:
    """Return the SQL of entities as they are once ``written`` is: id, code, name, place, address.

    Those closed or merged into others are left out.
    """
    address = "s.address" if "address" in present else "coalesce(e.address, '')"
    closed = "s.closed_on" if "closed_on" in present else "e.closed_on"
    return f"""
        SELECT id, code, name, territory, address FROM existing ANTI JOIN written USING (id)
        WHERE merged_into IS NULL AND closed_on IS NULL
        UNION ALL
        SELECT w.id, s.code, s.name, s.territory, {address}
        FROM written w JOIN sound s USING ("row") LEFT JOIN existing e ON e.id = w.id
        WHERE {closed} IS NULL
    """


def count(duck: duckdb.DuckDBPyConnection, present: Collection[str]) -> dict[str, int]:
    """Return what the rows of the register would do."""
    known = scalar(duck, "SELECT count(*) FROM sound")
    faulty = scalar(duck, 'SELECT count(DISTINCT "row") FROM faults')
    late = scalar(duck, 'SELECT count(*) FROM sound WHERE "row" IN (SELECT "row" FROM faults)')
    new = scalar(duck, "SELECT count(*) FROM changes WHERE entity IS NULL")
    changed = scalar(duck, "SELECT count(*) FROM changes WHERE entity IS NOT NULL")
    return {
        "rows": known - late + faulty,
        "sound": known - late,
        "faulty": faulty,
        "faults": scalar(duck, "SELECT count(*) FROM faults"),
        "new": new,
        "changed": changed,
        "same": known - late - new - changed,
        "doubtful": scalar(duck, "SELECT count(*) FROM sound WHERE doubtful_code"),
        "coarser": scalar(duck, "SELECT count(*) FROM sound WHERE coarser"),
        "closed": scalar(duck, "SELECT count(*) FROM sound WHERE closed_on IS NOT NULL"),
    }


def _load_existing(duck: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Make the table ``existing`` of what the registry holds now, by way of a CSV file."""
    file = scratch / "existing.csv"
    _copy_out(file) if connection.vendor == "postgresql" else _write_out(file)
    columns = ", ".join(f"'{name}': '{type}'" for name, type in EXISTING.items())
    chosen = ", ".join(
        f"coalesce({name}, '') AS {name}" if name in TEXTS else name for name in EXISTING
    )
    key = "CASE WHEN code IS NOT NULL THEN code ELSE territory || '|' || name END"
    duck.execute(
        f"CREATE OR REPLACE TABLE existing AS SELECT {chosen}, {key} AS key FROM read_csv(?, "
        f"header = false, auto_detect = false, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}})",
        [str(file)],
    )
    file.unlink()


def _copy_out(file: Path) -> None:
    """Write what the registry holds as CSV, on PostgreSQL."""
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY ({_select()}) TO STDOUT (FORMAT csv)") as copy,
        file.open("wb") as target,
    ):
        for piece in copy:
            target.write(piece)


def _write_out(file: Path) -> None:
    """Write what the registry holds as CSV, on SQLite, which puts the lines together itself."""
    with connection.cursor() as cursor, file.open("w", encoding="utf-8", newline="") as target:
        cursor.execute(f"SELECT {_line()} FROM ({_select()})")
        while lines := cursor.fetchmany(CHUNK):
            target.writelines(line for (line,) in lines)


def _line() -> str:
    """Return the SQL of a CSV line over the columns of ``EXISTING``; nothing stands for NULL."""
    cells = []
    for name, type in EXISTING.items():
        if name in TEXTS:
            cells.append(('"%w"', f"coalesce({name}, '')"))
        elif type == "DOUBLE":
            # As many digits as give the same number back; plain text would have 15 of them.
            cells.append(("%s", f"iif({name} IS NULL, '', quote({name}))"))
        else:
            cells.append(("%s", name))
    marks, values = zip(*cells, strict=True)
    return f"format('{','.join(marks)}\n', {', '.join(values)})"


def _select() -> str:
    """Return the SQL of what the registry holds, in the order of ``EXISTING``."""
    quote = connection.ops.quote_name
    entity, contact = quote(Entity._meta.db_table), quote(EntityContact._meta.db_table)
    earlier = quote(EarlierFacts._meta.db_table)
    columns = [
        *(f"e.{column} AS {name}" for name, column in COLUMNS.items()),
        "c.name AS contact_name",
        "c.mobile AS contact_mobile",
        f"CASE WHEN EXISTS (SELECT 1 FROM {earlier} f WHERE f.entity_id = e.id) "
        "THEN 1 ELSE 0 END AS has_earlier",
    ]
    return (
        f"SELECT {', '.join(columns)} FROM {entity} e LEFT JOIN {contact} c ON c.entity_id = e.id"
    )


def _differ(keys: Collection[str], present: Collection[str]) -> str:
    """Return the SQL that tells whether one of these columns says another thing than is known."""
    said = [key for key in keys if key in present]
    return " OR ".join(f"s.{key} IS DISTINCT FROM e.{key}" for key in said) or "false"


def _pairs(present: Collection[str]) -> str:
    """Return the SQL of the view that puts each sound row beside the entity that it means.

    An entity begins on the day it was founded, else on the file's day; what it was before a
    change ends on the file's day, or on the day it closed.
    """
    founded = "s.founded_on" if "founded_on" in present else "NULL::DATE"
    closed = "s.closed_on" if "closed_on" in present else "e.closed_on"
    as_of = "getvariable('as_of')"
    facts = f"(e.id IS NOT NULL AND ({_differ(FACTS, present)}))"
    turn = f"least({as_of}, {closed})"
    since = (
        f"CASE WHEN e.id IS NULL THEN least(coalesce({founded}, {as_of}), {closed}) "
        f"WHEN {facts} AND {turn} > e.since THEN {turn} "
        f"WHEN e.has_earlier = 0 THEN least(coalesce({founded}, e.since), {closed}) "
        "ELSE e.since END"
    )
    return f"""
        CREATE OR REPLACE VIEW pairs AS
        SELECT s."row", s.kind, s.territory, e.id AS entity,
               e.merged_into IS NOT NULL AS merged,
               {facts} AS facts,
               e.id IS NOT NULL AND ({_differ(DETAILS, present)} OR ({since}) <> e.since)
                   AS details,
               e.id IS NOT NULL AND ({_differ(CONTACT, present)}) AS contact,
               ({since}) AS since, e.since AS was_since, e.name AS was_name, e.kind AS was_kind,
               e.trade AS was_trade, e.territory AS was_territory, e.venue AS was_venue
        FROM sound s LEFT JOIN existing e USING (key)
    """
