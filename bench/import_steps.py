"""Steps of the import benches (:mod:`bench.stepping`).

``prepare FILE ROWS`` makes the tables, places and venues and writes the register; ``ours FILE``
imports it twice; ``bare FILE`` reads and type-checks it with DuckDB and writes the same rows
without any checks; ``peer FILE`` imports it with django-import-export. Each says the
seconds it took.
"""

from __future__ import annotations

import resource
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from gongjian.entities.actions import imports
from gongjian.entities.actions.many import enter_venues
from gongjian.entities.models import Entity, EntityContact, Venue
from gongjian.entities.terms import KIND_WORDS, REGISTER_COLUMNS
from gongjian.kernel.actor import Actor, system

SEED = 1


def actor() -> Actor:
    """Return who imports, wherever."""
    return system("bench", timezone.localdate(), "entity.import", "entity.edit")


def prepare(file: str, rows: int) -> dict[str, Any]:
    """Make everything that an import needs to be there before it."""
    from gongjian.sample import city

    call_command("migrate", verbosity=0)
    made = city.write_register(Path(file), rows, SEED)
    places = city.enter_places(made.ground)
    venues = enter_venues(city.venue_entries(made), actor=actor(), at=timezone.now())
    return {"places": places, "venues": len(venues), "bytes": Path(file).stat().st_size}


def ours(file: str) -> dict[str, Any]:
    """Import a register, then the same one again."""
    first = _import(Path(file))
    written = Entity.objects.count()
    again = _import(Path(file))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": first, "again": again, "rows": written, "megabytes": round(megabytes)}


def _import(file: Path) -> float:
    start, now = time.perf_counter(), timezone.now()
    with file.open("rb") as content:
        register = imports.receive(
            File(content), file.name, as_of=timezone.localdate(), actor=actor(), at=now
        )
    imports.check(register, actor=actor())
    register.refresh_from_db()
    assert not register.counts["faults"], register.counts
    register = imports.begin(register.pk, actor=actor())
    imports.enter(register, actor=actor(), at=now)
    return time.perf_counter() - start


ENTITY = {
    "id": "row_number() OVER ()",
    "version": "1",
    "code": "coalesce(s.code, '')",
    "doubtful_code": "{false}",
    "name": "s.name",
    "kind": "kinds.code",
    "trade_id": "left(trade, 2)",
    "territory_id": "s.territory",
    "venue_id": "v.id",
    "address": "coalesce(s.address, '')",
    "longitude": "longitude",
    "latitude": "latitude",
    "staff": "staff",
    "founded_on": "founded_on::VARCHAR",
    "closed_on": "closed_on::VARCHAR",
    "since": "coalesce(founded_on, '2026-11-21')::VARCHAR",
}
TYPES = {
    "longitude": "DOUBLE",
    "latitude": "DOUBLE",
    "founded_on": "DATE",
    "closed_on": "DATE",
    "staff": "INTEGER",
}


def bare(file: str) -> dict[str, Any]:
    """Read and type-check a register, and write the same rows into the same tables."""
    start = time.perf_counter()
    duck = duckdb.connect(f"{file}.bare", config={"threads": 2})
    columns = ", ".join(f"'{key}': '{TYPES.get(key, 'VARCHAR')}'" for key in REGISTER_COLUMNS)
    duck.execute(
        "CREATE OR REPLACE TABLE s AS SELECT * FROM read_csv(?, header = true, "
        f"auto_detect = false, quote = '\"', escape = '\"', columns = {{{columns}}})",
        [file],
    )
    _load_words(duck)
    joined = "FROM s JOIN kinds ON kinds.word = s.kind LEFT JOIN v ON v.name = s.venue"
    joined += " AND v.place = s.territory"
    false = "false" if connection.vendor == "postgresql" else "0"
    with transaction.atomic():
        chosen = ", ".join(value.format(false=false) for value in ENTITY.values())
        _write(duck, Entity, list(ENTITY), f"SELECT {chosen} {joined}")
        _write(
            duck,
            EntityContact,
            ["version", "entity_id", "name", "mobile"],
            "SELECT * FROM (SELECT 1, row_number() OVER (), coalesce(contact_name, '') AS a, "
            f"coalesce(contact_mobile, '') AS b {joined}) WHERE a <> '' OR b <> ''",
        )
    seconds = time.perf_counter() - start
    duck.close()
    return {"seconds": seconds, "rows": Entity.objects.count()}


