"""From sheets to entries: which sheet and column is which, and what each cell means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..terms import EXPLANATION, FORMS, Column, SheetForm
from .cells import Lists, NotRight, fold, plain, read_cell
from .findings import Entry, Fault


class SheetLine(Protocol):
    """A row of a file, as ``kernel.workbooks`` gives it."""

    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> tuple[Any, ...]: ...
    def cell(self, index: int) -> Any: ...


class FileSheet(Protocol):
    """A sheet of a file, as ``kernel.workbooks`` gives it."""

    @property
    def name(self) -> str: ...
    @property
    def heading(self) -> SheetLine | None: ...
    @property
    def lines(self) -> Sequence[SheetLine]: ...


SHEET_NAMES = {fold(name): form for form in FORMS for name in (form.chinese, form.english)}
SKIPPED = frozenset(fold(name) for name in EXPLANATION)


def letter(index: int) -> str:
    """Return the letters of a column counted from 0."""
    first, last = divmod(index, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)


def read_roster(sheets: Sequence[FileSheet], lists: Lists) -> tuple[list[Entry], list[Fault]]:
    """Return every row that could be understood, and every fault of form in the whole file."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for sheet in sheets:
        form = SHEET_NAMES.get(fold(sheet.name))
        if form is None:
            faults.extend(_unknown_sheet(sheet))
        elif form.key in seen:
            faults.append(Fault(sheet.name, None, "", "", "sheet_twice"))
        else:
            seen.add(form.key)
            _read_sheet(sheet, form, lists, entries, faults)
    if not seen:
        faults.insert(0, Fault("", None, "", "", "no_sheet"))
    return entries, faults


def _unknown_sheet(sheet: FileSheet) -> list[Fault]:
    if fold(sheet.name) in SKIPPED or sheet.heading is None:
        return []
    right = "、".join(form.chinese for form in FORMS)
    return [Fault(sheet.name, None, "", "", "unknown_sheet", {"right": right})]


def _read_sheet(
    sheet: FileSheet,
    form: SheetForm,
    lists: Lists,
    entries: list[Entry],
    faults: list[Fault],
) -> None:
    if sheet.heading is None:
        faults.append(Fault(sheet.name, None, "", "", "no_heading"))
        return
    columns = _columns(sheet, sheet.heading, form, faults)
    where = {
        column.key: f"{letter(index)} {plain(sheet.heading.cell(index))}"
        for index, column in columns.items()
    }
    for line in sheet.lines:
        entries.append(_entry(sheet, line, form, columns, where, lists, faults))


def _columns(
    sheet: FileSheet, heading: SheetLine, form: SheetForm, faults: list[Fault]
) -> dict[int, Column]:
    """Return which column stands where; name those that are unknown, missing or there twice."""
    known = {fold(name): c for c in form.columns for name in (c.chinese, c.english)}
    found: dict[int, Column] = {}
    for index, cell in enumerate(heading.cells):
        title = plain(cell).rstrip("*＊").strip()
        column = known.get(fold(title))
        where = f"{letter(index)} {title}".strip()
        if column is None:
            if title or any(plain(line.cell(index)) for line in sheet.lines):
                faults.append(Fault(sheet.name, heading.number, where, title, "unknown_column"))
        elif column in found.values():
            faults.append(Fault(sheet.name, heading.number, where, title, "column_twice"))
        else:
            found[index] = column
    for column in form.columns:
        if column.required and column not in found.values():
            faults.append(
                Fault(
                    sheet.name,
                    heading.number,
                    column.chinese,
                    "",
                    "missing_column",
                    {"right": column.chinese},
                )
            )
    beyond = [line for line in sheet.lines if _is_beyond(line, heading)]
    for line in beyond:
        index = _first_beyond(line, heading)
        faults.append(
            Fault(sheet.name, line.number, letter(index), plain(line.cell(index)), "unknown_column")
        )
    return found


def _is_beyond(line: SheetLine, heading: SheetLine) -> bool:
    return any(plain(cell) for cell in line.cells[len(heading.cells) :])


def _first_beyond(line: SheetLine, heading: SheetLine) -> int:
    return next(
        index for index in range(len(heading.cells), len(line.cells)) if plain(line.cell(index))
    )


def _entry(
    sheet: FileSheet,
    line: SheetLine,
    form: SheetForm,
    columns: dict[int, Column],
    where: dict[str, str],
    lists: Lists,
    faults: list[Fault],
) -> Entry:
    values: dict[str, Any] = {}
    for index, column in columns.items():
        shown = plain(line.cell(index))
        if not shown:
            if column.required:
                facts = {"right_of": [form.key, column.key]}
                faults.append(Fault(sheet.name, line.number, where[column.key], "", "empty", facts))
            continue
        try:
            values[column.key] = read_cell(line.cell(index), column, lists)
        except NotRight:
            facts = {"right_of": [form.key, column.key]}
            faults.append(
                Fault(sheet.name, line.number, where[column.key], shown[:80], "wrong", facts)
            )
    return Entry(form.key, sheet.name, line.number, values, where)
