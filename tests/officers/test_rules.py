"""Rules 2.2: committee, candidates, quorum and majority, with the numbers of the documents."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongjian.officers import rules
from gongjian.officers.rules import Ballots, Led, Limits
from gongjian.officers.terms import Lack

LIMITS = Limits()
DAY = date(2026, 11, 21)


@pytest.mark.parametrize(("formal", "seats"), [(3, (1, 2)), (6, (1, 2)), (7, (3, 7)), (10, (3, 7))])
def test_a_committee_from_seven_formal_members(formal: int, seats: tuple[int, int]) -> None:
    allowed = rules.seats_allowed(formal, LIMITS)
    assert (allowed[0], allowed[-1]) == seats
    assert rules.needs_committee(formal, LIMITS) is (formal >= 7)


@pytest.mark.parametrize(("seats", "needed"), [(3, 4), (5, 6), (6, 8), (7, 9)])
def test_a_fifth_more_candidates_than_seats_rounded_up(seats: int, needed: int) -> None:
    assert rules.candidates_needed(seats, LIMITS, has_committee=True) == needed
    assert rules.candidates_needed(seats, LIMITS, has_committee=False) == seats


@pytest.mark.parametrize(("due", "needed"), [(5, 4), (9, 8), (10, 8), (11, 9), (500, 400)])
def test_four_fifths_of_those_due(due: int, needed: int) -> None:
    assert rules.present_needed(due, 80) == needed
    assert rules.is_quorate(needed, due, 80)
    assert not rules.is_quorate(needed - 1, due, 80)


def test_nobody_due_is_no_quorum() -> None:
    assert not rules.is_quorate(0, 0, 80)


def test_more_than_half_of_those_due_and_not_of_those_present() -> None:
    assert rules.has_majority(6, 10)
    assert not rules.has_majority(5, 10)
    assert rules.has_majority(5, 9)


def test_a_tie_for_the_last_seat_elects_neither() -> None:
    votes = {1: 9, 2: 8, 3: 7, 4: 7}
    assert rules.elected(votes, 3, 10) == {1, 2}
    assert rules.elected(votes, 4, 10) == {1, 2, 3, 4}
    assert rules.elected({1: 5, 2: 4}, 2, 10) == frozenset()


@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.dictionaries(st.integers(1, 9), st.integers(0, 20)), st.integers(1, 7), st.integers(1, 20)
)
def test_who_is_elected_has_more_than_who_is_not(
    votes: dict[int, int], seats: int, due: int
) -> None:
    chosen = rules.elected(votes, seats, due)
    assert len(chosen) <= seats
    assert all(votes[person] * 2 > due for person in chosen)
    left = [yes for person, yes in votes.items() if person not in chosen and yes * 2 > due]
    assert all(votes[person] > yes for person in chosen for yes in left)


@pytest.mark.parametrize(
    ("ballots", "wrong"),
    [
        (Ballots(8, 8, 8, {1: 8, 2: 8}), []),
        (Ballots(9, 8, 8, {1: 1}), ["issued"]),
        (Ballots(8, 9, 8, {1: 1}), ["returned"]),
        (Ballots(8, 7, 8, {1: 1}), ["valid"]),
        (Ballots(8, 8, 7, {1: 8}), ["yes"]),
        (Ballots(8, 8, 8, {1: 8, 2: 8, 3: 1}), ["yes"]),
    ],
)
def test_numbers_that_cannot_be(ballots: Ballots, wrong: list[str]) -> None:
    assert list(rules.faults_of(ballots, 8, 2)) == wrong


@pytest.mark.parametrize(
    ("led", "lacks"),
    [
        (Led(4, 1, DAY + timedelta(days=400)), []),
        (Led(4, 0, None), [Lack.OFFICERS]),
        (Led(0, 0, None), []),
        (Led(9, 1, DAY + timedelta(days=180)), [Lack.COMMITTEE, Lack.SOON]),
        (Led(9, 3, DAY), [Lack.OVER]),
        (Led(9, 3, DAY + timedelta(days=181)), []),
    ],
)
def test_what_a_branch_lacks(led: Led, lacks: list[Lack]) -> None:
    assert list(rules.lacks_of(led, DAY, LIMITS)) == lacks


def test_a_leap_day_ends_on_the_28th() -> None:
    assert rules.years_after(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert rules.years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
