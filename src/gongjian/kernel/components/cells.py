"""What can stand in one cell of a table or one line of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

# The tone is never alone: a state always carries its word.
Tone = Literal["plain", "good", "warn", "bad", "info"]


@dataclass(frozen=True)
class Text:
    """Words, with a quieter second line if ``note`` is given."""

    text: str
    note: str = ""

    kind: ClassVar[str] = "text"
    template: ClassVar[str] = "components/cell.html"


@dataclass(frozen=True)
class Link:
    """Words that open a page."""

    text: str
    href: str
    note: str = ""

    kind: ClassVar[str] = "link"
    template: ClassVar[str] = "components/cell.html"


@dataclass(frozen=True)
class Number:
    """A number in full with its unit; it may open the rows behind it."""

    value: int | float | Decimal | None
    unit: str = ""
    href: str = ""

    kind: ClassVar[str] = "number"
    template: ClassVar[str] = "components/cell.html"


@dataclass(frozen=True)
class State:
    """A state of a state machine in its word and tone."""

    label: str
    tone: Tone = "plain"

    kind: ClassVar[str] = "state"
    template: ClassVar[str] = "components/cell.html"


@dataclass(frozen=True)
class Day:
    """A day as 2026-11-21; ``with_time`` adds the local time of day."""

    on: date | datetime | None
    with_time: bool = False
    note: str = ""

    kind: ClassVar[str] = "day"
    template: ClassVar[str] = "components/cell.html"


@dataclass(frozen=True)
class Person:
    """A person's name, with the link to who can see this if ``who_can_see`` is given."""

    name: str
    href: str = ""
    role: str = ""
    who_can_see: str = ""

    kind: ClassVar[str] = "person"
    template: ClassVar[str] = "components/cell.html"


Cell = Text | Link | Number | State | Day | Person
