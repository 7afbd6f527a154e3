"""Import of a city's register: beside bare writing, the same again, and django-import-export."""

from __future__ import annotations

import os
import secrets
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from bench.harness import Goal, Measured, bench
from bench.stepping import environment_of, run_step
from tests import postgres

ROWS, SLICE = 1_153_000, 20_000
RUNS = int(os.environ.get("BENCH_RUNS", "5"))
"""Runs of each; a result says how many were made."""
MOST_MEGABYTES = 800
BARE = "DuckDB reads and type-checks the file; the same rows written without checks"


@dataclass
class Runs:
    """What the runs on one database took, in seconds."""

    bare: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    megabytes: int = 0
    complete: bool = True


class Place:
    """A folder with a prepared database, of which each run gets a copy of its own."""

    def __init__(self, folder: Path, database: str, rows: int) -> None:
        self.folder, self.database = folder, database
        self.file = folder / "register.csv"
        self.url = postgres.start() if database == "postgresql" else ""
        self.secret = secrets.token_hex(32)
        self._data("base").mkdir()
        self.facts = self._step("base", "prepare", rows)

    def _data(self, name: str) -> Path:
        return self.folder / name

    def _address(self, name: str) -> str:
        if not self.url:
            return ""
        return self.url if name == "base" else self.url.rsplit("/", 1)[0] + f"/{name}"

    def _step(self, name: str, step: str, *more: int) -> dict[str, Any]:
        folder = self._data(name)
        environment = environment_of(folder, self.secret, self._address(name))
        return run_step(environment, "bench.import_steps", step, self.file, *more, folder=folder)

    def run(self, step: str) -> dict[str, Any]:
        """Carry out a step on a fresh copy of what was prepared."""
        with self._copy() as name:
            return self._step(name, step)

    @contextmanager
    def _copy(self) -> Iterator[str]:
        name = f"run_{secrets.token_hex(4)}"
        if self.url:
            self._data(name).mkdir()
            self._sql(f"CREATE DATABASE {name} TEMPLATE postgres")
        else:
            shutil.copytree(self._data("base"), self._data(name))
        yield name
        if self.url:
            self._sql(f"DROP DATABASE {name}")
        shutil.rmtree(self._data(name))

    def _sql(self, statement: str) -> None:
        # Not from the database that is copied.
        address = self.url.rsplit("/", 1)[0] + "/template1"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def _prepared(database: str, rows: int) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        yield Place(Path(folder), database, rows)


@cache
def _runs(database: str) -> Runs:
    """Return what the runs took, ours and bare by turns."""
    runs = Runs()
    with _prepared(database, ROWS) as place:
        for _ in range(RUNS):
            runs.bare.append(place.run("bare")["seconds"])
            done = place.run("ours")
            runs.first.append(done["first"])
            runs.again.append(done["again"])
            runs.megabytes = max(runs.megabytes, done["megabytes"])
            runs.complete &= done["rows"] == ROWS
    return runs


def _import(database: str) -> Measured:
    runs = _runs(database)
    return Measured(
        unit="s",
        ours=runs.first,
        reference=runs.bare,
        reference_is=f"{BARE}, {database}",
        goal=Goal("<=", 2.5),
        checks={
            f"import holds at most {MOST_MEGABYTES} MB": runs.megabytes <= MOST_MEGABYTES,
            "every row is there": runs.complete,
        },
        facts={"rows": ROWS, "megabytes at most": runs.megabytes, "database": database},
    )


def _import_again(database: str) -> Measured:
    runs = _runs(database)
    return Measured(
        unit="s",
        ours=runs.again,
        reference=runs.first,
        reference_is=f"the first import, {database}",
        goal=Goal("<=", 0.4),
        facts={"rows": ROWS, "database": database},
    )


@bench("import")
def import_sqlite() -> Measured:
    return _import("sqlite")


@bench("import-postgresql")
def import_postgresql() -> Measured:
    return _import("postgresql")


@bench("import-again")
def import_again_sqlite() -> Measured:
    return _import_again("sqlite")


@bench("import-again-postgresql")
def import_again_postgresql() -> Measured:
    return _import_again("postgresql")


@bench("import-export")
def import_export() -> Measured:
    """Both check the same 20,000 rows and write them into SQLite."""
    with _prepared("sqlite", SLICE) as place:
        ours, peer = [], []
        for _ in range(RUNS):
            done = place.run("peer")
            assert done["rows"] == SLICE, done
            peer.append(done["seconds"])
            ours.append(place.run("ours")["first"])
    return Measured(
        unit="s",
        ours=ours,
        reference=peer,
        reference_is="django-import-export, in bulk, model checks on",
        goal=Goal(">=", 20),
        inverse=True,
        facts={
            "rows": SLICE,
            "slowest of ours": round(max(ours), 2),
            "median of theirs": round(statistics.median(peer), 1),
        },
    )
