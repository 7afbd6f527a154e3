"""Resolve the dependencies of pyproject.toml into hashed files without addresses.

npm's lock is the front end's own; after `npm install` this strips the addresses from it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")
COMPILE = [
    "pip", "compile", "--quiet", "--generate-hashes", "--universal", "--python-version", "3.11",
    "--no-header", "--no-annotate",
]  # fmt: skip
LOCKS = {
    "uv": ["-"],
    "run": ["pyproject.toml"],
    "build": ["pyproject.toml", "--group", "build"],
    "dev": ["pyproject.toml", "--group", "build", "--group", "dev", "--all-extras"],
    "bench": ["pyproject.toml", "--group", "bench", "--all-extras"],
}
AGREES_WITH = {"build": "run", "dev": "run", "bench": "dev"}
"""Locks that go into one environment must agree."""


FRONT_END_LOCK = ROOT / "frontend" / "package-lock.json"


def strip_addresses() -> None:
    """Leave no address in npm's lock: not where it downloads from, nor where it asks for money."""
    lock = json.loads(FRONT_END_LOCK.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        for key in ("resolved", "funding"):
            package.pop(key, None)
    text = json.dumps(lock, indent=2, ensure_ascii=False) + "\n"
    FRONT_END_LOCK.write_text(text, encoding="utf-8")


def main() -> int:
    strip_addresses()
    for name, sources in LOCKS.items():
        print(f"Resolving requirements/{name}.txt", flush=True)
        lock = ROOT / "requirements" / f"{name}.txt"
        other = AGREES_WITH.get(name)
        together = ["--constraint", f"requirements/{other}.txt"] if other else []
        command = [str(UV), *COMPILE, *sources, *together, "--output-file", str(lock)]
        done = subprocess.run(command, cwd=ROOT, input="uv==0.13.8\n", text=True)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
