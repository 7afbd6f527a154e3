"""Keep the Chinese translations beside the sources: extract, compile.

English is the message itself. Each module has its own catalogue,
``src/gongjian/<module>/locale/zh_Hans/LC_MESSAGES/django.po``; what belongs to the whole house
(templates/, config/, kernel/) stands in ``src/gongjian/locale``. No gettext program is needed.

    python -m tools.messages extract    new messages in, unused ones out, translations kept
    python -m tools.messages compile    .po to .mo, where it is older
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.say import ROOT, say

PACKAGE = ROOT / "src" / "gongjian"
LANGUAGE = "zh_Hans"
SHARED = ("templates", "config", "kernel")
"""Folders whose messages stand in the house's own catalogue."""

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Area:
    """A catalogue and the folders whose messages it holds."""

    name: str
    folders: tuple[Path, ...]
    locale: Path

    @property
    def po(self) -> Path:
        return self.locale / LANGUAGE / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")


def areas() -> list[Area]:
    """Return every catalogue of the product."""
    modules = sorted(
        path
        for path in PACKAGE.iterdir()
        if path.is_dir() and (path / "__init__.py").exists() and path.name not in SHARED
    )
    shared = Area("gongjian", tuple(PACKAGE / name for name in SHARED), PACKAGE / "locale")
    return [shared, *(Area(path.name, (path,), path / "locale") for path in modules)]


@cache
def _configured() -> None:
    """Let Django read templates; no installation is needed for that."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)


def _as_python(path: Path) -> bytes:
    """Return the file as Python that calls gettext for each message, on the same lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    _configured()
    from django.utils.translation.template import templatize

    return str(templatize(text, origin=str(path))).encode()


def _sources(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def extracted(area: Area) -> Catalog:
    """Return the messages that the sources of an area use now."""
    catalog = Catalog(locale=LANGUAGE, fuzzy=False)
    for path in _sources(area.folders):
        where = path.relative_to(PACKAGE).as_posix()
        source = io.BytesIO(_as_python(path))
        for line, message, comments, context in extract(
            "python", source, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(message, locations=[(where, line)], auto_comments=comments, context=context)
    return catalog


def stored(area: Area) -> Catalog:
    """Return the catalogue as it stands in its file; empty where there is none."""
    if not area.po.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with area.po.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def merged(area: Area) -> Catalog:
    """Return the messages used now, with the translations that are known."""
    known = stored(area)
    catalog = extracted(area)
    for message in catalog:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and not old.fuzzy:
            message.string = old.string
            message.user_comments = old.user_comments
    return catalog


EMPTY_HEADERS = tuple(
    f'"{name}'.encode()
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "Language-Team",
    )
)
"""Header lines that change by themselves or say nothing here."""


def _without_empty_headers(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(EMPTY_HEADERS))


def as_po(catalog: Catalog) -> bytes:
    """Return the text of a catalogue: sorted, with file names but without line numbers."""
    buffer = io.BytesIO()
    catalog.header_comment = "# Chinese of this module. English is the message itself."
    write_po(buffer, catalog, width=100, sort_by_file=True, include_lineno=False)
    return _without_empty_headers(buffer.getvalue())


def extract_all() -> int:
    for area in areas():
        catalog = merged(area)
        if not len(catalog):
            continue
        area.po.parent.mkdir(parents=True, exist_ok=True)
        text = as_po(catalog)
        if not area.po.exists() or area.po.read_bytes() != text:
            area.po.write_bytes(text)
        empty = sum(1 for message in catalog if message.id and not is_translated(message))
        say(f"{area.name}: {len(catalog)} messages, {empty} without Chinese")
    return 0


def is_translated(message: Any) -> bool:
    """Tell whether each form of a message has a translation."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms)


def compile_all() -> int:
    stale = [
        area
        for area in areas()
        if area.po.exists()
        and (not area.mo.exists() or area.mo.stat().st_mtime < area.po.stat().st_mtime)
    ]
    if stale:
        say(f"Compiling the translations of {', '.join(area.name for area in stale)}")
    for area in stale:
        catalog = stored(area)
        # A message without Chinese must be shown in English, not as nothing.
        for message in [one for one in catalog if one.id and not is_translated(one)]:
            catalog.delete(message.id, message.context)
        with area.mo.open("wb") as file:
            write_mo(file, catalog)
    return 0


if __name__ == "__main__":
    sys.exit({"extract": extract_all, "compile": compile_all}[sys.argv[1]]())
