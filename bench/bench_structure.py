"""Moving a branch with 10,000 entities of a city to another street, beside the limit of 2 s."""

from __future__ import annotations

from bench.harness import RUNS, Goal, Measured, bench
from bench.stepping import run_steps

ROWS = 1_153_000
LIMIT = 2.0


def _move(database: str) -> Measured:
    done = run_steps("bench.move_steps", (("prepare", ROWS), ("measure", RUNS)), database)
    return Measured(
        unit="s",
        ours=done["seconds"],
        reference=[LIMIT] * RUNS,
        reference_is=f"the limit of one transaction, {database}",
        goal=Goal("<=", 1),
        checks={"figures are right before and after the date": done["wrong"] == 0},
        facts={
            "entities": ROWS,
            "entities of the branch": done["covered"],
            "units": done["units"],
            "first answer after the move, ms": done["answer_ms"],
            "its rehearsal, s": done["rehearsal_s"],
            "rewriting the 10,000 entities' rows instead, s": done["update_s"],
            "database": database,
        },
    )


@bench("move")
def move_sqlite() -> Measured:
    return _move("sqlite")


@bench("move-postgresql")
def move_postgresql() -> Measured:
    return _move("postgresql")
