"""Search of a city's registry by two characters, beside a full scan with LIKE."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.harness import RUNS, Goal, Measured, bench
from tests import postgres

ROWS = 1_153_000


def _steps(folder: str, address: str) -> dict[str, Any]:
    """Make a city in an empty database, then ask; return what was measured."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gongjian.config.settings",
        "GONGJIAN_SECRET_KEY": secrets.token_hex(32),
        "GONGJIAN_DATA": folder,
        "DATABASE_URL": address,
        "PYTHONPATH": f"{Path.cwd() / 'src'}{os.pathsep}{Path.cwd()}",
    }
    said = b""
    for step, number in (("prepare", ROWS), ("measure", RUNS)):
        command = [sys.executable, "-m", "bench.search_steps", step, str(number)]
        said = subprocess.run(
            command, env=environment, cwd=folder, check=True, stdout=subprocess.PIPE
        ).stdout
    return dict(json.loads(said.splitlines()[-1]))


def _search(database: str) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        done = _steps(folder, postgres.start() if database == "postgresql" else "")
    return Measured(
        unit="s",
        ours=done["ours"],
        reference=done["like"],
        reference_is=f"full scan with LIKE, {database}",
        goal=Goal(">=", 50),
        inverse=True,
        checks={"all that LIKE finds is found": done["missed"] == 0},
        facts={
            "rows": ROWS,
            "questions a run": done["questions"],
            "slowest question, ms": done["slowest_ms"],
            "found by a question, fewest": done["fewest"],
            "found by a question, most": done["most"],
            "database": database,
        },
    )


@bench("search")
def search_sqlite() -> Measured:
    return _search("sqlite")


@bench("search-postgresql")
def search_postgresql() -> Measured:
    return _search("postgresql")
