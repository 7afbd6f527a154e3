"""The minutes as a document, from a template that a district can replace by its pack."""

from __future__ import annotations

from datetime import date

from gongjian.kernel import documents

from ..queries import MeetingPage
from ..terms import MINUTES


def write_minutes(page: MeetingPage, *, on: date) -> bytes:
    """Return the minutes of a meeting as a docx document."""
    day = page.row.held_on
    facts = {
        "unit": page.unit,
        "name": page.row.name,
        "day": f"{day.year}年{day.month}月{day.day}日",
        "minutes": page.row.minutes,
        "present": [each.name for each in page.present],
        "excused": [each.name for each in page.excused],
        "due": len(page.present) + len(page.excused) + len(page.others),
        "text": page.text.splitlines(),
        "items": [name.zh for name in page.items],
        "recorder": page.recorder,
    }
    return documents.fill(MINUTES, facts, on=on)
