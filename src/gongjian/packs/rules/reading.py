"""From the files of a folder to a pack, or to all that is wrong with them."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ..terms import CODE, KEYED, REMOVABLE, SECTIONS, Code, Meta
from .lines import Lines, Path, line_of_error

Files = Mapping[str, bytes]
"""The files of a pack by their path in its folder."""

META, REMOVE = "pack", "remove"
MAIN = "pack.toml"


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, where, and why."""

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.reason}" if self.key else f"{where}: {self.reason}"


@dataclass(frozen=True)
class Pack:
    """A pack that its files declare; ``where`` finds the line of each key for later faults."""

    meta: Meta
    entries: Mapping[str, Mapping[str, Any]]
    removed: Mapping[str, tuple[str, ...]]
    where: Mapping[Path, tuple[str, int]] = field(default_factory=dict, compare=False)

    def fault(self, path: Path, reason: str) -> Fault:
        """Return a fault at a key of this pack."""
        short = path
        while short not in self.where:
            short = short[:-1]
        file, line = self.where[short]
        return Fault(file, line, dotted(path), reason)


@dataclass(frozen=True)
class Read:
    """What came of reading: a pack, unless its files are too broken, and the faults."""

    pack: Pack | None
    faults: tuple[Fault, ...]


def digest(files: Files) -> str:
    """Return the digest of all files of a pack with their names."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{len(files[path])}\0".encode())
        whole.update(files[path])
    return whole.hexdigest()


def dotted(path: Path) -> str:
    """Return a path as it is written in TOML: ``life_templates.month.items[0].per``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            plain = f'"{part}"' if "." in part else part
            text += f".{plain}" if text else plain
    return text


def read(files: Files) -> Read:
    """Read the files of a pack; every fault of every file is found."""
    reading = _Reading()
    for path in sorted(files):
        if path.endswith(".toml"):
            reading.file(path, files[path])
    return reading.result()


class _Reading:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.meta: Meta | None = None
        self.has_meta = False
        self.entries: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
        self.removed: dict[str, tuple[str, ...]] = {}
        self.where: dict[Path, tuple[str, int]] = {(): (MAIN, 0)}

    def file(self, name: str, content: bytes) -> None:
        try:
            text = content.decode("utf-8-sig")
            tables = tomllib.loads(text)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.faults.append(Fault(name, line, "", _("is not written in UTF-8")))
            return
        except tomllib.TOMLDecodeError as error:
            reason = _("is not TOML: %(why)s") % {"why": error}
            self.faults.append(Fault(name, line_of_error(error, text), "", reason))
            return
        lines = Lines(text)
        for key, value in tables.items():
            self._section(name, lines, key, value)

    def _section(self, name: str, lines: Lines, key: str, value: Any) -> None:
        if key == META:
            self.has_meta = True
            self._note((META,), name, lines, value)
            self.meta = self._valid(Meta, value, (META,), name, lines) or self.meta
        elif key == REMOVE:
            self._remove(name, lines, value)
        elif key in SECTIONS:
            self._entries(name, lines, key, value)
        else:
            known = (META, *SECTIONS, REMOVE)
            self.faults.append(Fault(name, lines.of((key,)), key, _unknown(key, known)))

    def _entries(self, name: str, lines: Lines, section: str, value: Any) -> None:
        if not isinstance(value, dict):
            reason = _("must be a table of entries: [%(section)s.code]") % {"section": section}
            self.faults.append(Fault(name, lines.of((section,)), section, reason))
            return
        for code, spec in value.items():
            path = (section, code)
            if code in self.entries[section]:
                reason = _("is declared in %(file)s too") % {"file": self.where[path][0]}
                self.faults.append(Fault(name, lines.of(path), dotted(path), reason))
                continue
            if section not in KEYED:
                self._valid(Code, code, path, name, lines)
            self._note(path, name, lines, spec)
            entry = self._valid(SECTIONS[section], spec, path, name, lines)
            if entry is not None:
                self.entries[section][code] = entry

    def _remove(self, name: str, lines: Lines, value: Any) -> None:
        found = self._valid(dict[str, list[str]], value, (REMOVE,), name, lines) or {}
        self._note((REMOVE,), name, lines, value)
        for section, codes in found.items():
            if section not in REMOVABLE:
                path = (REMOVE, section)
                reason = _unknown(section, sorted(REMOVABLE))
                self.faults.append(Fault(name, lines.of(path), dotted(path), reason))
                continue
            self.removed[section] = (*self.removed.get(section, ()), *codes)

    def _valid(self, kind: Any, value: Any, path: Path, name: str, lines: Lines) -> Any:
        try:
            return TypeAdapter(kind).validate_python(value)
        except ValidationError as error:
            for one in error.errors():
                at = (*path, *_within(one))
                self.faults.append(Fault(name, lines.of(at), dotted(at), reason_of(one, kind)))
        return None

    def _note(self, path: Path, name: str, lines: Lines, value: Any) -> None:
        self.where[path] = (name, lines.of(path))
        pairs: Any = ()
        if isinstance(value, dict | list):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            self._note((*path, key), name, lines, inner)

    def result(self) -> Read:
        if not self.has_meta:
            reason = _("has no [pack]: code, name, version and valid_from")
            self.faults.append(Fault(MAIN, 0, META, reason))
        if self.meta is None:
            return Read(None, tuple(sorted(self.faults)))
        pack = Pack(self.meta, self.entries, self.removed, self.where)
        return Read(pack, tuple(sorted(self.faults)))


