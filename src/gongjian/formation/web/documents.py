"""The proposal as a document, from a template that a district can replace."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from django.conf import settings
from docxtpl import DocxTemplate

from ..queries import CasePage
from .shown import verdict_words

BUILT_IN = Path(__file__).parents[1] / "templates" / "formation" / "proposal.docx"


def template_path() -> Path:
    """Return the district's own template if it has put one into the data folder, else ours."""
    own = Path(settings.DATA_DIR) / "templates" / "formation" / "proposal.docx"
    return own if own.exists() else BUILT_IN


def write_proposal(page: CasePage, *, on: date) -> bytes:
    """Return the proposal as a docx document."""
    document = DocxTemplate(template_path())
    document.render(
        {
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
        },
        autoescape=True,
    )
    file = BytesIO()
    document.save(file)
    return file.getvalue()
