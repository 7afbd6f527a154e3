"""How much work a run may do, and how it tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[str, int, int], bool]


def carry_on(stage: str, done: int, whole: int) -> bool:
    """Report nothing and never stop."""
    return True


@dataclass(frozen=True)
class Budget:
    """How much work a run may do: ``rounds`` of improvement, and ``seconds`` from its making.

    With a limit in rounds alone the plan is the same every time; a limit in seconds may stop
    earlier on a slower machine.
    """

    rounds: int = 100
    seconds: float = float("inf")
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return the seconds that are left."""
        return self.started + self.seconds - time.monotonic()
