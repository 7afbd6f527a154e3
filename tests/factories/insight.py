"""Published totals, entered as an office enters them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from gongjian.insight import actions
from gongjian.insight.actions import PublishedEntry
from gongjian.insight.models import PublishedTotal

from .org import moment, office

SAID_FOR = date(2026, 10, 31)


def published_entry(**facts: Any) -> PublishedEntry:
    """Return what is entered: 10 units of which an article says so, unless told otherwise."""
    known: dict[str, Any] = {
        "subject": "成员单位",
        "value": Decimal(10),
        "unit": "个",
        "as_of": SAID_FOR,
        "publication": "某报道",
    }
    return PublishedEntry(**known | facts)


def make_published(**facts: Any) -> PublishedTotal:
    """Enter a published total."""
    return actions.enter_total(published_entry(**facts), actor=office(), at=moment())
