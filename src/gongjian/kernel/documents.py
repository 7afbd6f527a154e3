"""Word documents filled in from templates, which packs replace by a district's own."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from . import catalogue

SECTION = "documents"


def template(code: str, built_in: Path, *, on: date) -> bytes:
    """Return the template that a pack has for a document on a day, else the built-in one."""
    if code in catalogue.current().on(SECTION, on):
        return b64decode(catalogue.content_of(SECTION, code, on))
    return built_in.read_bytes()


def fill(code: str, facts: Mapping[str, Any], built_in: Path, *, on: date) -> bytes:
    """Return a document with its facts filled in, from the template of a day.

    A pack's template can name the facts and loop over them; it reaches nothing else of ours.
    """
    document = DocxTemplate(BytesIO(template(code, built_in, on=on)))
    document.render(dict(facts), SandboxedEnvironment(autoescape=True))
    file = BytesIO()
    document.save(file)
    return file.getvalue()
