"""A re-organisation in a real browser: found on the work page, rehearsed, applied, read again.

The officer has a desk; every page is looked at on a phone too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import DESKTOP
from factories.org import office
from gongjian.org.models import Placement, Unit
from gongjian.structure import actions
from gongjian.structure.terms import Move

pytestmark = pytest.mark.browser

TITLE = "社区划归东胜街道"


def units_under(page: Any, name: str, on: date, line: str) -> int:
    """Return how many units the figure counts under one of this name on a day."""
    node = Unit.objects.get(name=name).pk
    page.goto(f"/figures/org.units/?line={line}&node={node}&on={on.isoformat()}")
    return int(page.locator(".figure-number").first.inner_text().replace(",", ""))


def test_a_reorganisation_is_rehearsed_and_applied(
    district: None, enter: Callable[..., Any], look: Callable[..., None]
) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    yesterday = today - timedelta(days=1)
    moved = Placement.objects.filter(
        line="territorial", parent__name="百丈街道", unit__type="community", valid_to=None
    ).order_by("unit_id")[0]
    draft = actions.Draft(
        Unit.objects.get(name="鄞州区").pk, TITLE, "示例：区政办发〔2026〕99号", today
    )
    row = actions.draft(draft, actor=office(today), at=now)
    to = Unit.objects.get(name="东胜街道").pk
    actions.add_change(row.pk, Move(moved.unit_id, "territorial", to), actor=office(today), at=now)

    page = enter("quban", DESKTOP)
    page.get_by_role("link", name=TITLE).click()
    look(page, "1-draft")
    lines = [("百丈街道", "territorial"), ("东胜街道", "territorial")]
    before = [units_under(page, name, today, line) for name, line in lines]

    page.goto(f"/reorganisations/{row.pk}/preview/")
    look(page, "2-rehearsed")
    assert [units_under(page, name, today, line) for name, line in lines] == before
    page.goto(f"/reorganisations/{row.pk}/preview/")
    page.locator("#apply summary").click()
    page.locator("#apply button[type=submit]").click()
    page.wait_for_url(f"**/reorganisations/{row.pk}/")
    look(page, "3-applied")

    after = [units_under(page, name, today, line) for name, line in lines]
    gone, come = (then - now for then, now in zip(after, before, strict=True))
    assert gone == -come < 0
    assert [units_under(page, name, yesterday, line) for name, line in lines] == before
    look(page, "4-a-day-before")
    page.goto(f"/reconciliation/org.units/?on={today.isoformat()}")
    look(page, "5-both-lines")
