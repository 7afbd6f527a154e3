"""How the tools talk and run commands: one line per step, no traceback for what is expected."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


class Failed(Exception):
    """A step did not succeed; the message says what to do."""


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what begins, and how many seconds it took when that is worth knowing."""
    say(text)
    start = time.monotonic()
    yield
    seconds = time.monotonic() - start
    if seconds >= 2:
        say(f"  done in {seconds:.0f} s")


def run(command: Sequence[str | Path], **environment: str) -> int:
    """Run a command in the project's folder, its output shown, and return its exit code."""
    sys.stdout.flush()
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **environment}).returncode


def quietly(command: Sequence[str | Path], **environment: str) -> str:
    """Run a command and return what it printed.

    Raises:
        Failed: it failed; the message holds the last lines that it printed.
    """
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        name = Path(str(command[0])).name
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise Failed(f"{name} {command[1] if len(command) > 1 else ''} failed:\n{tail}")
    return done.stdout
