"""Numbers: one figure, a row of figures, bars with their table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

Value = int | float | Decimal


@dataclass(frozen=True)
class Change:
    """How a figure moved since an earlier day; ``by`` is in the figure's unit."""

    by: Value
    since: date

    @property
    def size(self) -> Value:
        return -self.by if self.by < 0 else self.by


@dataclass(frozen=True)
class Figure:
    """A number with all that makes it honest.

    ``value`` None means that there is none, and ``note`` then says why. ``href`` opens exactly the
    rows behind the number. ``lead`` sets it in the largest size: at most one on a page.
    """

    label: str
    value: Value | None
    unit: str = ""
    qualifier: Literal["exact", "about", "at least", "nearly"] = "exact"
    as_of: date | None = None
    change: Change | None = None
    href: str = ""
    note: str = ""
    lead: bool = False

    template: ClassVar[str] = "components/figure.html"


@dataclass(frozen=True)
class Figures:
    """Figures side by side, parted by lines."""

    figures: tuple[Figure, ...]

    template: ClassVar[str] = "components/figures.html"


@dataclass(frozen=True)
class Bar:
    """One bar: its parts in the order of the chart's series."""

    label: str
    parts: tuple[Value, ...]
    href: str = ""

    @property
    def total(self) -> Value:
        return sum(self.parts)


@dataclass(frozen=True)
class Piece:
    """A part of a bar as drawn, in per cent of the chart's width."""

    series: int
    x: float
    width: float


@dataclass(frozen=True)
class BarChart:
    """Bars, plain (one series) or stacked (up to eight), with a table of the same numbers."""

    title: str
    bars: tuple[Bar, ...]
    series: tuple[str, ...] = ()
    unit: str = ""
    as_of: date | None = None

    template: ClassVar[str] = "components/bar_chart.html"

    def __post_init__(self) -> None:
        width = max(1, len(self.series))
        if width > 8:
            raise ValueError(f"{self.title}: {width} series; eight can be told apart")
        for bar in self.bars:
            if len(bar.parts) != width:
                raise ValueError(f"{self.title}: {bar.label} has {len(bar.parts)} parts of {width}")

    @property
    def drawn(self) -> tuple[tuple[Bar, tuple[Piece, ...]], ...]:
        """Each bar with its pieces; the longest bar fills the width."""
        longest = max((float(bar.total) for bar in self.bars), default=0) or 1
        return tuple((bar, _pieces(bar, longest)) for bar in self.bars)


def _pieces(bar: Bar, longest: float) -> tuple[Piece, ...]:
    pieces, x = [], 0.0
    for series, part in enumerate(bar.parts):
        width = round(100 * float(part) / longest, 2)
        if width > 0:
            pieces.append(Piece(series, round(x, 2), width))
        x += width
    return tuple(pieces)
