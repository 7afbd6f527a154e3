"""What stands around the content: where one is, what happened, what will happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from .cells import Tone


@dataclass(frozen=True)
class Choice:
    """One value of a filter or switch; ``count`` says how many rows it would show."""

    value: str
    label: str
    count: int | None = None


def choices(pairs: Iterable[tuple[Any, ...]]) -> tuple[Choice, ...]:
    """Return choices of values and their labels, each with its count if there is a third part.

    What Django's enums call ``choices`` fits as it is.
    """
    return tuple(Choice(value, str(label), *count) for value, label, *count in pairs)


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; the last has no ``href``."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class LineAndDate:
    """By which line (块/条) and as of which day a page answers.

    The frame shows the switch wherever the context has this as ``view_of``; it sends ``line`` and
    ``on`` and keeps every other query parameter.
    """

    line: str
    on: date
    lines: tuple[Choice, ...]
    place: str = ""
    earliest: date | None = None
    latest: date | None = None

    template: ClassVar[str] = "components/line_and_date.html"

    @property
    def line_label(self) -> str:
        return next((each.label for each in self.lines if each.value == self.line), "")


@dataclass(frozen=True)
class Empty:
    """Nothing to show: why, and what to do about it."""

    text: str = ""
    hint: str = ""
    label: str = ""
    href: str = ""

    template: ClassVar[str] = "components/empty.html"


@dataclass(frozen=True)
class Notice:
    """A short word about the page as a whole."""

    text: str
    tone: Tone = "info"
    title: str = ""
    label: str = ""
    href: str = ""

    template: ClassVar[str] = "components/notice.html"


@dataclass(frozen=True)
class Confirm:
    """A button that first says what will follow, then POSTs ``fields`` to ``url``.

    ``fields`` must hold ``submission`` where the action is carried out once only. With
    ``ask_reason`` the form has a required field ``reason`` under that label.
    """

    id: str
    label: str
    question: str
    consequence: str
    url: str
    button: str
    fields: Mapping[str, str] = field(default_factory=dict)
    ask_reason: str = ""
    main: bool = False

    template: ClassVar[str] = "components/confirm.html"


@dataclass(frozen=True)
class Progress:
    """A job in the background: what, how far, how long, cancel.

    The part asks its own page again each second while the job waits or runs; without JavaScript
    it shows a link for that. ``url`` is the page that shows this component, ``state`` one of
    ``kernel.models.Job.State``.
    """

    what: str
    state: str
    url: str
    done: int = 0
    total: int = 0
    unit: str = ""
    seconds_left: int | None = None
    message: str = ""
    cancel_url: str = ""
    result_url: str = ""
    result_label: str = ""
    id: str = "progress"

    template: ClassVar[str] = "components/progress.html"

    @property
    def is_open(self) -> bool:
        return self.state in {"waiting", "running"}

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes, rounded up; None when it is under a minute or not known."""
        if self.seconds_left is None or self.seconds_left < 60:
            return None
        return -(-self.seconds_left // 60)


@dataclass(frozen=True)
class Fault:
    """One fault of a file: where, what stands there, and what would be right."""

    message: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Faults:
    """The faults of a file, the first ``len(faults)`` of ``total``."""

    file: str
    faults: tuple[Fault, ...]
    total: int
    export_url: str = ""

    template: ClassVar[str] = "components/faults.html"

    @property
    def has_more(self) -> bool:
        return self.total > len(self.faults)
