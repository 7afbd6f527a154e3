"""Write .xlsx: plain headings, widths that fit, lists to choose from, never a formula."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

WIDEST = 60
"""Characters (of half width) that a column is at most wide."""

MOST_CHOICE_TEXT = 255
"""What the format allows for the text of a list of choices."""

FORM_ROWS = 2000
"""How far down an empty form offers its lists of choices."""


@dataclass(frozen=True)
class Choices:
    """The values that may be chosen in a column; others are marked, not refused."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class NewColumn:
    """A column to write: heading, an explanation shown beside it, and what may be chosen."""

    label: str
    note: str = ""
    choices: Choices | None = None
    width: int | None = None
    required: bool = False


@dataclass(frozen=True)
class NewSheet:
    """A sheet to write; its rows may come one by one."""

    name: str
    columns: Sequence[NewColumn]
    rows: Iterable[Sequence[Any]] = field(default_factory=tuple)
    wrapped: bool = False


def write(sheets: Iterable[NewSheet]) -> bytes:
    """Return an .xlsx file. Text is written as text, whatever it begins with."""
    target = io.BytesIO()
    _write(target, sheets, {})
    return target.getvalue()


def write_to(target: Path, sheets: Iterable[NewSheet]) -> None:
    """Write an .xlsx file of any length; no more than one row of it is held at a time."""
    _write(str(target), sheets, {"constant_memory": True})


def _write(target: Any, sheets: Iterable[NewSheet], more: dict[str, Any]) -> None:
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        **more,
    }
    with xlsxwriter.Workbook(target, options) as book:
        # Without this the file would say when it was made: two files of the same rows differ.
        book.set_properties({"created": datetime(2000, 1, 1)})
        styles = _styles(book)
        for sheet in sheets:
            _write_sheet(book, sheet, styles)


def _styles(book: Any) -> dict[str, Any]:
    frame = {"bold": True, "valign": "vcenter", "bottom": 1, "text_wrap": True}
    return {
        "heading": book.add_format({**frame, "bg_color": "#EFEDE8"}),
        "required": book.add_format({**frame, "bg_color": "#F3DED9"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "wrapped": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        "number": book.add_format({"valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "minute": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }


def _write_sheet(book: Any, sheet: NewSheet, styles: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    widths = [_width(column.label) + 2 for column in sheet.columns]
    for index, column in enumerate(sheet.columns):
        page.write_string(
            0, index, column.label, styles["required" if column.required else "heading"]
        )
        if column.note:
            page.write_comment(0, index, column.note, {"x_scale": 2})
        _offer(page, index, column.choices)
    for number, row in enumerate(sheet.rows, start=1):
        for index, value in enumerate(row):
            _write_cell(page, number, index, value, styles, sheet.wrapped)
            widths[index] = max(widths[index], _width(value) + 2)
    for index, column in enumerate(sheet.columns):
        # The column's own format makes what people type text: numbers keep their zeros.
        page.set_column(index, index, column.width or min(widths[index], WIDEST), styles["text"])


def _offer(page: Any, index: int, choices: Choices | None) -> None:
    if choices is None or len(",".join(choices.values)) > MOST_CHOICE_TEXT:
        return
    rule = {"validate": "list", "source": list(choices.values), "error_type": "warning"}
    page.data_validation(1, index, FORM_ROWS, index, rule)


def _write_cell(
    page: Any, row: int, column: int, value: Any, styles: dict[str, Any], wrapped: bool
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = timezone.make_naive(value) if timezone.is_aware(value) else value
        page.write_datetime(row, column, local, styles["minute"])
    elif isinstance(value, date):
        page.write_datetime(
            row, column, datetime(value.year, value.month, value.day), styles["day"]
        )
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, column, value, styles["number"])
    else:
        page.write_string(row, column, str(value), styles["wrapped" if wrapped else "text"])


def _width(value: Any) -> int:
    """Return how many characters of half width a value takes."""
    text = str(value) if value is not None else ""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
