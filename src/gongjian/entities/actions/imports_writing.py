"""Writing what a register changes, a batch after the other: each all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection
from django.db.models import Max, Model

from gongjian.kernel import audit

from ..models import EarlierFacts, Entity, EntityContact, EntityName
from ..terms import NameKind
from . import search_index
from .imports_compare import COLUMNS, CONTACT, DETAILS, FACTS

MOST_NAME = 120
"""Characters of a further name."""


class Batch:
    """Rows ``[first, last]`` of a register, written within one transaction by one event."""

    def __init__(
        self,
        duck: duckdb.DuckDBPyConnection,
        present: Collection[str],
        scratch: Path,
        rows: tuple[int, int],
    ) -> None:
        self.duck, self.present, self.scratch = duck, present, scratch
        self.first, self.last = rows

    def write(self, journal: audit.Journal, version: int) -> list[int]:
        """Write the batch and tell the journal; return the keys of the entities written."""
        new = self._create(journal, version)
        changed = self._change(journal, version)
        self._write_contacts(journal, version)
        self._write_names(journal)
        self._index()
        self._execute('INSERT INTO written SELECT id, "row" FROM batch')
        return [*new, *changed]

    # --- new entities ----------------------------------------------------------------------------

    def _create(self, journal: audit.Journal, version: int) -> Sequence[int]:
        last = Entity.objects.aggregate(last=Max("pk"))["last"] or 0
        self._execute(
            "CREATE OR REPLACE TEMP TABLE batch AS "
            "SELECT s.*, c.entity IS NULL AS is_new, c.since AS since_new, c.facts, c.details, "
            "c.contact, coalesce(c.was_name, '') AS was_name, "
            f"CASE WHEN c.entity IS NULL THEN {last} + row_number() OVER "
            '(PARTITION BY c.entity IS NULL ORDER BY c."row") ELSE c.entity END AS id '
            'FROM changes c JOIN sound s USING ("row") '
            f'WHERE "row" BETWEEN {self.first} AND {self.last} '
            f'AND s."row" BETWEEN {self.first} AND {self.last}'
        )
        columns = {
            "id": "id",
            "version": str(version),
            "code": "code",
            "doubtful_code": _boolean("doubtful_code"),
            "name": "name",
            "kind": "kind",
            "trade_id": "trade",
            "territory_id": "territory",
            "venue_id": "venue",
            "address": "address",
            "longitude": "longitude",
            "latitude": "latitude",
            "staff": "staff",
            "founded_on": "founded_on::VARCHAR",
            "closed_on": "closed_on::VARCHAR",
            "since": "since_new::VARCHAR",
        }
        count = self._insert(Entity, columns, "FROM batch WHERE is_new ORDER BY id")
        created = range(last + 1, last + 1 + count)
        _follow(Entity)
        journal.wrote(Entity, created)
        return created

    # --- entities that are known -----------------------------------------------------------------

    def _change(self, journal: audit.Journal, version: int) -> list[int]:
        self._keep_earlier(journal, version)
        values = {COLUMNS[key]: _plain(key) for key in (*FACTS, *DETAILS) if key in self.present}
        columns = {**values, "version": str(version), "since": "since_new::VARCHAR"}
        source = "FROM batch WHERE NOT is_new AND (facts OR details) ORDER BY id"
        self._update(Entity, columns, source)
        changed = [pk for (pk,) in self._execute(f"SELECT id {source}").fetchall()]
        journal.wrote(Entity, changed)
        return changed

    def _keep_earlier(self, journal: audit.Journal, version: int) -> None:
        """Keep what an entity was until the change."""
        last = EarlierFacts.objects.aggregate(last=Max("pk"))["last"] or 0
        columns = {
            "id": f"{last} + row_number() OVER (ORDER BY entity)",
            "version": str(version),
            "entity_id": "entity",
            "kind": "was_kind",
            "trade_id": "was_trade",
            "territory_id": "was_territory",
            "venue_id": "was_venue",
            "valid_from": "was_since::VARCHAR",
            "valid_to": "since::VARCHAR",
        }
        count = self._insert(
            EarlierFacts,
            columns,
            f'FROM changes WHERE facts AND since > was_since AND "row" BETWEEN {self.first} '
            f"AND {self.last}",
        )
        _follow(EarlierFacts)
        journal.wrote(EarlierFacts, range(last + 1, last + 1 + count))

    # --- contacts and further names --------------------------------------------------------------

    def _write_contacts(self, journal: audit.Journal, version: int) -> None:
        said = {CONTACT[key]: key for key in CONTACT if key in self.present}
        if not said:
            return
        filled = " OR ".join(f"{key} <> ''" for key in CONTACT)
        columns = {"version": str(version), "entity_id": "id"} | {
            name: key if name in said else "''" for key, name in CONTACT.items()
        }
        source = f"FROM batch WHERE (is_new AND ({filled})) OR contact ORDER BY id"
        self._insert(EntityContact, columns, source, renewed=("version", *said))
        pks = [pk for (pk,) in self._execute(f"SELECT id {source}").fetchall()]
        journal.wrote(EntityContact, pks)

    def _write_names(self, journal: audit.Journal) -> None:
        """Add further and former names that are not known yet; a file takes none of them away."""
        rows = self._execute(
            "SELECT id, name, aliases, was_name FROM batch "
            "WHERE aliases <> '' OR (was_name <> '' AND was_name <> name)"
        ).fetchall()
        told: dict[tuple[int, str], NameKind] = {}
        for pk, name, aliases, was_name in rows:
            spellings = {alias.strip()[:MOST_NAME] for alias in aliases.split("、")}
            told |= {(pk, each): NameKind.ALIAS for each in spellings - {"", name, was_name}}
            if was_name not in ("", name):
                told[pk, was_name] = NameKind.FORMER
        if not told:
            return
        pks = sorted({pk for pk, _name in told})
        known = set(
            EntityName.objects.filter(entity__gte=pks[0], entity__lte=pks[-1]).values_list(
                "entity_id", "name"
            )
        )
        names = [
            EntityName(entity_id=pk, name=name, kind=kind)
            for (pk, name), kind in sorted(told.items())
            if (pk, name) not in known
        ]
        journal.create_many(names)
        search_index.add([name.entity_id for name in names], [name.name for name in names])

    def _index(self) -> None:
        """Let new entities, and those with another name, be found by it."""
        rows = self._execute(
            "SELECT id, name, code FROM batch WHERE is_new OR was_name <> name"
        ).fetchall()
        if rows:
            search_index.add(*(list(column) for column in zip(*rows, strict=True)))

    # --- both databases --------------------------------------------------------------------------

    def _execute(self, query: str) -> duckdb.DuckDBPyConnection:
        return self.duck.execute(query)

    def _insert(
        self,
        model: type[Model],
        columns: dict[str, str],
        source: str,
        renewed: Iterable[str] = (),
    ) -> int:
        """Insert what a query of the stage gives, over rows with the same key if so told."""
        chosen = ", ".join(columns.values())
        query = f"SELECT {chosen} {source}"
        table, names = _quoted(model._meta.db_table), ", ".join(map(_quoted, columns))
        key = _quoted(str(model._meta.pk.column))
        over = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in renewed)
        conflict = f" ON CONFLICT ({key}) DO UPDATE SET {over}" if over else ""
        if connection.vendor == "postgresql":
            target = _quoted("incoming") if over else table
            if over:
                self._make_incoming(model)
            count = self._copy(query, f"{target} ({names})")
            if over:
                _sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming{conflict}")
                _sql("DROP TABLE incoming")
            return count
        rows = self._execute(query).fetchall()
        marks = ", ".join("?" for _ in columns)
        _many(f"INSERT INTO {table} ({names}) VALUES ({marks}){conflict}", rows)
        return len(rows)

    def _update(self, model: type[Model], columns: dict[str, str], source: str) -> None:
        """Update rows by their key ``id`` with what a query of the stage gives."""
        table = _quoted(model._meta.db_table)
        query = f"SELECT {', '.join(columns.values())}, id {source}"
        if connection.vendor == "postgresql":
            self._make_incoming(model)
            names = ", ".join(map(_quoted, (*columns, "id")))
            if self._copy(query, f"incoming ({names})"):
                given = ", ".join(f"{_quoted(name)} = i.{_quoted(name)}" for name in columns)
                _sql(f"UPDATE {table} t SET {given} FROM incoming i WHERE t.id = i.id")
            _sql("DROP TABLE incoming")
            return
        given = ", ".join(f"{_quoted(name)} = ?" for name in columns)
        _many(f"UPDATE {table} SET {given} WHERE id = ?", self._execute(query).fetchall())

    def _make_incoming(self, model: type[Model]) -> None:
        """Make a table of the same columns that forbids nothing."""
        table = _quoted(model._meta.db_table)
        _sql(
            f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT * FROM {table} WITH NO DATA"
        )

    def _copy(self, query: str, target: str) -> int:
        """Stream what a query of the stage gives into a table of PostgreSQL."""
        file = self.scratch / "batch.csv"
        count = self._execute(f"COPY ({query}) TO '{file}' (HEADER false)").fetchone()
        statement = f"COPY {target} FROM STDIN (FORMAT csv)"
        with (
            file.open("rb") as rows,
            connection.cursor() as cursor,
            cursor.cursor.copy(statement) as copy,
        ):
            while piece := rows.read(1024 * 1024):
                copy.write(piece)
        file.unlink()
        return int(count[0]) if count else 0


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _boolean(key: str) -> str:
    """Return the SQL of a truth value as both databases read it."""
    return key if connection.vendor == "postgresql" else f"{key}::INTEGER"


def _plain(key: str) -> str:
    return f"{key}::VARCHAR" if key.endswith("_on") else key


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _many(statement: str, rows: Sequence[Any]) -> None:
    if rows:
        with connection.cursor() as cursor:
            # The driver itself: Django's cursor would rewrite the statement for each row.
            cursor.cursor.executemany(statement, rows)


def _follow(model: type[Model]) -> None:
    """Let PostgreSQL's own numbers go on after the keys that were given here."""
    if connection.vendor == "postgresql":
        table = model._meta.db_table
        _sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"greatest((SELECT max(id) FROM {_quoted(table)}), 1))"
        )
