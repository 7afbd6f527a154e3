"""When a visit is due, when a load is too high, and the steps of findings and appraisals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongjian.kernel.states import edges

from .terms import AppraisalState, IssueState

FINDING_EDGES = edges(
    (IssueState.OPEN, IssueState.CLOSED, "close", "visit.write"),
    (IssueState.CLOSED, IssueState.OPEN, "reopen", "visit.write"),
)

APPRAISAL_EDGES = edges(
    (AppraisalState.GIVEN, AppraisalState.OBJECTED, "object", "visit.write"),
    (AppraisalState.OBJECTED, AppraisalState.ANSWERED, "answer", "instructor.appraise"),
)


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year: its first day, and the first day after it."""

    first: date
    after: date


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day lies in."""
    month = (day.month - 1) // 3 * 3 + 1
    after = date(day.year + (month == 10), (month + 3) % 12, 1)
    return Quarter(date(day.year, month, 1), after)


def is_over_load(held: int, limit: int) -> bool:
    """Tell whether one place more is more than an instructor looks after without a reason."""
    return held + 1 > limit


def last_day_to_object(given_on: date, days: int) -> date:
    """Return the last day on which an appraisal can be objected to."""
    return given_on + timedelta(days=days)


@dataclass(frozen=True)
class Note:
    """What a visit note says beside where and when: the same twice is one note."""

    done: tuple[str, ...]
    text: str
    findings: tuple[tuple[str, str], ...] = ()


def tidied(note: Note) -> Note:
    """Return a note as it is kept: nothing twice, no blanks around words, no empty issue."""
    found = ((kind, text.strip()) for kind, text in note.findings)
    return Note(
        tuple(sorted(set(note.done))), note.text.strip(), tuple(each for each in found if each[1])
    )


def is_same(one: Note, other: Note) -> bool:
    """Tell whether two notes say the same, in whatever order things were ticked."""
    return (
        set(one.done) == set(other.done)
        and one.text.split() == other.text.split()
        and sorted(one.findings) == sorted(other.findings)
    )
