"""The coverage board at the size of a city: its counting, its page, one cell, memory, growth.

``board``, ``cell`` and ``web-memory`` stand on a made-up city of 1,153,000 entities in SQLite,
made once for all of them. ``board-growth`` counts 10,000 to 5,000,000 entities; there the columns
are made of the city's drawn arrays directly, since entering five million rows would take the
better part of an hour (:mod:`bench.board_city`).
"""

from __future__ import annotations

import atexit
import http.client
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.bench_pages import _environment, _server
from bench.harness import Goal, Measured, bench
from bench.stepping import run_step

ENTITIES = 1_153_000
SIZES = (10_000, 100_000, ENTITIES, 5_000_000)
RUNS, PAGES, CELLS = 5, 30, 30
LAST = date(2026, 11, 20)
DUCKDB = "DuckDB GROUP BY over the same columns in memory, worked out for the day"
MOST_MEGABYTES = 300
SPLITS = ("part", "place", "kind", "section", "venue_type")
KINDS = ("small_firm", "sole_trader", "other")
COVERAGES = ("own", "joint", "venue", "region", "instructor", "uncovered")


class Place:
    """A folder with the data of one installation."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = _environment(str(self.folder))

    def step(self, name: str, number: int) -> dict[str, Any]:
        """Carry out a step in a process of its own."""
        return run_step(self.environment, "bench.board_steps", name, number)


@cache
def _city() -> tuple[Place, dict[str, Any]]:
    place = Place()
    return place, place.step("city", ENTITIES)


class Reader:
    """Someone who reads pages over one connection that stays open."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Cookie": f"sessionid={session}"}

    def seconds(self, path: str) -> float:
        """Return how long the page took."""
        start = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return time.perf_counter() - start


class Draw:
    """Addresses of pages, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def _question(self) -> dict[str, str]:
        on = LAST - timedelta(days=self._rng.randrange(2_000))
        return {"line": self._rng.choice(("territorial", "sectoral")), "on": on.isoformat()}

    def board(self) -> str:
        """Return a board of any line and any day, split by two things and by coverage."""
        by, further = self._rng.sample(SPLITS, 2)
        return "/coverage/?" + urlencode({**self._question(), "by": by, "further": further})

    def cells(self) -> tuple[str, str]:
        """Return a board and the rows of one of its cells."""
        question = self._question()
        cell = {**question, "kind": self._rng.choice(KINDS)}
        coverage = self._rng.choice(COVERAGES)
        rows = f"/figures/entities.{coverage}/?" + urlencode(cell)
        return "/coverage/?" + urlencode({**question, "by": "kind"}), rows


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


@bench("board")
def board() -> Measured:
    """Count by three dimensions on days not asked before; then read whole pages of such days."""
    place, known = _city()
    asked = place.step("ask", RUNS)
    pages: dict[str, list[float]] = {}
    with _server(place.environment) as port:
        for who, session in known["sessions"].items():
            reader, drawn = Reader(port, session), Draw(1)
            reader.seconds("/coverage/")
            for _ in range(RUNS):
                took = [reader.seconds(drawn.board()) for _ in range(PAGES)]
                pages.setdefault(who, []).append(_p95(took))
    p95 = {who: statistics.median(each) for who, each in pages.items()}
    return Measured(
        unit="s",
        ours=asked["ours"],
        reference=asked["duckdb"],
        reference_is=DUCKDB,
        goal=Goal("<=", 3),
        checks={
            "same numbers as DuckDB": asked["same"],
            "p95 of the page at most 300 ms": max(p95.values()) <= 0.3,
        },
        facts={
            "entities": ENTITIES,
            "entities on the last day": known["counted"],
            "first question of a day, ms": asked["first_ms"],
            "further question of a day, ms": asked["further_ms"],
            "DuckDB, ms": asked["duckdb_ms"],
            **{f"page, p95 ms, officer of a {who}": _ms(each) for who, each in p95.items()},
        },
    )


@bench("cell")
def cell() -> Measured:
    """Open the first page of one cell's rows, from a board and on a day not asked before."""
    place, known = _city()
    opened: list[float] = []
    cold: list[float] = []
    with _server(place.environment) as port:
        reader, drawn = Reader(port, known["sessions"]["city"]), Draw(2)
        reader.seconds(drawn.cells()[1])
        for _ in range(RUNS):
            took, first = [], []
            for _ in range(CELLS):
                board_of_day, rows = drawn.cells()
                reader.seconds(board_of_day)
                took.append(reader.seconds(rows))
                first.append(reader.seconds(drawn.cells()[1]))
            opened.append(_p95(took))
            cold.append(_p95(first))
    return Measured(
        unit="s",
        ours=opened,
        reference=[0.1] * RUNS,
        reference_is="the goal: p95 of the first page in 100 ms",
        goal=Goal("<=", 1),
        facts={
            "entities": ENTITIES,
            "p95 ms, opened from the board": _ms(statistics.median(opened)),
            "p95 ms, on a day that was not asked before": _ms(statistics.median(cold)),
        },
    )


