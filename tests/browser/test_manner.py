"""How the pages behave for everybody: language, looks, no script, the keyboard, paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from conftest import DESKTOP, PHONE
from gongjian.exchange.models import Claim, Need
from gongjian.org.models import Unit
from gongjian.sample.district import ZONE

pytestmark = pytest.mark.browser

CHINESE = re.compile("[\u3400-\u9fff]")
CHROME = (
    "nav, h1, h2, label, button, thead th, summary, .table-status, .figure-label, .empty, .lead"
)
"""What the product says itself; cells, names and titles are the district's own words."""


def zone_url() -> str:
    return reverse("zone", args=[Unit.objects.get(name=ZONE).pk])


def test_english_shows_no_chinese_of_ours(district, enter, look) -> None:
    page = enter("zhuchi", DESKTOP)
    page.get_by_role("button", name="English").locator("visible=true").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    own = data_words()
    for name in ("work", "need_list", "need_new", "need_meeting", "item_list", "pairing_list"):
        page.goto(reverse(name))
        assert_no_chinese(page, own)
    for url in (reverse("ledger"), reverse("unit_list"), reverse("roster_import"), zone_url()):
        page.goto(url)
        assert_no_chinese(page, own)
    look(page, "zone-in-english")


def data_words() -> set[str]:
    """Return the words on these pages that the district has entered."""
    from gongjian.exchange.models import Category, Pairing
    from gongjian.members.models import Person, Skill
    from gongjian.org.models import Territory

    sources: list[tuple[Any, str]] = [
        (Unit, "name"),
        (Person, "name"),
        (Category, "name"),
        (Skill, "name"),
        (Territory, "name"),
        (Need, "title"),
        (Pairing, "title"),
    ]
    words = {word for model, name in sources for word in model.objects.values_list(name, flat=True)}
    return words | {"中文"}


def assert_no_chinese(page: Any, own: set[str]) -> None:
    for text in page.locator(CHROME).all_inner_texts():
        for word in sorted(own, key=len, reverse=True):
            text = text.replace(word, "")
        assert not CHINESE.search(text), f"{page.url}: {text}"


def test_dark_and_large(district, enter, look) -> None:
    page = enter("huachuan", PHONE)
    page.goto("/preferences/")
    page.locator("[name=theme][value=dark]").check()
    page.locator("[name=text][value=elder]").check()
    page.locator("#main button[type=submit]").first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-theme") == "ink"
    assert page.locator("html").get_attribute("data-text") == "elder"
    page.goto("/needs/fit/")
    look(page, "fit-dark-and-large")
    page.goto("/needs/new/")
    look(page, "need-dark-and-large")


def test_a_need_is_raised_and_claimed_without_javascript(district, enter, look) -> None:
    clinic = enter("weisheng", PHONE, java_script_enabled=False)
    clinic.goto("/needs/new/")
    clinic.locator("[name=heads]").fill("3")
    clinic.get_by_role("button", name="提出需求").click()
    assert clinic.locator(".errors a").count() == 2
    clinic.locator("[name=title]").fill("候诊区陪伴")
    clinic.locator("[name=beneficiaries]").fill("老年人")
    clinic.get_by_role("button", name="提出需求").click()
    raised = Need.objects.get(title="候诊区陪伴")
    assert clinic.url.endswith(f"/needs/{raised.pk}/")

    host = enter("zhuchi", DESKTOP, java_script_enabled=False)
    host.goto(f"/needs/{raised.pk}/")
    host.get_by_role("button", name="核实并发布").click()

    community = enter("huachuan", PHONE, java_script_enabled=False)
    community.goto(f"/needs/{raised.pk}/")
    community.get_by_label("认领多少人").fill("2")
    community.get_by_role("button", name="认领", exact=True).click()
    assert Claim.objects.get(need=raised).heads == 2


def test_the_keyboard_finds_its_way(district, enter, shot) -> None:
    page = enter("huachuan", DESKTOP)
    page.goto("/needs/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("one => one === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    shot(page, "skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _step in range(8):
        page.keyboard.press("Tab")
        assert_focus_is_seen(page)


def assert_focus_is_seen(page: Any) -> None:
    """The element in focus is in sight and has a line around it."""
    box = page.evaluate(
        """() => {
            const one = document.activeElement, style = getComputedStyle(one);
            const box = one.getBoundingClientRect();
            return {tag: one.outerHTML.slice(0, 120), top: box.top, bottom: box.bottom,
                    line: parseFloat(style.outlineWidth) * (style.outlineStyle !== "none")
                          + (style.boxShadow !== "none")};
        }"""
    )
    assert box["line"] > 0, f"{page.url}: no focus to be seen at {box['tag']}"
    assert box["bottom"] > 0, box
    assert box["top"] < page.viewport_size["height"], box


def test_paper_shows_the_numbers_and_no_controls(district, enter, shot) -> None:
    page = enter("quban", DESKTOP)
    page.goto(zone_url())
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".figure-number").first.is_visible()
    for unwanted in (".rail", ".topbar", ".bottombar", ".btn"):
        assert page.locator(unwanted).locator("visible=true").count() == 0, unwanted
    shot(page, "zone-on-paper")
