"""Steps of benches, each in a process of its own: `python -m bench.stepping MODULE STEP …`.

A module of steps names them in ``STEPS``; what a step returns is printed as one line of JSON.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests import postgres


def environment_of(folder: Path, secret: str, address: str = "") -> dict[str, str]:
    """Return the environment of an installation with its data in the folder.

    ``address`` is the database's; without one it is SQLite in the folder.
    """
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gongjian.config.settings",
        "GONGJIAN_SECRET_KEY": secret,
        "GONGJIAN_DATA": str(folder),
        "DATABASE_URL": address,
        "PYTHONPATH": f"{Path.cwd() / 'src'}{os.pathsep}{Path.cwd()}",
    }


def run_step(
    environment: dict[str, str],
    module: str,
    step: str,
    *arguments: object,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Carry out one step, in the folder if one is given; return what it says."""
    command = [sys.executable, "-m", "bench.stepping", module, step, *map(str, arguments)]
    said = subprocess.run(
        command, env=environment, cwd=folder, check=True, stdout=subprocess.PIPE
    ).stdout
    return dict(json.loads(said.splitlines()[-1]))


def run_steps(module: str, steps: Iterable[tuple[str, int]], database: str) -> dict[str, Any]:
    """Carry out steps on an empty database, each with its number; return what the last one says.

    ``database`` is ``sqlite`` or ``postgresql``.
    """
    address = postgres.start() if database == "postgresql" else ""
    said: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = environment_of(folder, secrets.token_hex(32), address)
        for step, number in steps:
            said = run_step(environment, module, step, number, folder=folder)
    return said


def _carry_out(module: str, step: str, *arguments: str) -> None:
    # Models can be imported only after this, and the modules of steps import them.
    import django

    django.setup()
    numbers = [int(each) if each.isdigit() else each for each in arguments]
    print(json.dumps(import_module(module).STEPS[step](*numbers)))


if __name__ == "__main__":
    _carry_out(*sys.argv[1:])
