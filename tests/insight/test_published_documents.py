"""The traps in the documents' numbers (domain 1.2): N1 to N12, each held to what can be known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongjian.insight import queries, rules
from gongjian.insight.queries import PublishedPage
from gongjian.insight.rules import Bound, Outcome, Quantity
from gongjian.insight.terms import Qualifier
from gongjian.kernel import audit
from gongjian.sample import totals
from tests.factories.org import moment, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys() -> dict[str, int]:
    return totals.enter(moment())


def page(keys: dict[str, int], key: str) -> PublishedPage:
    return queries.get_published(keys[key], office())


def test_all_are_entered_on_the_record(keys: dict[str, int]) -> None:
    assert len(keys) == 55
    assert list(audit.verify()) == []


@pytest.mark.parametrize(
    ("key", "total"),
    [
        ("N1", 1540),
        ("N3", 42),
        ("N6", 22),
        ("N7", 14),
        ("N12.members", 56_590),
        ("N12.first", 483),
        ("N12.second", 509),
    ],
)
def test_parts_add_up_to_what_was_published(keys: dict[str, int], key: str, total: int) -> None:
    found = page(keys, key)
    assert found.row.quantity.value == total
    assert found.implied == Quantity(Decimal(total), found.total.unit)
    assert found.sum_stands is not None
    assert found.sum_stands.outcome == Outcome.AGREES


def test_n1_shares_are_those_that_were_published(keys: dict[str, int]) -> None:
    parts = page(keys, "N1").parts
    shares = [part.share for part in parts]
    assert [each and round(each.fraction * 100, 2) for each in shares] == [
        part.percent for part in parts
    ]
    assert {each.bound for each in shares if each} == {Bound.EXACT}


def test_n2_a_sum_of_approximations_is_one_and_so_is_the_whole(keys: dict[str, int]) -> None:
    both = page(keys, "N2.both")
    assert both.implied == Quantity(Decimal(1_153_000), "户", Qualifier.ABOUT)
    everything = page(keys, "N2")
    assert everything.derived == Quantity(Decimal(1_201_042), "户", Qualifier.ABOUT)
    assert everything.implied is None
    assert isinstance(everything.no_sum, rules.OnlySomeParts)


@pytest.mark.parametrize(("key", "total"), [("N4", 58), ("N5", 11)])
def test_n4_n5_a_total_that_nobody_stated_is_derived(
    keys: dict[str, int], key: str, total: int
) -> None:
    found = page(keys, key)
    assert found.row.quantity.value is None
    assert found.implied == Quantity(Decimal(total), found.total.unit)


def test_n8_a_total_stands_though_its_split_is_unknown(keys: dict[str, int]) -> None:
    found = page(keys, "N8")
    assert found.row.quantity.value == 4600
    assert found.implied is None
    assert isinstance(found.no_sum, rules.SplitUnknown)
    assert all(part.share is None for part in found.parts)


def test_n9_households_and_people_are_not_added(keys: dict[str, int]) -> None:
    found = page(keys, "N9")
    assert found.implied is None
    assert isinstance(found.no_sum, rules.DifferentUnits)
    assert "户" in str(found.no_sum)
    assert "人" in str(found.no_sum)


def test_n10_a_share_of_at_least_so_many_is_at_most_so_much(keys: dict[str, int]) -> None:
    (part,) = page(keys, "N10").parts
    assert part.share is not None
    assert part.share.bound == Bound.AT_MOST
    assert round(part.share.fraction * 100, 1) == Decimal("4.8")


def test_n11_sites_that_may_be_the_same_are_not_added(keys: dict[str, int]) -> None:
    found = page(keys, "N11")
    assert found.implied is None
    assert isinstance(found.no_sum, rules.NestingUnknown)
