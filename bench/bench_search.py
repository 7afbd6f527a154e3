"""Search of a city's registry by two characters, beside a full scan with LIKE."""

from __future__ import annotations

from bench.harness import RUNS, Goal, Measured, bench
from bench.stepping import run_steps

ROWS = 1_153_000


def _search(database: str) -> Measured:
    done = run_steps("bench.search_steps", (("prepare", ROWS), ("measure", RUNS)), database)
    return Measured(
        unit="s",
        ours=done["ours"],
        reference=done["like"],
        reference_is=f"full scan with LIKE, {database}",
        goal=Goal(">=", 50),
        inverse=True,
        checks={"all that LIKE finds is found": done["missed"] == 0},
        facts={
            "rows": ROWS,
            "questions a run": done["questions"],
            "slowest question, ms": done["slowest_ms"],
            "found by a question, fewest": done["fewest"],
            "found by a question, most": done["most"],
            "database": database,
        },
    )


@bench("search")
def search_sqlite() -> Measured:
    return _search("sqlite")


@bench("search-postgresql")
def search_postgresql() -> Measured:
    return _search("postgresql")
