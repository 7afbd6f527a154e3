"""Make the virtual environment and install one hashed requirements file into it.

Runs with the system's Python and nothing but its standard library.

    python tools/bootstrap.py build     the product, and what builds its assets and translations
    python tools/bootstrap.py dev       these, and what checks and tests it
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
REQUIREMENTS = ROOT / "requirements"


class Failed(Exception):
    """A step did not succeed; the message says what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def quietly(command: list[str | Path], *, environment: dict[str, str] | None = None) -> str:
    """Run a command without showing what it prints, and return that.

    Raises:
        Failed: the command failed; the message ends with the last lines it printed.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise Failed("\n".join(done.stdout.strip().splitlines()[-12:]))
    return done.stdout


def make_environment() -> None:
    """Create .venv with pip, unless a working one is there."""
    if (BIN / "python").exists() and (BIN / "pip").exists():
        return
    say(f"Making .venv with Python {sys.version.split()[0]}")
    try:
        quietly([sys.executable, "-m", "venv", "--clear", VENV])
    except Failed as error:
        raise Failed(
            f"{error}\nPython could not make a virtual environment. "
            "On Debian and Ubuntu: apt-get install python3-venv"
        ) from None


def pip(*arguments: str | Path) -> str:
    return quietly(
        [BIN / "python", "-m", "pip", "--disable-pip-version-check", "--retries=2", *arguments],
        environment={**os.environ, "PIP_NO_INPUT": "1"},
    )


def mirror() -> dict[str, str]:
    """Return pip's own index and certificate settings in uv's words, as uv does not read them."""
    words = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    found: dict[str, str] = {}
    for line in pip("config", "list").splitlines():
        key, _, value = line.partition("=")
        name = words.get(key.rpartition(".")[2])
        if name and name not in os.environ:
            found[name] = value.strip("'\"")
    return found


def install(name: str) -> None:
    """Install requirements/NAME.txt, by uv where it works and else by pip: both check hashes."""
    requirements = REQUIREMENTS / f"{name}.txt"
    try:
        pip("install", "--quiet", "--require-hashes", "-r", REQUIREMENTS / "uv.txt")
        uv: list[str | Path] = [BIN / "uv", "pip", "install", "--quiet", "--python", BIN / "python"]
        environment = {**os.environ, **mirror(), "UV_LINK_MODE": "copy"}
        quietly([*uv, "--require-hashes", "-r", requirements], environment=environment)
    except Failed:
        pip("install", "--quiet", "--require-hashes", "-r", requirements)
    pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)


def main(name: str) -> int:
    start = time.monotonic()
    try:
        make_environment()
        say(f"Installing the packages of requirements/{name}.txt")
        install(name)
    except Failed as error:
        print(f"{error}\n", file=sys.stderr)
        print(
            "The packages could not be installed. Is there a network, and does pip reach its "
            "package index (pip config list)? Then run the same command again.",
            file=sys.stderr,
        )
        return 1
    (VENV / f"{name}.stamp").touch()
    say(f"  done in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
