"""The minutes of an election, from a template that a district can replace by its pack."""

from __future__ import annotations

from datetime import date

from gongjian.kernel import documents

from ..queries import ElectionPage
from ..terms import MINUTES


def write_minutes(page: ElectionPage, *, on: date) -> bytes:
    """Return the minutes of a counted election as a docx document."""
    absent = [name for person, name in page.roll.items() if person not in page.came]
    facts = {
        "unit": page.unit,
        "day": f"{page.on.year}年{page.on.month}月{page.on.day}日",
        "seats": page.seats,
        "due": page.due,
        "present": page.present,
        "needed": page.needed,
        "issued": page.issued,
        "returned": page.returned,
        "valid": page.valid,
        "candidates": [
            {"name": each.name, "yes": each.yes, "result": "当选" if each.is_elected else "未当选"}
            for each in page.candidates
        ],
        "elected": "、".join(each.name for each in page.elected) or "无",
        "absent": "、".join(absent) or "无",
    }
    return documents.fill(MINUTES, facts, on=on)
