"""The faults of a register: the first of them for its page, all of them as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.kernel.workbooks import NewColumn, NewSheet, write_to

from ..models import RegisterFault, RegisterFile
from ..queries.imports_words import fault_words
from ..queries.imports_work import workbook_of
from ..terms import REGISTER_COLUMNS

SHEET_ROWS = 1_000_000
CHUNK = 500

FAULTS = (
    'SELECT "row", "column", '
    # Nobody's name or number is written into a list of faults.
    "CASE WHEN starts_with(\"column\", 'contact') THEN '…' ELSE left(\"value\", 80) END, "
    'code, hint FROM faults ORDER BY "row", "column"'
)


def keep(duck: duckdb.DuckDBPyConnection, register: RegisterFile, *, most: int) -> None:
    """Keep the faults of a checked register, in place of those of an earlier check."""
    register.faults.all().delete()
    first = duck.execute(f"{FAULTS} LIMIT {most}").fetchall()
    RegisterFault.objects.bulk_create(
        [
            RegisterFault(
                register=register, row=row, column=column, value=value, code=code, hint=hint[:120]
            )
            for row, column, value, code, hint in first
        ],
        batch_size=CHUNK,
    )
    target = workbook_of(register.pk)
    target.unlink(missing_ok=True)
    if first:
        # The file is the office's: it is Chinese whoever asks for it.
        with translation.override("zh-hans"):
            write_to(target, _sheets(duck, register.counts["faults"]))


def _sheets(duck: duckdb.DuckDBPyConnection, total: int) -> Iterator[NewSheet]:
    columns = [
        NewColumn(_("Row")),
        NewColumn(_("Column"), width=18),
        NewColumn(_("What stands there"), width=30),
        NewColumn(_("What is wrong"), width=50),
        NewColumn(_("What to do"), width=60),
    ]
    rows = _rows(duck)
    for number in range(-(-total // SHEET_ROWS)):
        name = _("Faults") if number == 0 else f"{_('Faults')} {number + 1}"
        yield NewSheet(name, columns, _take(rows, SHEET_ROWS))


def _rows(duck: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    found = duck.execute(FAULTS)
    while some := found.fetchmany(10_000):
        for row, column, value, code, hint in some:
            reason, suggestion = fault_words(code, hint)
            yield row, REGISTER_COLUMNS.get(column, ""), value, reason, suggestion


def _take(rows: Iterator[tuple[Any, ...]], most: int) -> Iterator[tuple[Any, ...]]:
    for _number, row in zip(range(most), rows, strict=False):
        yield row
