"""Steps of the board's benches (:mod:`bench.stepping`).

``city N`` makes a city of N entities with officers who can sign in; ``columns N`` only its columns
(:mod:`bench.board_city`); ``ask N`` asks the board's question of N days that were not asked before
and DuckDB the same; ``write N`` lets another process change N entities.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from bench import board_city
from gongjian.entities.actions import entities as registry
from gongjian.entities.models import Entity
from gongjian.entities.queries import columns
from gongjian.entities.queries.columns import dimensions
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.figures import Asked
from gongjian.members import actions as members
from gongjian.org.catalogue import permission_codes
from gongjian.org.models import Unit

SEED = 1
LAST = date(2026, 11, 20)
LINES = ("territorial", "sectoral")
OFFICERS = {"city": "district_officer", "district": "district_officer", "bureau": "line_officer"}
QUESTIONS = (
    ("county", "kind", "coverage"),
    ("street", "section", "coverage"),
    ("section", "venue_type", "coverage"),
    ("community", "kind", "coverage"),
)
"""Three dimensions each: place x class x coverage, and so on."""


def actor() -> Actor:
    """Return who may do everything, as `gongjian figures verify` counts."""
    return system("bench", timezone.localdate(), *permission_codes())


def city(entities: int) -> dict[str, Any]:
    """Make a whole city, and let three of its officers sign in."""
    start = time.perf_counter()
    _install()
    call_command("sample", "city", entities=entities, seed=SEED, stdout=sys.stderr)
    seconds = time.perf_counter() - start
    call_command("collectstatic", interactive=False, verbosity=0)
    first = columns.count(Asked(LINES[0], LAST), actor())
    sessions = {unit: _session(unit, role) for unit, role in OFFICERS.items()}
    return {"seconds": round(seconds), "counted": first[()], "sessions": sessions}


def _install() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")


def _session(unit_type: str, role: str) -> str:
    unit = Unit.objects.filter(type=unit_type).order_by("pk")[0]
    who: dict[str, Any] = {"actor": actor(), "at": timezone.now()}
    person = members.enter_person(members.PersonFacts(f"样例{unit_type}", unit.pk), **who)
    members.appoint(person.pk, role=role, unit_id=unit.pk, from_day=date(2020, 1, 1), **who)
    account = members.open_account(person.pk, username=unit_type, password="a long one 1", **who)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def columns_only(entities: int) -> dict[str, Any]:
    """Make a city's columns without its rows."""
    _install()
    board_city.enter(entities, SEED, timezone.now())
    return {"counted": columns.count(Asked(LINES[0], LAST), actor())[()]}


@dataclass
class Asking:
    """The seconds of one question of the board, beside DuckDB's, and whether they agree."""

    first: bool
    ours: float
    duckdb: float
    same: bool


def ask(runs: int) -> dict[str, Any]:
    """Ask the questions on as many new days, on both lines by turns."""
    duck = duckdb.connect(config={"threads": 2})
    columns.count(Asked(LINES[0], LAST), actor())
    warm = list(_asked(duck, LINES[0], LAST))
    assert all(each.same for each in warm), "DuckDB counts something else"
    rounds = [
        list(_asked(duck, LINES[run % 2], LAST - timedelta(days=97 * run + 40)))
        for run in range(runs)
    ]
    every = [each for found in rounds for each in found]
    return {
        "ours": [statistics.mean(each.ours for each in found) for found in rounds],
        "duckdb": [statistics.mean(each.duckdb for each in found) for found in rounds],
        "first_ms": _median_ms(each.ours for each in every if each.first),
        "further_ms": _median_ms(each.ours for each in every if not each.first),
        "duckdb_ms": _median_ms(each.duckdb for each in every),
        "same": all(each.same for each in every),
    }


def _median_ms(seconds: Iterator[float]) -> float:
    return round(1000 * statistics.median(list(seconds)), 1)


def _asked(duck: duckdb.DuckDBPyConnection, line: str, on: date) -> Iterator[Asking]:
    """Ask one day's questions, ours first, since what ours works out is what DuckDB is given."""
    asked, who = Asked(line, on), actor()
    ours, counts = [], []
    for by in QUESTIONS:
        start = time.perf_counter()
        counts.append(columns.count(asked, who, by))
        ours.append(time.perf_counter() - start)
    labels = _fill(duck, columns.choose(asked, who, None))
    for number, by in enumerate(QUESTIONS):
        names = ", ".join(by)
        start = time.perf_counter()
        found = duck.execute(
            f"SELECT {names}, count(*) FROM flat WHERE alive GROUP BY {names}"
        ).fetchall()
        seconds = time.perf_counter() - start
        theirs = {
            tuple(labels[name][code] for name, code in zip(by, key, strict=True)): count
            for *key, count in found
        }
        yield Asking(number == 0, ours[number], seconds, theirs == counts[number])


def _fill(duck: duckdb.DuckDBPyConnection, chosen: columns.Chosen) -> dict[str, tuple[str, ...]]:
    """Give DuckDB a row for each of ours with all its columns worked out, as small numbers.

    That is less than ours has to do: coverage and places are those of the day already.
    """
    copy, day = chosen.copy, chosen.day
    flat: dict[str, Any] = {"alive": chosen.rows}
    labels = {}
    for code in sorted({code for by in QUESTIONS for code in by}):
        split = dimensions.groups(copy, day, chosen.stands, code)
        column = day.where if split.by_slot else copy.facts["what"]
        flat[code] = split.group.astype(np.int32)[column]
        labels[code] = split.labels
    duck.register("given", flat)
    duck.execute("CREATE OR REPLACE TABLE flat AS SELECT * FROM given")
    duck.unregister("given")
    return labels


def write(entities: int) -> dict[str, Any]:
    """Close as many entities, each in an act of its own."""
    keys = list(Entity.objects.filter(closed_on=None).order_by("pk").values_list("pk", flat=True))
    for pk in keys[:entities]:
        registry.close(pk, closed_on=timezone.localdate(), actor=actor(), at=timezone.now())
    return {"closed": min(entities, len(keys))}


STEPS = {"city": city, "columns": columns_only, "ask": ask, "write": write}
