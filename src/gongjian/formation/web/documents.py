"""The proposal as a document, from a template that a district can replace by its pack."""

from __future__ import annotations

from datetime import date

from gongjian.kernel import documents

from ..queries import CasePage
from ..terms import PROPOSAL
from .shown import verdict_words


def write_proposal(page: CasePage, *, on: date) -> bytes:
    """Return the proposal as a docx document."""
    facts = {
        "name": page.row.name,
        "form": str(page.row.form.label),
        "superior": page.row.superior,
        "formal": page.row.formal,
        "members": page.row.members,
        "units": [
            {"name": e.name, "formal": e.formal, "probationary": e.probationary}
            for e in page.ground.employers
        ],
        "place": page.place,
        "source": page.verdict.source,
        "doubts": verdict_words(page.verdict),
        "reason": page.reason,
        "day": f"{on.year}年{on.month}月{on.day}日",
    }
    return documents.fill(PROPOSAL, facts, on=on)
