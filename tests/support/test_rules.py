"""When a visit is due, when a load is too high, when two notes are one."""

from __future__ import annotations

from datetime import date

import pytest

from gongjian.support import rules
from gongjian.support.rules import Note, Quarter


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 11, 21), date(2026, 10, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_the_quarter_of_a_day(day, first, after) -> None:
    assert rules.quarter_of(day) == Quarter(first, after)


def test_one_place_more_than_the_limit_is_too_much() -> None:
    assert not rules.is_over_load(4, 5)
    assert rules.is_over_load(5, 5)


def test_a_note_is_kept_without_blanks_and_empty_issues() -> None:
    said = Note(("talked", "care", "talked"), " 谈了 ", (("other", " "), ("other", " 路灯 ")))
    assert rules.tidied(said) == Note(("care", "talked"), "谈了", (("other", "路灯"),))


def test_the_same_words_are_one_note_in_whatever_order_they_were_ticked() -> None:
    one = Note(("talked", "care"), "谈了  招工", (("business", "招牌"), ("other", "路灯")))
    same = Note(("care", "talked"), "谈了 招工 ", (("other", "路灯"), ("business", "招牌")))
    assert rules.is_same(one, same)
    assert not rules.is_same(one, Note(("talked", "care"), "谈了招人", one.findings))
    assert not rules.is_same(one, Note(("talked", "care"), one.text))
