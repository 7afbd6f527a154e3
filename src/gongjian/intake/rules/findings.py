"""What checking a roster gives: entries, faults, doubts, and what each row would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..terms import RowStatus


@dataclass(frozen=True)
class Fault:
    """One fault: the sheet as the file names it, its row and column, the value, what is wrong.

    ``code`` is a key of ``terms.FAULT_WORDS``; ``facts`` fill in its words.
    """

    sheet: str
    row: int | None
    column: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One row as it was understood. Only filled cells are in ``values``; ``where`` gives the
    letter and heading of each column."""

    form: str
    sheet: str
    row: int
    values: Mapping[str, Any]
    where: Mapping[str, str]

    def get(self, key: str, default: Any = "") -> Any:
        return self.values.get(key, default)

    def fault(self, key: str, code: str, **facts: Any) -> Fault:
        """Return a fault of one cell of this row."""
        value = self.values.get(key, "")
        shown = "、".join(value) if isinstance(value, tuple) else str(value)
        return Fault(self.sheet, self.row, self.where.get(key, ""), shown, code, facts)


@dataclass(frozen=True)
class Doubt:
    """A question for a person: does ``name`` in the file mean the same unit as ``other``?

    ``other_id`` is a unit entered before; without it ``other_row`` is a row of the same file.
    ``is_reference``: the name only stands in rows that refer to a unit.
    """

    sheet: str
    row: int
    name: str
    other: str
    other_id: int | None = None
    other_row: int | None = None
    is_reference: bool = False

    @property
    def key(self) -> str:
        return f"{self.name}={self.other}"


@dataclass(frozen=True)
class Finding:
    """What one row would do; ``changes`` are field, value before, value after."""

    entry: Entry
    status: RowStatus
    label: str
    changes: tuple[tuple[str, Any, Any], ...] = ()
    target: int | None = None