def _load_words(duck: duckdb.DuckDBPyConnection) -> None:
    duck.execute("CREATE OR REPLACE TABLE kinds (word VARCHAR, code VARCHAR)")
    words = [(words[0], kind.value) for kind, words in KIND_WORDS.items()]
    duck.executemany("INSERT INTO kinds VALUES (?, ?)", words)
    duck.execute("CREATE OR REPLACE TABLE v (id BIGINT, name VARCHAR, place VARCHAR)")
    venues = list(Venue.objects.values_list("pk", "name", "territory_id"))
    if venues:
        duck.executemany("INSERT INTO v VALUES (?, ?, ?)", venues)


def _write(duck: duckdb.DuckDBPyConnection, model: Any, columns: list[str], query: str) -> None:
    table, names = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            marks = ", ".join("?" for _ in columns)
            found = duck.execute(query)
            while rows := found.fetchmany(50_000):
                statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
                cursor.cursor.executemany(statement, rows)
            return
        file = Path(f"{table}.csv").absolute()
        duck.execute(f"COPY ({query}) TO '{file}' (HEADER false)")
        statement = f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)'
        with cursor.cursor.copy(statement) as copy, file.open("rb") as text:
            while piece := text.read(1024 * 1024):
                copy.write(piece)
        file.unlink()


def peer(file: str) -> dict[str, Any]:
    """Import a register with django-import-export, checked as its models demand."""
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from gongjian.entities.models import Trade
    from gongjian.org.models import Territory

    kinds = {words[0]: kind.value for kind, words in KIND_WORDS.items()}
    foreign = {"trade": Trade, "territory": Territory}

    class Register(resources.ModelResource):
        for key in ("code", "name", "kind", "address", "longitude", "latitude", "staff"):
            locals()[key] = fields.Field(attribute=key, column_name=REGISTER_COLUMNS[key])
        for key, model in foreign.items():
            locals()[key] = fields.Field(
                attribute=key,
                column_name=REGISTER_COLUMNS[key],
                widget=widgets.ForeignKeyWidget(model, "pk"),
            )
        for key in ("founded_on", "closed_on"):
            locals()[key] = fields.Field(
                attribute=key, column_name=REGISTER_COLUMNS[key], widget=widgets.DateWidget()
            )

        class Meta:
            model = Entity
            import_id_fields = ("code",)
            skip_unchanged = True
            use_bulk = True
            batch_size = 1000
            skip_diff = True

        def before_import_row(self, row: Any, **options: Any) -> None:
            # It knows a row by its code alone; those without one get a stand-in.
            code = row[REGISTER_COLUMNS["code"]]
            row[REGISTER_COLUMNS["code"]] = code or f"-{options['row_number']}"
            row[REGISTER_COLUMNS["kind"]] = kinds[row[REGISTER_COLUMNS["kind"]]]
            row[REGISTER_COLUMNS["trade"]] = row[REGISTER_COLUMNS["trade"]][:2]
            for key in ("longitude", "latitude", "staff"):
                row[REGISTER_COLUMNS[key]] = row[REGISTER_COLUMNS[key]] or None

        def after_init_instance(self, instance: Any, new: bool, row: Any, **options: Any) -> None:
            instance.version, instance.since = 1, date(1900, 1, 1)

        def validate_instance(
            self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
        ) -> None:
            if import_validation_errors:
                raise ValidationError(import_validation_errors)
            # As its own ``clean_model_instances``, but what may be missing may be missing.
            fields = instance._meta.concrete_fields
            missing = [f.name for f in fields if f.null and getattr(instance, f.attname) is None]
            instance.full_clean(exclude=missing, validate_unique=validate_unique)

        def before_save_instance(self, instance: Any, row: Any, **options: Any) -> None:
            instance.since = instance.founded_on or timezone.localdate()

    start = time.perf_counter()
    data = Dataset().load(Path(file).read_text(encoding="utf-8-sig"), format="csv")
    result = Register().import_data(data, raise_errors=True)
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "rows": Entity.objects.count(),
        "errors": len(result.error_rows) + len(result.invalid_rows),
    }


STEPS = {"prepare": prepare, "ours": ours, "bare": bare, "peer": peer}
