"""What the browser tests share: the demonstration district, its people's sessions, a close look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from conftest import DESKTOP, PHONE
from gongjian.sample import build
from gongjian.sample.cast import PASSWORD


@pytest.fixture
def district(transactional_db: None) -> None:
    """Build the demonstration district, without the territory table."""
    build.district(timezone.now())


@pytest.fixture
def placed_district(transactional_db: None, zhejiang: None) -> None:
    """Build the demonstration district on the real places of its province."""
    build.district(timezone.now())


@pytest.fixture
def enter(new_page: Callable[..., Any]) -> Callable[..., Any]:
    """Sign one of the cast in, in a browser session of their own, and return the page."""

    def sign_in(username: str, size: tuple[int, int], **options: Any) -> Any:
        page = new_page(size, **options)
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/work/")
        return page

    return sign_in


@pytest.fixture
def look(
    assert_accessible: Callable[[Any], None], shot: Callable[[Any, str], Any]
) -> Callable[..., None]:
    """Look at a page closely: nothing sticks out, axe finds nothing, a screenshot is kept.

    At the width that its reader has and, unless told otherwise, at the other one.
    """

    def at_this_width(page: Any, name: str) -> None:
        page.wait_for_load_state()
        size = page.viewport_size
        width, height = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert width <= size["width"], name
        # In a window as tall as the page no bar that sticks to its edge hides anything.
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        shot(page, name)
        assert_accessible(page)

    def closely(page: Any, name: str, *, both: bool = True) -> None:
        own = page.viewport_size
        at_this_width(page, name)
        if both:
            other = PHONE if own["width"] > PHONE[0] else DESKTOP
            page.set_viewport_size({"width": other[0], "height": other[1]})
            at_this_width(page, name)
            page.set_viewport_size(own)

    return closely
