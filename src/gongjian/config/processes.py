"""What the processes under `gongjian serve` run: the web server, or the worker for jobs.

python -m gongjian.config.processes server
python -m gongjian.config.processes worker
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import time
from typing import Any

from . import environment

GRACE_SECONDS = 1.5
"""How long a process that was left behind may take to finish what it is doing."""

CLOCK_SECONDS = 3600


def end_with_parent() -> None:
    """End this process soon after the one that started it, however that one ended."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def application() -> Any:
    """Return the WSGI application, inside one of the server's own processes."""
    end_with_parent()
    from .wsgi import application

    return application


def server() -> None:
    """Serve requests until a signal; one thread a process, so that requests queue for a process."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # Loaded before the processes are forked (as on Linux), it is loaded once and not for each.
    importlib.import_module("gongjian.config.wsgi")
    Server(
        "gongjian.config.processes:application",
        factory=True,
        address=environment.BIND.get(),
        port=int(environment.PORT.get()),
        interface=Interfaces.WSGI,
        workers=int(environment.WORKERS.get()),
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()


HOURLY = ("clock", "watch", "forget")
"""Commands that do what is due because time has passed."""


def tick() -> None:
    """Do every hour what is due because time has passed."""
    from django.core.management import call_command
    from django.db import connection

    while True:
        for command in HOURLY:
            try:
                call_command(command, verbosity=0)
            except Exception as error:  # the next hour tries again; the worker must go on
                print(f"gongjian {command}: {error}", file=sys.stderr, flush=True)
        connection.close()
        time.sleep(CLOCK_SECONDS)


def worker() -> None:
    """Carry out background jobs until a signal, and what is due by the clock."""
    import django
    from django.core.management import call_command

    os.nice(5)  # a job gives way to a request
    django.setup()
    threading.Thread(target=tick, name="clock", daemon=True).start()
    call_command("db_worker", queue_name="*", reload=False, verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    end_with_parent()
    {"server": server, "worker": worker}[sys.argv[1]]()
