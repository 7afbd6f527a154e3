"""Who needs a committee, who may vote, what makes an election valid, and who is elected.

Numbers come in, words go out as codes; nothing here knows the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gongjian.kernel.states import edges

from .terms import ElectionState, Lack

E = ElectionState

ELECTION_EDGES = edges(
    (E.PLANNED, E.COUNTED, "count", "election.run"),
    (E.PLANNED, E.FAILED, "fail", "election.run"),
    (E.PLANNED, E.CANCELLED, "cancel", "election.run"),
    (E.COUNTED, E.CONFIRMED, "confirm", "election.decide"),
    (E.COUNTED, E.ANNULLED, "annul", "election.decide"),
)


@dataclass(frozen=True)
class Limits:
    """The thresholds in force: members, people, years, days, percent."""

    committee_from: int = 7
    committee_least: int = 3
    committee_most: int = 7
    years: int = 3
    years_community: int = 5
    extension_years: int = 1
    remind_days: int = 180
    quorum: int = 80
    contest: int = 20


def needs_committee(formal: int, limits: Limits) -> bool:
    """Tell whether a branch of so many formal members has a committee."""
    return formal >= limits.committee_from


def seats_allowed(formal: int, limits: Limits) -> range:
    """Return how many a branch elects: a committee, or a secretary and at most a deputy."""
    if needs_committee(formal, limits):
        return range(limits.committee_least, limits.committee_most + 1)
    return range(1, 3)


def candidates_needed(seats: int, limits: Limits, *, has_committee: bool) -> int:
    """Return how many must stand: for a committee a fifth more than seats, rounded up."""
    return seats + (-(-seats * limits.contest // 100) if has_committee else 0)


def is_quorate(present: int, due: int, quorum: int) -> bool:
    """Tell whether enough of those due are present; ``quorum`` in percent."""
    return due > 0 and present * 100 >= due * quorum


def present_needed(due: int, quorum: int) -> int:
    """Return how many of those due must be present; ``quorum`` in percent."""
    return -(-due * quorum // 100)


def has_majority(yes: int, due: int) -> bool:
    """Tell whether more than half of those due said yes, however many were present."""
    return yes * 2 > due


def elected(votes: Mapping[int, int], seats: int, due: int) -> frozenset[int]:
    """Return who is elected: by majority of those due, those with most votes first.

    Who tie for the last seats are not elected: a second ballot decides between them.
    """
    ahead = sorted((v for v in votes.items() if has_majority(v[1], due)), key=lambda v: -v[1])
    if len(ahead) <= seats:
        return frozenset(person for person, _yes in ahead)
    first_out = ahead[seats][1]
    return frozenset(person for person, yes in ahead if yes > first_out)


@dataclass(frozen=True)
class Ballots:
    """How many ballots were given out, came back and were valid, and the yes for each."""

    issued: int
    returned: int
    valid: int
    yes: Mapping[int, int]


def faults_of(ballots: Ballots, present: int, seats: int) -> Iterator[str]:
    """Yield which numbers cannot be: ``issued``, ``returned``, ``valid`` or ``yes``."""
    if ballots.issued > present:
        yield "issued"
    if ballots.returned > ballots.issued:
        yield "returned"
    if ballots.valid > ballots.returned:
        yield "valid"
    votes = ballots.yes.values()
    if any(yes > ballots.valid for yes in votes) or sum(votes) > ballots.valid * seats:
        yield "yes"


def years_after(day: date, years: int) -> date:
    """Return the same day of a later year; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True)
class Led:
    """How a branch is led on a day: formal members, officers, and when the term ends."""

    formal: int
    officers: int
    ends_on: date | None


def lacks_of(led: Led, on: date, limits: Limits) -> Iterator[Lack]:
    """Yield what a branch lacks on a day, the gravest first."""
    if led.formal and led.officers == 0:
        yield Lack.OFFICERS
    if needs_committee(led.formal, limits) and led.officers < limits.committee_least:
        yield Lack.COMMITTEE
    if led.ends_on is not None and led.ends_on <= on:
        yield Lack.OVER
    elif led.ends_on is not None and led.ends_on <= on + timedelta(days=limits.remind_days):
        yield Lack.SOON
