"""Finding the line of a key in a TOML file: what tomllib knows and does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

_AT_LINE = re.compile(r"at line (\d+)")
_MOST_LINES = 400
"""A statement of more lines than this is not looked through."""


def line_of_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Return the line at which a file stops being TOML."""
    found = _AT_LINE.search(str(error))
    return int(found[1]) if found else len(text.splitlines()) or 1


class Lines:
    """The line of every key of a TOML text that is well formed."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {(): 1}
        self._tables: dict[Path, int] = {}
        table: Path = ()
        for number, statement in _statements(text):
            if statement.lstrip().startswith("["):
                table = self._enter(statement)
                for length in range(1, len(table) + 1):
                    self._lines.setdefault(table[:length], number)
            else:
                self._note(table, tomllib.loads(statement), number)

    def of(self, path: Path) -> int:
        """Return the line of a key; of what it should stand in, where it is missing."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _enter(self, statement: str) -> Path:
        """Return the path of the table that a header opens; tables of one array are numbered."""
        keys: list[str] = []
        inner: Any = tomllib.loads(statement)
        while inner:
            inner = inner[0] if isinstance(inner, list) else inner
            if inner:
                key, inner = next(iter(inner.items()))
                keys.append(key)
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            if path in self._tables:
                path = (*path, self._tables[path])
        path = (*path, keys[-1])
        if statement.lstrip().startswith("[["):
            self._tables[path] = self._tables.get(path, -1) + 1
            path = (*path, self._tables[path])
        return path

    def _note(self, above: Path, value: Any, number: int) -> None:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            path: Path = (*above, key)
            self._lines.setdefault(path, number)
            if isinstance(inner, dict | list):
                self._note(path, inner, number)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each header or key with its value, and the line at which it begins."""
    lines = text.splitlines()
    start = 0
    while start < len(lines):
        if not lines[start].strip() or lines[start].lstrip().startswith("#"):
            start += 1
            continue
        for end in range(start + 1, min(len(lines), start + _MOST_LINES) + 1):
            statement = "\n".join(lines[start:end])
            if _is_whole(statement):
                yield start + 1, statement
                break
        start = end


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True