UNIONS = frozenset({"int", "float", "str", "bool"})


def _within(error: ErrorDetails) -> Iterator[str | int]:
    """Yield the keys of an error's place; a union's branches are no keys."""
    yield from (part for part in error["loc"] if part not in UNIONS)


def _unknown(key: str, known: Any) -> str:
    close = get_close_matches(key, known, 1)
    if close:
        return _("is not known here. Did you mean “%(close)s”?") % {"close": close[0]}
    return _("is not known here; known are %(known)s") % {"known": ", ".join(known)}


def reason_of(error: ErrorDetails, kind: Any) -> str:
    """Return why a value is refused, in words that say what to write."""
    facts: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return _("is missing")
        case "extra_forbidden":
            return _unknown(str(error["loc"][-1]), _fields(kind, error["loc"]))
        case "literal_error":
            return _("must be one of %(known)s") % {"known": facts["expected"]}
        case "string_pattern_mismatch" if facts["pattern"] == CODE:
            return _("must be small letters a-z, digits and _, beginning with a letter, 2 to 40")
        case "string_pattern_mismatch":
            return _("is not written as it must be: %(pattern)s") % facts
        case "sample_without_note":
            return _("is a sample; say in “note” what is made up")
        case "string_too_long":
            return _("is longer than %(max_length)d characters") % facts
        case "string_too_short" | "too_short":
            return _("is empty")
        case "greater_than_equal" | "less_than_equal":
            return _("must be from 1 to 60")
    return _KINDS.get(error["type"], lambda: error["msg"])()


_KINDS = {
    "string_type": lambda: _("must be text in quotes"),
    "int_type": lambda: _("must be a whole number"),
    "bool_type": lambda: _("must be true or false"),
    "date_type": lambda: _("must be a day such as 2026-01-01, without quotes"),
    "list_type": lambda: _("must be a list in square brackets"),
    "dict_type": lambda: _("must be a table"),
    "model_type": lambda: _("must be a table"),
    "model_attributes_type": lambda: _("must be a table"),
}


def _fields(kind: Any, path: tuple[Any, ...]) -> list[str]:
    """Return the keys that may stand where an unknown one stands."""
    for part in path[:-1]:
        if isinstance(part, int) or not _is_spec(kind):
            continue
        kind = _inner(kind.model_fields[part].annotation)
    return list(kind.model_fields) if _is_spec(kind) else []


def _is_spec(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _inner(annotation: Any) -> Any:
    """Return the table within a list, or the annotation itself."""
    inner = getattr(annotation, "__args__", None)
    return inner[0] if inner else annotation
