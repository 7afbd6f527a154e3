"""The five main pages under load, beside an empty Django page under the same server.

The demonstration district with a further thousand open needs; one granian process; four
connections kept open by one client process, for each page in turn, five rounds.
"""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from bench.harness import Goal, Measured, bench

SECONDS = 2.0
ROUNDS = 5
CONNECTIONS = 4
MORE_NEEDS = 1000

PAGES = {
    "work": ("weisheng", "/work/"),
    "needs": ("zhuchi", "/needs/"),
    "fit": ("yinhang", "/needs/fit/"),
    "zone": ("zhuchi", "/zones/{zone}/"),
    "public": ("", "/public/zones/{zone}/"),
}
EMPTY = ("", "/empty/")

_SESSIONS = """
import json
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from gongjian.kernel.models import Account
from gongjian.org.models import Unit
from gongjian.sample.district import ZONE
made = {}
for account in Account.objects.filter(username__in=["weisheng", "zhuchi", "yinhang"]):
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    made[account.username] = session.session_key
print(json.dumps({"sessions": made, "zone": Unit.objects.get(name=ZONE).pk}))
"""

_NEEDS = """
from datetime import timedelta
from django.utils import timezone
from gongjian.exchange import actions
from gongjian.kernel import audit
from gongjian.members import queries
from gongjian.sample.story import CLINIC, Stage
stage, now = Stage(timezone.now()), timezone.now()
clinic, _ = stage.contact(CLINIC)
unit = next(g.unit_id for g in clinic.grants)
day = timezone.localdate(now)
skills = [("基础医疗知识",), ("沟通陪伴",), ("维持秩序",), ()]
entries = [
    actions.NeedEntry(unit, f"门诊引导第{n}场", "患者", 1 + n % 9, day + timedelta(days=n % 30),
                      day + timedelta(days=n % 30 + 3), skills=skills[n % 4])
    for n in range(COUNT)
]
needs = actions.raise_needs(entries, actor=clinic, at=now)
with audit.act(stage.host(), "bench.verify", at=now):
    for need in needs:
        actions.verify_need(need.pk, actor=stage.host(), at=now)
"""


@dataclass
class Load:
    """What one round of one page gave: requests a second and every request's seconds."""

    seconds: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.seconds) / SECONDS

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


def _environment(data: str) -> dict[str, str]:
    return {
        **os.environ,
        "GONGJIAN_DATA": data,
        "GONGJIAN_DEMO": "1",
        "GONGJIAN_SECRET_KEY": secrets.token_urlsafe(60),
        "DJANGO_SETTINGS_MODULE": "bench.pages_settings",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
    }


def _django(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "django", *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def _prepare(environment: dict[str, str]) -> dict[str, str]:
    import json

    _django(environment, "migrate", "--verbosity=0")
    _django(environment, "createcachetable")
    _django(environment, "sample", "district")
    _django(environment, "shell", "--no-imports", "-c", _NEEDS.replace("COUNT", str(MORE_NEEDS)))
    _django(environment, "collectstatic", "--noinput", "--verbosity=0")
    made = json.loads(_django(environment, "shell", "--no-imports", "-c", _SESSIONS))
    return {**made["sessions"], "zone": str(made["zone"])}


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "1"]
    command += ["--log-level", "error", "gongjian.config.wsgi:application"]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _ask_until(port: int, path: str, session: str, end: float, load: Load) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    while time.perf_counter() < end:
        start = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        load.seconds.append(time.perf_counter() - start)


def _round(port: int, path: str, session: str) -> Load:
    load, end = Load(), time.perf_counter() + SECONDS
    threads = [
        Thread(target=_ask_until, args=(port, path, session, end, load)) for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


@bench("pages")
def pages() -> Measured:
    """Compare requests a second of the slowest of the five pages with the empty page's."""
    with tempfile.TemporaryDirectory() as data:
        environment = _environment(data)
        known = _prepare(environment)
        loads: dict[str, list[Load]] = {}
        with _server(environment) as port:
            for _ in range(ROUNDS):
                for name, (who, path) in {"empty": EMPTY, **PAGES}.items():
                    address = path.format(zone=known["zone"])
                    load = _round(port, address, known.get(who, ""))
                    loads.setdefault(name, []).append(load)
    medians = {name: statistics.median(x.per_second for x in each) for name, each in loads.items()}
    slowest = min(PAGES, key=lambda name: medians[name])
    facts: dict[str, object] = {"slowest page": slowest}
    for name, each in loads.items():
        facts[f"{name}: requests a second"] = round(medians[name], 1)
        facts[f"{name}: p95 ms"] = round(1000 * statistics.median(x.p95 for x in each), 1)
        facts[f"{name}: ratio to empty"] = round(medians[name] / medians["empty"], 3)
    p95s = [statistics.median(x.p95 for x in loads[name]) for name in PAGES]
    return Measured(
        unit="requests/s",
        ours=[load.per_second for load in loads[slowest]],
        reference=[load.per_second for load in loads["empty"]],
        reference_is="an empty Django page under the same server",
        goal=Goal(">=", 0.02),
        checks={"p95 of each page below 300 ms with four at once": max(p95s) < 0.3},
        facts=facts,
    )
