"""An export as a workbook: the number with its definition, and all rows on a second sheet."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from gongjian.insight.actions import (
    BoardExport,
    Export,
    LinesExport,
    MatrixExport,
    PublishedExport,
)
from gongjian.kernel import workbooks
from gongjian.kernel.figures import Column, Part
from gongjian.kernel.web.figure_pages import label_of
from gongjian.org.catalogue import LINES

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROW = 3
"""The rows begin below the mark, an empty row and the headings."""


def write(export: Export) -> IO[bytes]:
    """Write the workbook to a temporary file, row by row, and return it from its beginning."""
    # Handed to the response, which closes it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    strong = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    about = book.add_worksheet(_("Figure"))
    rows = book.add_worksheet(_("Rows"))
    for sheet in (about, rows):
        _mark(sheet, export, strong)
    about.set_column(0, 0, 18)
    about.set_column(1, 1, 80)
    for number, (label, value) in enumerate(definition(export), start=2):
        about.write_string(number, 0, label, strong)
        _write(about, number, 1, value, moment)
    columns = export.answer.columns
    rows.set_column(0, len(columns), 20)
    for place, column in enumerate(columns):
        rows.write_string(FIRST_ROW - 1, place, str(column.label), strong)
    for number, row in enumerate(export.answer.rows, start=FIRST_ROW):
        for place, (column, value) in enumerate(zip(columns, row.values, strict=True)):
            _write(rows, number, place, _shown(column, value), moment)
    rows.freeze_panes(FIRST_ROW, 0)
    book.close()
    file.seek(0)
    return file


def send(name: str, sheets: Iterable[workbooks.NewSheet]) -> FileResponse:
    """Send these sheets as a workbook of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        workbooks.write_to(path, sheets)
        # The open file outlives its name; the response closes it.
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)


Marked = Export | BoardExport | MatrixExport | LinesExport | PublishedExport


def mark(export: Marked) -> str:
    """Say who took the export, when and what for."""
    return _("Exported by %(who)s at %(at)s for: %(reason)s") % {
        "who": export.who,
        "at": timezone.localtime(export.at).strftime("%Y-%m-%d %H:%M"),
        "reason": export.reason,
    }


def _mark(sheet: Worksheet, export: Export, strong: Any) -> None:
    """Put the mark into the first row and onto every printed page."""
    text = mark(export)
    sheet.write_string(0, 0, text, strong)
    # "&" begins a code in a footer, and 255 characters are all it takes.
    sheet.set_footer("&L" + text.replace("&", "＆")[:240])


def definition(export: Export) -> Iterator[tuple[str, Any]]:
    """Yield the number and all that tells what it means."""
    answer, context = export.answer, export.context
    figure, asked = answer.figure, answer.asked
    yield _("Figure"), str(figure.label)
    yield _("Number"), answer.value
    yield _("Unit of the number"), str(figure.unit)
    yield _("Rows"), answer.total
    yield _("What is counted"), str(figure.counts)
    yield _("Cut-off"), str(figure.cutoff)
    yield _("Source"), str(figure.source)
    yield _("Line"), str(LINES[asked.line])
    yield _("Place on the line"), place_of(export)
    yield _("Zone"), context.zone.name if context.zone else _("all")
    yield _("As of"), asked.on
    for code, value in asked.filters.items():
        dimension = figure.dimension(code)
        yield str(dimension.label), label_of(dimension, value)


def place_of(export: Export) -> str:
    """Name the part of the structure that was asked for."""
    if export.context.asked.part == Part.UNPLACED:
        return _("No place on this line")
    return " › ".join(node.name for node in export.context.trail) or _("all")


def _shown(column: Column, value: Any) -> Any:
    return column.choices.get(value, value)


def _write(sheet: Worksheet, row: int, place: int, value: Any, moment: Any) -> None:
    """Write one value by its kind; words are always words, never a formula."""
    if value is None:
        return
    if isinstance(value, datetime):
        local = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(row, place, local, moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime.combine(value, datetime.min.time()))
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, str(value))
