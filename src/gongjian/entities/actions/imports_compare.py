"""What a register would change: its sound rows beside what the registry holds now."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

import duckdb
from django.db import connection

from ..models import Entity, EntityContact, RegistryHead
from .imports_stage import Reach, scalar

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


def compare(
    duck: duckdb.DuckDBPyConnection, present: Collection[str], *, reach: Reach, scratch: Path
) -> int:
    """Make the table ``changes`` of rows to write; return the registry's version compared with.

    A row of ``changes`` without ``entity`` is new. Rows that cannot be written as things stand
    become faults; those that say what is known already are left out.
    """
    version = RegistryHead.objects.values_list("version", flat=True).first() or 0
    load_existing(duck, scratch)
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
    return version


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


def load_existing(duck: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Make the table ``existing`` of what the registry holds now, by way of a CSV file."""
    file = scratch / "existing.csv"
    if connection.vendor == "postgresql":
        _copy_out(file)
    else:
        _write_out(file)
    columns = ", ".join(f"'{name}': '{type}'" for name, type in EXISTING.items())
    texts = {"code", "name", "address", "contact_name", "contact_mobile"}
    chosen = ", ".join(
        f"coalesce({name}, '') AS {name}" if name in texts else name for name in EXISTING
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
    """Write what the registry holds as CSV, on SQLite."""
    with connection.cursor() as cursor, file.open("w", encoding="utf-8", newline="") as target:
        cursor.execute(_select())
        csv.writer(target).writerows(cursor.cursor)


def _select() -> str:
    """Return the SQL of what the registry holds, in the order of ``EXISTING``."""
    quote = connection.ops.quote_name
    entity, contact = quote(Entity._meta.db_table), quote(EntityContact._meta.db_table)
    earlier = quote("entities_earlierfacts")
    return (
        "SELECT e.id, e.code, e.name, e.kind, e.trade_id, e.territory_id, e.venue_id, e.address, "
        "e.longitude, e.latitude, e.staff, e.founded_on, e.closed_on, e.since, e.merged_into_id, "
        "c.name, c.mobile, "
        f"CASE WHEN EXISTS (SELECT 1 FROM {earlier} f WHERE f.entity_id = e.id) "
        f"THEN 1 ELSE 0 END FROM {entity} e LEFT JOIN {contact} c ON c.entity_id = e.id"
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
