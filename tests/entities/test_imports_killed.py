"""An import killed in the middle, ten times, ends with exactly what the file says."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from factories.registers import as_csv, many_rows

ROOT = Path(__file__).parents[2]
KILLS, ROWS = 10, 20_000
KINDS = {
    "小微企业": "small_firm",
    "个体工商户": "sole_trader",
    "专业市场": "market",
    "其他": "other",
}


@pytest.fixture
def fresh_database_url(django_db_setup: None) -> Iterator[str]:
    """Return the address of an empty database: on the server under test, or none for SQLite."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "postgresql" not in database["ENGINE"]:
        yield ""
        return
    import psycopg

    server = (
        f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}"
        f"@{database['HOST']}:{database['PORT']}"
    )
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE gongjian_import_killed")
        yield f"{server}/gongjian_import_killed"
        connection.execute("DROP DATABASE gongjian_import_killed WITH (FORCE)")


@pytest.fixture
def environment(tmp_path: Path, fresh_database_url: str) -> dict[str, str]:
    """Return the environment of a separate installation on the database under test."""
    data = tmp_path / "data"
    data.mkdir()
    return {
        **os.environ,
        "GONGJIAN_DATA": str(data),
        "DATABASE_URL": fresh_database_url,
        "DJANGO_SETTINGS_MODULE": "gongjian.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
    }


def command(call: str) -> list[str]:
    """Return a command that calls what stands in a module of this folder, as ``module.name()``."""
    code = f"from entities import {call.partition('.')[0]}; {call}"
    return [sys.executable, "-u", "-m", "django", "shell", "--no-imports", "-c", code]


def run(call: str, environment: dict[str, str]) -> str:
    done = subprocess.run(command(call), env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def killed_while_entering(
    file: Path, environment: dict[str, str], batches: int, after: float
) -> bool:
    """Enter the file, kill it some seconds after so many batches; tell whether it was killed."""
    with subprocess.Popen(
        command(f"importing.enter({str(file)!r})"),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        seen = 0
        for line in process.stdout:
            seen += " of " in line and "rows" in line
            if seen > batches:
                time.sleep(after)
                os.killpg(process.pid, signal.SIGKILL)
                break
    return process.returncode == -signal.SIGKILL


@pytest.mark.alone
@pytest.mark.django_db
def test_an_import_killed_ten_times_ends_with_exactly_the_file(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    rows = many_rows(ROWS)
    file = tmp_path / "register.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    run("importing.prepare()", environment)
    chance = random.Random(1)
    kills = sum(
        killed_while_entering(file, environment, chance.randrange(1, 4), chance.random() / 20)
        for _ in range(KILLS)
    )
    assert kills == KILLS
    run(f"importing.enter({str(file)!r})", environment)

    held = json.loads(run("imported.show()", environment))
    expected = sorted(
        [row["code"], row["name"], KINDS[row["kind"]], row["territory"], int(row["staff"])]
        for row in rows
    )
    assert held["entities"] == expected
    assert held["contacts"] == ROWS
    # One register, which went on; every batch was written once and the chain of events is whole.
    assert held["registers"] == [["entered", held["versions"]]]
    assert held["faults"] == []
