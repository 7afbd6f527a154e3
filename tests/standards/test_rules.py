"""Who reviews whom, and the days of brands and findings: pure decisions."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongjian.standards import rules
from gongjian.standards.terms import BrandState, FindingState, Renewal

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The first draw reads the whole project for constants, which takes long on a busy machine."""

BRANCHES = st.lists(st.integers(1, 10_000), min_size=3, max_size=60, unique=True)


@CALM
@given(BRANCHES, st.integers(0, 500))
def test_a_rotation_is_always_fair(branches, turn):
    pairs = rules.rotation(branches, turn)
    assert rules.are_fair(pairs)
    assert {by for by, _of in pairs} == {of for _by, of in pairs} == set(branches)


@CALM
@given(BRANCHES)
def test_over_the_turns_each_meets_every_other_but_the_one_half_way_round(branches):
    size = len(branches)
    met = {pair for turn in range(size) for pair in rules.rotation(branches, turn)}
    left_out = size if size % 2 == 0 else 0
    assert len(met) == size * (size - 1) - left_out


@pytest.mark.parametrize("size", [0, 1, 2])
def test_two_branches_do_not_review_each_other(size):
    with pytest.raises(ValueError, match="three branches"):
        rules.rotation(range(size), 0)


@pytest.mark.parametrize(
    "pairs",
    [
        [(1, 1), (2, 3), (3, 2)],
        [(1, 2), (2, 1), (3, 4), (4, 3)],
        [(1, 2), (2, 3), (3, 2)],
        [(1, 2), (1, 3), (2, 1)],
    ],
)
def test_what_is_not_fair(pairs):
    assert not rules.are_fair(pairs)


def test_exchanging_swaps_whom_two_review():
    assert rules.exchanged([(1, 2), (2, 3), (3, 1)], 1, 2) == ((1, 3), (2, 2), (3, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 8, 31), 4, date(2026, 12, 31)),
    ],
)
def test_months_after_a_day(day, months, expected):
    assert rules.months_after(day, months) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), Renewal.SOON),
        (date(2026, 12, 1), Renewal.SOON),
        (date(2026, 12, 2), Renewal.OVERDUE),
    ],
)
def test_a_renewal_is_reminded_of(on, expected):
    assert rules.renewal(date(2026, 12, 1), on, 30) == expected


def test_only_an_open_finding_is_overdue():
    due, after = date(2026, 11, 1), date(2026, 11, 2)
    assert rules.is_overdue(FindingState.OPEN, due, after)
    assert not rules.is_overdue(FindingState.OPEN, due, due)
    assert not rules.is_overdue(FindingState.ANSWERED, due, after)


@pytest.mark.parametrize(
    ("above", "below", "levels"),
    [("/1/", "/1/2/3/", 2), ("/1/2/", "/1/2/", 0), ("/1/2/", "/1/23/", None), ("/4/", "/1/", None)],
)
def test_levels_between_paths(above, below, levels):
    assert rules.levels_above(above, below) == levels


def test_a_finding_is_closed_by_who_raised_it_alone():
    into = {(e.before, e.permission) for e in rules.FINDING_EDGES if e.after == FindingState.CLOSED}
    assert into == {(FindingState.ANSWERED, "review.make")}


def test_every_step_of_a_brand_is_a_person_s():
    """G4: a brand past its day goes on; nothing but a person's decision ends it."""
    into = [e for e in rules.BRAND_EDGES if e.after == BrandState.ENDED]
    assert {e.permission for e in into} == {"brand.decide"}
    assert {e.permission for e in rules.BRAND_EDGES} == {"brand.decide", "brand.propose"}
