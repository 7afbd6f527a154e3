"""The roster as a workbook: empty, filled, or the list of a file's faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.exchange.models import Category
from gongjian.kernel.workbooks import Choices, NewColumn, NewSheet, write

from ..rules import Fault
from ..terms import EXPLANATION, FORMS, ROLE_WORDS, TYPE_WORDS, Column, SheetForm
from .words import fault_words, right_words

YES_NO = ("是", "否")


def empty_roster() -> bytes:
    """Return an empty roster with its explanation and lists to choose from."""
    return roster_workbook({})


def roster_workbook(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> bytes:
    """Return a roster with these rows of each form, by the keys of its columns."""
    # The file is the office's: its headings are Chinese whoever asks for it.
    with translation.override("zh-hans"):
        sheets = [_sheet(form, rows.get(form.key, ())) for form in FORMS]
        return write([*sheets, _explanation()])


def _sheet(form: SheetForm, rows: Iterable[Mapping[str, Any]]) -> NewSheet:
    columns = [
        NewColumn(
            column.chinese,
            note=right_words(form.key, column.key),
            choices=_choices(column),
            required=column.required,
        )
        for column in form.columns
    ]
    cells = [[row.get(column.key) for column in form.columns] for row in rows]
    return NewSheet(form.chinese, columns, cells)


def _choices(column: Column) -> Choices | None:
    values: Sequence[str] = ()
    if column.kind == "unit_type":
        first: dict[str, str] = {}
        for word, code in TYPE_WORDS.items():
            first.setdefault(code, word)
        values = tuple(first.values())
    elif column.kind == "role":
        values = ("单位联络人", "片区主持人")
        assert set(values) <= set(ROLE_WORDS)
    elif column.kind == "yes_no":
        values = YES_NO
    elif column.kind == "category":
        values = tuple(Category.objects.order_by("pk").values_list("name", flat=True))
    return Choices(tuple(values)) if values else None


def _explanation() -> NewSheet:
    columns = [
        NewColumn(_("Sheet")),
        NewColumn(_("Column")),
        NewColumn(_("Must be filled in")),
        NewColumn(_("What is right"), width=60),
        NewColumn(_("Example"), width=30),
    ]
    rows = [
        (
            form.chinese,
            column.chinese,
            YES_NO[0] if column.required else "",
            right_words(form.key, column.key),
            column.example,
        )
        for form in FORMS
        for column in form.columns
    ]
    return NewSheet(EXPLANATION[0], columns, rows, wrapped=True)


def faults_workbook(faults: Iterable[Fault]) -> bytes:
    """Return the faults of a roster as a workbook."""
    columns = [
        NewColumn(_("Sheet")),
        NewColumn(_("Row")),
        NewColumn(_("Column")),
        NewColumn(_("What stands there")),
        NewColumn(_("What is wrong"), width=80),
    ]
    rows = [(f.sheet, f.row, f.column, f.value, fault_words(f.code, f.facts)) for f in faults]
    return write([NewSheet(_("Faults"), columns, rows, wrapped=True)])
