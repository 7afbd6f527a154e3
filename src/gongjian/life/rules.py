"""Pure decisions about organisational life: periods, where an item stands, study that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .terms import MONTHS, Period, PlanStanding


@dataclass(frozen=True)
class Span:
    """A period: its first and its last day."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


def spans(per: Period, year: int) -> Iterator[Span]:
    """Yield the periods of a year, in order."""
    length = MONTHS[per]
    for month in range(1, 13, length):
        after = month + length
        ends = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
        yield Span(date(year, month, 1), ends - timedelta(days=1))


def month_of(day: date) -> Span:
    """Return the month in which a day lies."""
    return next(span for span in spans(Period.MONTH, day.year) if span.has(day))


def standing_of(span: Span, *, is_held: bool, is_skipped: bool, on: date) -> PlanStanding:
    """Return where something expected in a period stands on a day."""
    if is_held:
        return PlanStanding.HELD
    if is_skipped:
        return PlanStanding.SKIPPED
    if span.last < on:
        return PlanStanding.MISSING
    return PlanStanding.DUE if span.first <= on else PlanStanding.AHEAD


@dataclass(frozen=True)
class Attended:
    """A meeting that somebody was at, in whichever branch; ``minutes`` is how long it took."""

    activity: str
    held_on: date
    minutes: int
    is_study: bool
    branch: str = ""


def once_each(attended: Iterable[Attended]) -> tuple[Attended, ...]:
    """Return what counts: of the same activity on the same day the longest, once (001-05).

    Both branches of a member may record a joint meeting; meetings without an activity type are
    never the same.
    """
    kept: dict[object, Attended] = {}
    for number, each in enumerate(attended):
        key = (each.activity, each.held_on) if each.activity else number
        if key not in kept or kept[key].minutes < each.minutes:
            kept[key] = each
    return tuple(kept.values())


def study_minutes(attended: Iterable[Attended]) -> int:
    """Return the minutes of study that count, whichever branch recorded them."""
    return sum(each.minutes for each in once_each(attended) if each.is_study)
