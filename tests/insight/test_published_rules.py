"""What may be concluded from published totals: bounds stay bounds, unlike is not added (G15)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.insight import rules
from gongjian.insight.rules import Bound, Outcome, Quantity
from gongjian.insight.terms import Breakdown, Qualifier

EXACT, ABOUT, AT_LEAST, NEARLY = Qualifier
HOUSEHOLDS = "户"


def q(value: str | int | None, qualifier: Qualifier = EXACT, unit: str = HOUSEHOLDS) -> Quantity:
    return Quantity(None if value is None else Decimal(value), unit, qualifier)


@pytest.mark.parametrize(
    ("qualifiers", "expected"),
    [
        ((EXACT, EXACT), EXACT),
        ((EXACT, ABOUT), ABOUT),
        ((EXACT, AT_LEAST), AT_LEAST),
        ((NEARLY, EXACT), NEARLY),
        ((AT_LEAST, AT_LEAST), AT_LEAST),
        ((AT_LEAST, NEARLY), ABOUT),
        ((AT_LEAST, ABOUT), ABOUT),
    ],
)
def test_a_sum_is_as_exact_as_its_least_exact_part(
    qualifiers: tuple[Qualifier, ...], expected: Qualifier
) -> None:
    parts = [q(1, each) for each in qualifiers]
    assert rules.implied_total(parts, Breakdown.ADDS_UP) == q(len(parts), expected)


@pytest.mark.parametrize(
    ("breakdown", "refused"),
    [
        (Breakdown.NONE, rules.NoParts),
        (Breakdown.SOME, rules.OnlySomeParts),
        (Breakdown.SPLIT_UNKNOWN, rules.SplitUnknown),
        (Breakdown.NESTING_UNKNOWN, rules.NestingUnknown),
        (Breakdown.DIFFERENT_UNITS, rules.DifferentUnits),
    ],
)
def test_parts_are_added_only_where_they_are_known_to_add_up(
    breakdown: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        rules.implied_total([q(15), q(3)], breakdown)


@pytest.mark.parametrize("breakdown", Breakdown.values)
def test_different_units_are_never_added_whatever_somebody_declared(breakdown: str) -> None:
    with pytest.raises(rules.DifferentUnits):
        rules.implied_total([q(35), q(18, unit="人")], breakdown)


def test_a_part_without_a_number_gives_no_sum() -> None:
    with pytest.raises(rules.SplitUnknown):
        rules.implied_total([q(5), q(None)], Breakdown.ADDS_UP)
    with pytest.raises(rules.NoParts):
        rules.implied_total([], Breakdown.ADDS_UP)


@pytest.mark.parametrize(
    ("part", "whole", "bound"),
    [
        (EXACT, EXACT, Bound.EXACT),
        (EXACT, AT_LEAST, Bound.AT_MOST),
        (EXACT, NEARLY, Bound.AT_LEAST),
        (AT_LEAST, EXACT, Bound.AT_LEAST),
        (NEARLY, EXACT, Bound.AT_MOST),
        (NEARLY, AT_LEAST, Bound.AT_MOST),
        (AT_LEAST, NEARLY, Bound.AT_LEAST),
        (ABOUT, EXACT, Bound.ABOUT),
        (AT_LEAST, ABOUT, Bound.ABOUT),
    ],
)
def test_a_share_is_a_bound_where_one_of_its_numbers_is(
    part: Qualifier, whole: Qualifier, bound: Bound
) -> None:
    assert rules.share(q(10, part), q(200, whole)) == rules.Share(Decimal("0.05"), bound)


@pytest.mark.parametrize(("part", "whole"), [(AT_LEAST, AT_LEAST), (NEARLY, NEARLY)])
def test_bounds_that_pull_both_ways_give_no_share(part: Qualifier, whole: Qualifier) -> None:
    with pytest.raises(rules.NoShare):
        rules.share(q(10, part), q(200, whole))


def test_no_share_of_another_unit_of_nothing_or_of_the_unknown() -> None:
    with pytest.raises(rules.DifferentUnits):
        rules.share(q(18, unit="人"), q(35))
    for part, whole in ((q(1), q(0)), (q(1), q(None)), (q(None), q(1))):
        with pytest.raises(rules.NumberUnknown):
            rules.share(part, whole)


@pytest.mark.parametrize(
    ("published", "computed", "outcome", "difference"),
    [
        (q(1540), 1540, Outcome.AGREES, 0),
        (q(1540), 1541, Outcome.DIFFERS, 1),
        (q(461_000, ABOUT), 461_499, Outcome.WITHIN, 499),
        (q(461_000, ABOUT), 460_500, Outcome.WITHIN, -500),
        (q(461_000, ABOUT), 461_501, Outcome.DIFFERS, 501),
        (q("12.5", ABOUT), Decimal("12.54"), Outcome.WITHIN, Decimal("0.04")),
        (q(210, AT_LEAST), 250, Outcome.WITHIN, 40),
        (q(210, AT_LEAST), 209, Outcome.DIFFERS, -1),
        (q(96, NEARLY), Decimal("95.5"), Outcome.WITHIN, Decimal("-0.5")),
        (q(96, NEARLY), Decimal("94.9"), Outcome.DIFFERS, Decimal("-1.1")),
        (q(96, NEARLY), 97, Outcome.DIFFERS, 1),
        (q(0), 3, Outcome.DIFFERS, 3),
    ],
)
def test_a_number_is_held_to_what_it_claims_and_no_more(
    published: Quantity, computed: Decimal | int, outcome: Outcome, difference: Decimal | int
) -> None:
    found = rules.reconcile(published, Decimal(computed))
    assert (found.outcome, found.difference) == (outcome, Decimal(difference))


def test_a_total_without_a_number_is_compared_with_nothing() -> None:
    with pytest.raises(rules.NumberUnknown):
        rules.reconcile(q(None), Decimal(1))


def test_a_whole_from_a_share_is_about_unless_all_is_exact() -> None:
    percent = Quantity(Decimal(96), "%", NEARLY)
    assert rules.whole_of(q(1_153_000, ABOUT), percent) == q(1_201_042, ABOUT)
    assert rules.whole_of(q(96), Quantity(Decimal(96), "%")) == q(100)
    with pytest.raises(rules.NumberUnknown):
        rules.whole_of(q(1), Quantity(None, "%"))


@given(st.integers(1, 10**9), st.integers(0, 10**6), st.sampled_from([EXACT, AT_LEAST]))
def test_a_bound_on_a_share_holds_for_every_whole_that_fits(
    whole: int, more: int, qualifier: Qualifier
) -> None:
    part = q(min(whole, 10))
    found = rules.share(part, q(whole, qualifier))
    true_whole = whole + (more if qualifier == AT_LEAST else 0)
    true_share = (part.value or Decimal()) / true_whole
    assert true_share <= found.fraction
    assert found.bound == (Bound.EXACT if qualifier == EXACT else Bound.AT_MOST)
