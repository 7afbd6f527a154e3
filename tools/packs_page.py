"""Write docs/howto/write-a-pack.md, with its reference made from the schema."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from tools.say import ROOT, say

if TYPE_CHECKING:
    from pydantic import BaseModel

PAGE = ROOT / "docs" / "howto" / "write-a-pack.md"

HEAD = """\
# Write a pack

Made by `python -m tools.packs_page`, the reference from the schema in \
`src/gongjian/packs/terms.py`; a test keeps both together.

A pack is a folder of TOML that says how your district does things: what it calls its units, which \
types, posts and lines it has, its deadlines, what organisational life it expects, its document \
templates. Nothing in it is a program.

1. `gongjian packs new our_district` writes a small folder that works. To begin with another \
district's: `gongjian packs export CODE DIR` once that is loaded (`gongjian packs list`).
2. Change it. The files may have any names that end in `.toml`; one of them, `pack.toml`, has the \
table `[pack]`. Everything is optional except `[pack]`.
3. `gongjian packs check our_district` names every fault at once, each with file, line, key and \
reason: `life.toml:9: life_templates.monthly.items[0].per: must be one of ...`.
4. `gongjian packs diff our_district` says in sentences what loading would change.
5. `gongjian packs load our_district` loads all of it or nothing, as one event of the log. The \
same again does nothing.

**Versions.** Each load is a version, kept for ever with its files. It holds from `valid_from` on; \
until then, and for every earlier day, the version before holds. Other content needs another \
`version`. `gongjian packs export CODE DIR --version-loaded 1.0` gives an old one back byte for \
byte.

**A county on its city.** `builds_on = "the_citys_code"`: the county's pack comes first where both \
say something, whenever either is loaded, and `[remove]` takes away what the county does not want: \
`unit_types = ["bank"]`. Two packs of which neither builds on the other cannot declare the same \
code.

**Samples.** What your documents do not say is not invented silently: mark it `sample = true` with \
a `note` that says what is made up. Pages show the mark.

**What a pack cannot do.** It cannot say what a role may do, weaken a rule of the Constitution of \
the Party that the database keeps (three formal members), rename or remove what records hold \
(categories, skills), or run code: a document template names fields and loops over them, no more.
"""

USED_BY = {
    "unit_types": "Used by units, their lists and forms.",
    "venue_types": "Kept and shown; venues have the built-in types only.",
    "post_types": "Used as the name of the role that it gives, on every page.",
    "lines": "Used where units are placed, and by the switch of lines.",
    "parameters": "Used by the rules from the day on.",
    "life_templates": "Used by organisational life: what is due in which period.",
    "activity_types": "Used by organisational life: what a meeting was, whether it is study.",
    "group_types": "Used by groups: what a group is, and what people say of themselves.",
    "categories": "Used by needs and offers.",
    "skills": "Used by needs, offers and volunteers.",
    "documents": "Used where the product makes the document.",
    "words": "Used by the menu and headings.",
}
"""Where a section reaches today: said plainly, so that nobody writes what nobody reads."""

COMMON = """\
`name = { zh = "…", en = "…" }` is required wherever something has a name. Everything may have \
`sample = true` and a `note` of up to 400 characters. Codes are 2 to 40 of `a-z`, `0-9` and `_`.
"""


def page() -> str:
    """Return the text of docs/howto/write-a-pack.md."""
    from gongjian.packs.terms import SECTIONS, Meta

    parts = [HEAD, "# Reference\n", COMMON, "| Key | Value | |", "|---|---|---|"]
    parts += ["| **`[pack]`** | | what the pack is, in `pack.toml` |", *_rows(Meta)]
    for section, spec in SECTIONS.items():
        says = f"{_first_line(spec)} {USED_BY[section]}"
        parts += [f"| **`[{_heading(section)}]`** | | {says} |", *_rows(spec)]
    parts += ["| **`[remove]`** | | What the packs below say and this one does not want. |"]
    parts += [f"| {_codes(_removable())} | list of codes, optional | |", "", *_further()]
    return "\n".join(parts).rstrip() + "\n"


def _removable() -> list[str]:
    from gongjian.packs.terms import REMOVABLE, SECTIONS

    return [section for section in SECTIONS if section in REMOVABLE]


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _heading(section: str) -> str:
    from gongjian.kernel.words import SECTION as WORDS
    from gongjian.packs.terms import KEYED

    if section == WORDS:
        return section
    return f'{section}."a.key"' if section in KEYED else f"{section}.code"


def _first_line(spec: type[BaseModel]) -> str:
    return (spec.__doc__ or "").split("\n", 1)[0]


def _rows(spec: type[BaseModel], within: str = "") -> Iterator[str]:
    """Yield a row for each key that is not common to all, those of tables in a list after it."""
    for name, field in spec.model_fields.items():
        if name in ("name", "sample", "note"):
            continue
        need = "required" if field.is_required() else _default(field.default)
        says = field.description or ""
        yield f"| `{within}{name}` | {_type(field.annotation)}, {need} | {says} |"
        for each in get_args(field.annotation):
            if hasattr(each, "model_fields"):
                yield from _rows(each, f"{name}.")


def _default(value: Any) -> str:
    if value in ("", [], None):
        return "optional"
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{shown}` if left out"


TYPES = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", date: "day"}


def _type(kind: Any) -> str:
    if kind in TYPES:
        return TYPES[kind]
    if get_origin(kind) is Literal:
        return " or ".join(f"`{each}`" for each in get_args(kind))
    if get_origin(kind) is Annotated:
        return _type(get_args(kind)[0])
    inner = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) is list:
        return "list of tables" if hasattr(inner[0], "model_fields") else "list of text"
    return " or ".join(_type(each) for each in inner)


def _further() -> Iterator[str]:
    """Yield what codes and values are to be taken from."""
    from gongjian.kernel import documents, words
    from gongjian.org.catalogue import BUILT_IN_TYPES, KINDS

    kinds = [f"`{kind.code}` {_both(kind.label)}" for kind in KINDS]
    yield f"**Kinds of units**: {'; '.join(kinds)}.\n"
    types = [f"`{code}` {_both(each.label)}" for code, each in BUILT_IN_TYPES.items()]
    yield f"**Built-in unit types**, to be renamed or removed: {'; '.join(types)}.\n"
    keys = [f"`{key}` {_both(label)}" for key, label in words.declared().items()]
    yield f"**Words**, and what they are without a pack: {'; '.join(keys)}.\n"
    for code, each in documents.declared().items():
        yield _fields(code, each.fields)


def _fields(code: str, fields: Mapping[str, str]) -> str:
    said = "; ".join(f"`{name}` {words}" for name, words in fields.items())
    return f"**The document `{code}`** may use: {said}.\n"


def _both(label: object) -> str:
    """Return a label in English and in Chinese."""
    from django.utils import translation

    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append(str(label))
    return " · ".join(said)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    # Nothing is signed here; the settings only refuse to load without a secret.
    os.environ.setdefault("GONGJIAN_SECRET_KEY", secrets.token_urlsafe(64))
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
    say(f"Wrote {PAGE.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
