"""How one record is shown: its facts, where it stands, what happened, why it is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from .cells import Cell, Tone


@dataclass(frozen=True)
class Fact:
    """A name and its value."""

    label: str
    value: Cell


@dataclass(frozen=True)
class Facts:
    """The facts of a record, as a list of names and values."""

    facts: tuple[Fact, ...]

    template: ClassVar[str] = "components/facts.html"


@dataclass(frozen=True)
class Event:
    """Something that happened to a record."""

    at: datetime | date
    text: str
    who: str = ""
    note: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class Timeline:
    """What happened to a record, newest first or as the caller orders it."""

    events: tuple[Event, ...]

    template: ClassVar[str] = "components/timeline.html"


@dataclass(frozen=True)
class Step:
    """A state on the way: behind, here, ahead, or left the way (withdrawn, expired)."""

    label: str
    status: Literal["done", "here", "ahead", "left"]
    on: date | datetime | None = None


@dataclass(frozen=True)
class Stepper:
    """Where a record stands on the way that its state machine lays out."""

    label: str
    steps: tuple[Step, ...]

    template: ClassVar[str] = "components/stepper.html"

    @property
    def position(self) -> int:
        """The number of the current step, from 1; 0 when the record left the way."""
        return next((n for n, s in enumerate(self.steps, 1) if s.status == "here"), 0)


@dataclass(frozen=True)
class Reason:
    """Why something is proposed: in words, and how much it counts (``points`` of ``out_of``).

    Negative points count against it, and have no ``out_of``.
    """

    text: str
    points: int
    out_of: int

    @property
    def weight(self) -> Literal["strong", "some", "weak", "none", "against"]:
        if self.points < 0:
            return "against"
        share = self.points / self.out_of if self.out_of else 0
        if share >= 0.75:
            return "strong"
        if share >= 0.4:
            return "some"
        return "weak" if share > 0 else "none"


@dataclass(frozen=True)
class Reasons:
    """Why something is proposed, the most telling reason first.

    ``scale`` is what all reasons could add up to, where some that do not apply are left out.
    """

    reasons: tuple[Reason, ...]
    label: str = ""
    scale: int = 0

    template: ClassVar[str] = "components/reasons.html"

    @property
    def points(self) -> int:
        return max(0, sum(reason.points for reason in self.reasons))

    @property
    def out_of(self) -> int:
        return self.scale or sum(reason.out_of for reason in self.reasons)
