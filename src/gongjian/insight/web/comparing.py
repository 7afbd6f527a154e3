"""Comparisons as workbooks: figures on two lines, published totals beside figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongjian.insight import actions
from gongjian.kernel import workbooks
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.web.figure_pages import read_asked
from gongjian.org.catalogue import LINES
from gongjian.org.terms import Line

from . import published_parts as parts
from . import workbook
from .figures import ExportForm

FIRST, SECOND = Line.TERRITORIAL.value, Line.SECTORAL.value


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lines_export(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reason, then send every figure as two lines tell it."""
    first, second = (
        request.GET.get(name) if request.GET.get(name) in LINES else usual
        for name, usual in (("first", FIRST), ("second", SECOND))
    )
    lines = (first or FIRST, second or SECOND)
    on = read_asked(request.GET, lines=list(LINES), today=request.actor.on).on

    def sheets(reason: str) -> list[workbooks.NewSheet]:
        found = actions.export_lines(lines, on, reason, actor=request.actor, at=timezone.now())
        return [_lines_sheet(found)]

    asked = urlencode({"first": lines[0], "second": lines[1], "on": on.isoformat()})
    back = reverse("reconciliation_list") + "?" + asked
    return _export(request, _("Figures on two lines"), back, f"lines-{on.isoformat()}", sheets)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def published_export(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reason, then send the published totals beside the figures."""

    def sheets(reason: str) -> list[workbooks.NewSheet]:
        found = actions.export_published(reason, actor=request.actor, at=timezone.now())
        return [_published_sheet(found)]

    back = reverse("published_list")
    return _export(request, _("Published totals"), back, "published", sheets)


def _export(
    request: HttpRequest,
    title: str,
    back: str,
    name: str,
    sheets: Callable[[str], Iterable[workbooks.NewSheet]],
) -> HttpResponseBase:
    if not request.actor.may("figures.export"):
        raise Forbidden
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return workbook.send(f"{name}.xlsx", sheets(form.cleaned_data["reason"]))
        except (NotVisible, Forbidden):
            raise
        except DomainError as error:
            form.add_error(error.field, str(error))
    context = {"form": form, "title": title, "back": back}
    return render(request, "insight/comparison_export.html", context)


def _sheet(
    name: str, mark: str, labels: Sequence[str], rows: list[Sequence[Any]]
) -> workbooks.NewSheet:
    """Return a sheet whose last column is headed by the mark, so that it goes with the rows."""
    columns = [*map(workbooks.NewColumn, labels), workbooks.NewColumn(mark, width=20)]
    return workbooks.NewSheet(name, columns, rows)


def _lines_sheet(found: actions.LinesExport) -> workbooks.NewSheet:
    first, second = (str(LINES[line]) for line in found.lines)
    labels = (_("Figure"), _("Unit of the number"), first, second, _("Difference"), _("As of"))
    rows: list[Sequence[Any]] = [
        (
            str(each.figure.label),
            str(each.figure.unit),
            each.first,
            each.second,
            each.difference,
            found.on,
        )
        for each in found.totals
    ]
    return _sheet(_("Two lines"), workbook.mark(found), labels, rows)


def _published_sheet(found: actions.PublishedExport) -> workbooks.NewSheet:
    labels = (
        _("What it counts"),
        _("Published"),
        _("For which day"),
        _("Publication"),
        _("Place on the line"),
        _("Figure"),
        _("Computed"),
        _("Difference"),
        _("Result"),
    )
    rows: list[Sequence[Any]] = [
        (
            row.subject,
            parts.in_words(row.quantity),
            row.as_of,
            row.publication,
            row.place,
            str(beside.figure.label) if beside.figure else "",
            _number(beside.computed),
            _number(beside.difference),
            str(parts.WORDS[beside.standing][0]),
        )
        for row, beside in found.rows
    ]
    return _sheet(_("Published totals"), workbook.mark(found), labels, rows)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
