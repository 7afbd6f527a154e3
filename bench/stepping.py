"""Benches whose steps each run in a process of their own, on an empty database."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests import postgres


def run_steps(module: str, steps: Iterable[tuple[str, int]], database: str) -> dict[str, Any]:
    """Run the steps of a module, each with its number; return the JSON that the last one prints.

    ``database`` is ``sqlite`` or ``postgresql``.
    """
    address = postgres.start() if database == "postgresql" else ""
    said = b""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "gongjian.config.settings",
            "GONGJIAN_SECRET_KEY": secrets.token_hex(32),
            "GONGJIAN_DATA": folder,
            "DATABASE_URL": address,
            "PYTHONPATH": f"{Path.cwd() / 'src'}{os.pathsep}{Path.cwd()}",
        }
        for step, number in steps:
            command = [sys.executable, "-m", module, step, str(number)]
            said = subprocess.run(
                command, env=environment, cwd=folder, check=True, stdout=subprocess.PIPE
            ).stdout
    return dict(json.loads(said.splitlines()[-1]))