@bench("web-memory")
def web_memory() -> Measured:
    """Read boards, cells, lists and searches while another process writes; take the peak."""
    place, known = _city()
    peaks, private = [], []
    for run in range(RUNS):
        with _server(place.environment) as port:
            readers = [Reader(port, session) for session in known["sessions"].values()]
            for path in _walk(run):
                for reader in readers:
                    reader.seconds(path)
            place.step("write", 20)
            for path in _walk(run + RUNS):
                for reader in readers:
                    reader.seconds(path)
            memory = _memory(port)
            peaks.append(memory["VmHWM"])
            private.append(memory["RssAnon"])
    shutil.rmtree(place.folder / "columns")
    with _server(place.environment) as port:
        Reader(port, known["sessions"]["city"]).seconds("/coverage/")
        alone = _memory(port)
    return Measured(
        unit="MB",
        ours=peaks,
        reference=[float(MOST_MEGABYTES)] * RUNS,
        reference_is="the goal: the peak of the web process, mapped files included",
        goal=Goal("<=", 1),
        facts={
            "entities": ENTITIES,
            "peak MB": round(statistics.median(peaks)),
            "of it private at the end, MB": round(statistics.median(private)),
            "peak MB if it reads all rows itself": round(alone["VmHWM"]),
            "of it private at the end of that, MB": round(alone["RssAnon"]),
        },
    )


def _walk(seed: int) -> Iterator[str]:
    drawn = Draw(100 + seed)
    for _ in range(8):
        yield drawn.board()
        yield from drawn.cells()
    yield "/coverage/uncovered/"
    yield "/entities/"
    yield "/entities/?q=" + "%E8%B4%B8%E6%98%93"


def _memory(port: int) -> dict[str, float]:
    """Return the memory of the server's largest process in MB, of those that this port's has."""
    found = [{"VmHWM": 0.0, "RssAnon": 0.0}]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_text().split("\0")
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if str(port) in command or _parent_serves(lines["PPid"].strip(), port):
            found.append({key: int(lines[key].split()[0]) / 1024 for key in found[0]})
    return max(found, key=lambda each: each["VmHWM"])


def _parent_serves(pid: str, port: int) -> bool:
    try:
        return str(port) in Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return False


@bench("board-growth")
def growth() -> Measured:
    """Ask the board's questions of cities of 10,000 to 5,000,000 entities."""
    found = {}
    for size in SIZES:
        place = Place()
        counted = place.step("columns", size)["counted"]
        found[size] = {**place.step("ask", RUNS), "counted": counted}
        shutil.rmtree(place.folder)
    largest = found[SIZES[-1]]
    rows = [
        {
            "size": size,
            "ours": statistics.median(each["ours"]),
            "reference": statistics.median(each["duckdb"]),
        }
        for size, each in found.items()
    ]
    return Measured(
        unit="s",
        ours=largest["ours"],
        reference=largest["duckdb"],
        reference_is=f"{DUCKDB}, 5,000,000 entities",
        goal=Goal("<=", 3),
        checks={"same numbers as DuckDB": all(each["same"] for each in found.values())},
        facts={
            "growth": rows,
            **{
                f"{size:,} entities: first question of a day, further, DuckDB, ms": " / ".join(
                    str(each[key]) for key in ("first_ms", "further_ms", "duckdb_ms")
                )
                for size, each in found.items()
            },
        },
    )
