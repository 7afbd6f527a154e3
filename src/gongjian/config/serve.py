"""`gongjian serve`: the web server and the worker for background jobs, started and stopped as one.

Both run as processes of ours (see :mod:`.processes`), each started again when it ends by itself.
"""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from . import environment
from .environment import ConfigurationError

PUBLISHED_SECRETS = ("django-insecure", "changeme", "change-me", "only-for-tests", "secret")
"""How keys begin that stand in documentation or examples, so that anybody knows them."""

STOP_SECONDS = 15
SHORT_LIFE_SECONDS = 5
SHORT_LIVES = 3
PORT_SECONDS = 5
"""How long a port may stay taken: by our own processes that are just ending."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def check_secret(secret: str) -> None:
    """Refuse a key that others may know.

    Raises:
        ConfigurationError: it is an example's key.
    """
    if secret.lower().startswith(PUBLISHED_SECRETS):
        raise ConfigurationError(
            f"The secret key is an example that others know. Set {environment.SECRET_KEY.name} to "
            "at least 50 random characters, or remove it and run `gongjian init`."
        )


def check_port(address: str, port: int) -> None:
    """Refuse an address that is not ours to listen on.

    Raises:
        ConfigurationError: another program listens there, or this machine has no such address.
    """
    deadline = time.monotonic() + PORT_SECONDS
    while error := _listening_error(address, port):
        if time.monotonic() > deadline:
            raise ConfigurationError(
                f"Cannot listen on {address}:{port} ({error}). "
                f"Choose another port: {environment.PORT.name}={port + 1}"
            )
        time.sleep(0.2)


def _listening_error(address: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Without this, connections that were just closed would count as taking the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError as error:
            return error.strerror
    return None


def check_database() -> None:
    """Refuse a database that `gongjian init` has not prepared.

    Raises:
        ConfigurationError: migrations are missing.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ConfigurationError(
            "The database is new or of an earlier version. Run `gongjian init`, which prepares it."
        )
    connection.close()


def number(setting: environment.Setting, low: int, high: int) -> int:
    """Return the setting as a whole number between two limits.

    Raises:
        ConfigurationError: it is none.
    """
    text = setting.get()
    if not text.isdecimal() or not low <= int(text) <= high:
        raise ConfigurationError(
            f"{setting.name} is “{text}”; it must be a whole number from {low} to {high}."
        )
    return int(text)


class Child:
    """One process that is kept running."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._started = 0.0
        self._short_lives = 0
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        # A session of its own: Ctrl-C reaches us alone, and we then stop our processes in order.
        return subprocess.Popen(
            [sys.executable, "-m", "gongjian.config.processes", self.kind],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def keep(self) -> bool:
        """Start the process again if it has ended; return False when that no longer helps."""
        code = self._process.poll()
        if code is None:
            return True
        short = time.monotonic() - self._started < SHORT_LIFE_SECONDS
        self._short_lives = self._short_lives + 1 if short else 0
        if self._short_lives >= SHORT_LIVES:
            say(f"The {self.kind} ends as soon as it starts (code {code}); giving up.")
            return False
        say(f"The {self.kind} ended (code {code}); starting it again.")
        self._process = self._start()
        return True

    def stop(self) -> None:
        """Let it finish what it is doing, but not for longer than STOP_SECONDS."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def supervise() -> int:
    """Run server and worker until SIGTERM or SIGINT; return the exit code."""
    stopping = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopping.set())
    children = [Child("server"), Child("worker")]
    code = 0
    while not stopping.wait(0.2):
        if not all([child.keep() for child in children]):
            code = 1
            break
    for child in children:
        child.stop()
    return code


def main(arguments: Sequence[str]) -> int:
    """Serve this installation: `gongjian serve`.

    Raises:
        ConfigurationError: it must not or cannot start as it is configured.
    """
    argparse.ArgumentParser(prog="gongjian serve", description=__doc__).parse_args(arguments)
    import django
    from django.conf import settings

    django.setup()
    port, address = number(environment.PORT, 1, 65535), environment.BIND.get()
    number(environment.WORKERS, 1, 64)
    if not settings.DEMO:
        check_secret(settings.SECRET_KEY)
    elif address not in {"127.0.0.1", "localhost", "::1"}:
        say(
            f"Warning: {environment.DEMO.name}=1 lets everybody who reaches {address} sign in "
            "as anybody. Use it with made-up people only."
        )
    check_database()
    check_port(address, port)
    return supervise()
