"""Packs that tests write."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from factories.org import TODAY, moment
from gongjian.kernel.actor import Actor, system
from gongjian.packs import actions
from gongjian.packs.actions import Loaded
from gongjian.packs.rules import Files

META = """\
[pack]
code = "{code}"
name = {{ zh = "{name}", en = "River district" }}
version = "{version}"
valid_from = {day}
"""


def make_meta(
    code: str = "river",
    name: str = "江边区",
    version: str = "1.0",
    day: str = "2026-01-01",
    builds_on: str = "",
) -> str:
    """Return the [pack] table of a pack."""
    base = f'builds_on = "{builds_on}"\n' if builds_on else ""
    return META.format(code=code, name=name, version=version, day=day) + base


def make_files(body: str = "", **facts: str) -> Files:
    """Return the files of a pack with one file and these sections."""
    return {"pack.toml": (make_meta(**facts) + body).encode()}


def make_docx(*lines: str) -> bytes:
    """Return a Word file with these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def operator() -> Actor:
    """Return the actor of the command line."""
    return system("packs", TODAY, *actions.PERMISSIONS)


def load_pack(files: Files) -> Loaded:
    """Load a pack as the command line does."""
    return actions.load(files, actor=operator(), at=moment())
