"""The manual of packs is made from the schema."""

from __future__ import annotations

from gongjian.packs.terms import SECTIONS
from tools import packs_page


def test_the_manual_is_up_to_date():
    assert packs_page.PAGE.read_text(encoding="utf-8") == packs_page.page(), (
        "run `python -m tools.packs_page`"
    )


def test_the_manual_says_of_each_section_where_it_reaches():
    assert set(packs_page.USED_BY) == set(SECTIONS)
