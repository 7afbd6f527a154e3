"""Periods, where an item stands, and study that counts once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gongjian.life.rules import Attended, Span, once_each, spans, standing_of, study_minutes
from gongjian.life.terms import Period, PlanStanding

YEARS = st.integers(2000, 2100)


@given(st.sampled_from(Period), YEARS)
def test_the_periods_of_a_year_fill_it_without_gap_or_overlap(per, year):
    found = list(spans(per, year))
    assert found[0].first == date(year, 1, 1)
    assert found[-1].last == date(year, 12, 31)
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)


def test_where_an_item_stands_on_each_day():
    span = Span(date(2026, 11, 1), date(2026, 11, 30))

    def on(day: date, *, held: bool = False, skipped: bool = False) -> PlanStanding:
        return standing_of(span, is_held=held, is_skipped=skipped, on=day)

    assert on(date(2026, 10, 31)) == PlanStanding.AHEAD
    assert on(date(2026, 11, 1)) == PlanStanding.DUE
    assert on(date(2026, 11, 30)) == PlanStanding.DUE
    assert on(date(2026, 12, 1)) == PlanStanding.MISSING
    assert on(date(2026, 12, 1), held=True) == PlanStanding.HELD
    assert on(date(2026, 12, 1), skipped=True) == PlanStanding.SKIPPED


DAY = date(2026, 11, 21)


def lecture(minutes: int, branch: str, day: date = DAY, activity: str = "lecture") -> Attended:
    return Attended(activity, day, minutes, True, branch)


def test_a_joint_lecture_that_both_branches_record_counts_once():
    found = [lecture(60, "街道党支部"), lecture(90, "条线党支部")]
    assert study_minutes(found) == 90
    assert once_each(found) == (found[1],)


def test_other_days_other_kinds_and_what_has_no_kind_count_each():
    assert study_minutes([lecture(60, "a"), lecture(60, "a", DAY - timedelta(days=1))]) == 120
    assert study_minutes([lecture(60, "a"), lecture(60, "b", activity="class")]) == 120
    assert study_minutes([lecture(60, "a", activity=""), lecture(60, "b", activity="")]) == 120


def test_what_is_no_study_adds_no_hours():
    assert study_minutes([Attended("theme_day", DAY, 90, False)]) == 0
