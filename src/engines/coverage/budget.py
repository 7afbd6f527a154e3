"""How long a solve may take, how it tells of its progress, and how it is cancelled."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Budget:
    """A limit in ``seconds`` or in ``sweeps`` (improvement passes), whichever is given.

    The same seed and the same number of sweeps give the same plan on any machine and any number
    of threads; a limit in seconds does not promise that.
    """

    seconds: float | None = None
    sweeps: int = 100

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read ``"30s"``, ``"2m"`` or ``"200i"`` (sweeps). Raise ValueError on anything else."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|i)", text.strip())
        if match is None:
            raise ValueError(f"a budget is written 30s, 2m or 200i, not {text!r}")
        amount, unit = float(match[1]), match[2]
        if unit == "i":
            return cls(sweeps=int(amount))
        return cls(seconds=amount * (60 if unit == "m" else 1))


@dataclass(frozen=True)
class Progress:
    """One report: ``done`` of ``total`` parts of ``stage``, after ``seconds``."""

    stage: str
    done: int
    total: int
    seconds: float


@dataclass
class Run:
    """What one solve needs beside its problem: seed, budget, progress and cancellation."""

    seed: int
    budget: Budget
    report: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    @property
    def is_timed(self) -> bool:
        return self.budget.seconds is not None

    @property
    def left(self) -> float:
        """Seconds left; infinity where only sweeps are limited."""
        seconds = self.budget.seconds
        return float("inf") if seconds is None else seconds - self.elapsed

    def is_over(self) -> bool:
        """Tell whether to stop improving: time is up or somebody cancelled."""
        if self.cancelled is not None and self.cancelled():
            return True
        return self.left <= 0

    def tell(self, stage: str, done: int, total: int) -> None:
        if self.report is not None:
            self.report(Progress(stage, done, total, self.elapsed))
