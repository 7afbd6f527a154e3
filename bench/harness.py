"""Run benchmarks and write what was seen to ``bench/results/NAME.json``.

A benchmark is a function in a ``bench/bench_*.py`` file, marked with :func:`bench`, that returns
one :class:`Measured`. Ours and the reference are measured in the same run, five times each by
default; the medians are compared as a ratio.

    python -m bench             run everything
    python -m bench NAME ...    run these
"""

from __future__ import annotations

import json
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
RUNS = 5


@dataclass(frozen=True)
class Goal:
    """What the ratio must reach: ``ratio <= limit`` or ``ratio >= limit``."""

    sense: str
    limit: float

    def met(self, ratio: float) -> bool:
        return ratio <= self.limit if self.sense == "<=" else ratio >= self.limit

    def __str__(self) -> str:
        return f"ratio {self.sense} {self.limit:g}"


@dataclass(frozen=True)
class Measured:
    """One comparison. ``ours`` and ``reference`` hold one value a run, in ``unit``.

    ``ratio`` is median(ours) / median(reference) unless ``inverse`` (then how many times faster
    ours is: reference / ours). ``checks`` are further statements that must hold for the goal to
    be met, ``facts`` are numbers worth keeping (memory, objective, sizes).
    """

    unit: str
    ours: Sequence[float]
    reference: Sequence[float]
    reference_is: str
    goal: Goal
    inverse: bool = False
    checks: dict[str, bool] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        ours, reference = statistics.median(self.ours), statistics.median(self.reference)
        return reference / ours if self.inverse else ours / reference

    @property
    def met(self) -> bool:
        return self.goal.met(self.ratio) and all(self.checks.values())


Benchmark = Callable[[], Measured]
REGISTRY: dict[str, Benchmark] = {}


def bench(name: str) -> Callable[[Benchmark], Benchmark]:
    """Register a benchmark under ``name``, the name that ``make bench ONLY=name`` takes."""

    def register(function: Benchmark) -> Benchmark:
        if name in REGISTRY:
            raise ValueError(f"two benchmarks are called {name}")
        REGISTRY[name] = function
        return function

    return register


def timed(function: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return the seconds that each of ``runs`` calls took."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return seconds


def _spread(values: Sequence[float]) -> dict[str, float | int]:
    return {
        "n": len(values),
        "min": min(values),
        "median": statistics.median(values),
        "max": max(values),
    }


def _machine() -> dict[str, object]:
    import os

    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def record(name: str, measured: Measured) -> dict[str, Any]:
    """Write the result file and return what it holds."""
    result: dict[str, Any] = {
        "name": name,
        "unit": measured.unit,
        "ours": statistics.median(measured.ours),
        "reference": statistics.median(measured.reference),
        "reference_is": measured.reference_is,
        "ratio": measured.ratio,
        "ratio_is": "reference / ours" if measured.inverse else "ours / reference",
        "goal": str(measured.goal),
        "met": measured.met,
        "checks": measured.checks,
        "facts": measured.facts,
        "runs": {"ours": _spread(measured.ours), "reference": _spread(measured.reference)},
        "machine": _machine(),
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return result
