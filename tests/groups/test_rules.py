"""Whom a group may concern, and which steps there are."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.groups.rules import ANSWER_EDGES, Known, Sought, concerns
from gongjian.groups.terms import Answer, By, Why
from gongjian.kernel.states import may_step

RETAIL = Sought(By.TRADE, "t", frozenset({"52"}), territory="330106")


@pytest.mark.parametrize(
    ("sought", "known", "why"),
    [
        (RETAIL, Known("52", "330106001"), (Why.TRADE, Why.PLACE)),
        (RETAIL, Known("5211", "330106"), (Why.TRADE, Why.PLACE)),
        (RETAIL, Known("61", "330106001"), ()),
        (RETAIL, Known("52", "330107"), ()),
        (RETAIL, Known("", "330106"), ()),
        (RETAIL, Known("5", "330106"), ()),
        (Sought(By.TASK, "t", venue_id=3), Known("61", "330106", 3), (Why.VENUE,)),
        (Sought(By.TASK, "t", venue_id=3), Known("61", "330106"), ()),
        (Sought(By.TASK, "t", territory="33"), Known("", "330106"), (Why.PLACE,)),
        (Sought(By.IDENTITY, "owner", territory="33"), Known("", "330106"), ()),
        (
            Sought(By.IDENTITY, "owner", territory="33"),
            Known("", "330106", None, frozenset({"owner"})),
            (Why.IDENTITY, Why.PLACE),
        ),
        (
            Sought(By.IDENTITY, "owner", frozenset({"61"}), territory="33"),
            Known("52", "330106", None, frozenset({"owner"})),
            (),
        ),
    ],
)
def test_all_that_a_group_asks_for_must_be_on_record(sought, known, why):
    assert concerns(sought, known) == why


def test_nothing_is_guessed_from_an_empty_record():
    assert concerns(RETAIL, Known()) == ()
    assert concerns(Sought(By.TASK, "t"), Known("52", "330106", 3)) == ()


CODES = st.sampled_from(["", "5", "52", "521", "5211", "61"])


@given(CODES, st.sets(st.sampled_from(["52", "5211", "61"])))
def test_a_trade_counts_for_itself_and_all_that_is_finer(trade, trades):
    found = concerns(Sought(By.TRADE, "t", frozenset(trades), "33"), Known(trade, "330106"))
    fits = any(trade.startswith(code) for code in trades)
    assert bool(found) == (fits or not trades)


def test_the_table_of_steps():
    possible = {
        (Answer.ASKED, "join"),
        (Answer.ASKED, "decline"),
        (Answer.DECLINED, "join"),
        (Answer.JOINED, "leave"),
    }
    for state, event in itertools.product(Answer, ("join", "decline", "leave")):
        assert may_step(ANSWER_EDGES, state, event) == ((state, event) in possible)
    assert {edge.permission for edge in ANSWER_EDGES} == {"group.answer"}
