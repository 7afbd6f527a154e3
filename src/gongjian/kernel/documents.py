"""Word documents that the product fills in, whose templates a district may replace by its own."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from . import catalogue

SECTION = "documents"


@dataclass(frozen=True, eq=False)
class Document:
    """A document that a module makes: its template without a pack, and the fields it may use."""

    code: str
    built_in: Path
    fields: Mapping[str, str]


_declared: dict[str, Document] = {}


def declare(code: str, built_in: Path, fields: Mapping[str, str]) -> Document:
    """Register a document with what each field of its template says, in English for the manual.

    Raises:
        ValueError: another document has this code.
    """
    document = _declared.setdefault(code, Document(code, built_in, fields))
    if document.built_in != built_in:
        raise ValueError(f"document {code} is declared twice")
    return document


def declared() -> Mapping[str, Document]:
    """Return every document whose template a pack may give, by code."""
    return dict(sorted(_declared.items()))


def template(document: Document, *, on: date) -> bytes:
    """Return the template that a pack has for a document on a day, else the built-in one."""
    if document.code in catalogue.current().on(SECTION, on):
        return b64decode(catalogue.content_of(SECTION, document.code, on))
    return document.built_in.read_bytes()


def fill(document: Document, facts: Mapping[str, Any], *, on: date) -> bytes:
    """Return a document with its facts filled in, from the template of a day.

    A pack's template can name the facts and loop over them; it reaches nothing else of ours.

    Raises:
        ValueError: the facts are not the fields that were declared.
    """
    if set(facts) != set(document.fields):
        raise ValueError(f"the facts of {document.code} are not its fields")
    word = DocxTemplate(BytesIO(template(document, on=on)))
    word.render(dict(facts), SandboxedEnvironment(autoescape=True))
    file = BytesIO()
    word.save(file)
    return file.getvalue()
