"""The brand matrix: its page, its sheet for paper, one branch, its export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.insight import actions
from gongjian.insight.queries import get_context
from gongjian.insight.queries.deeds import DeedKind, get_deeds
from gongjian.insight.queries.matrix import DEEDS, MatrixPage, get_matrix
from gongjian.kernel import components as ui
from gongjian.kernel import workbooks
from gongjian.kernel.components.tables import PER_PAGE
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.figures import Asked, Part
from gongjian.kernel.web.figure_pages import query_of
from gongjian.org.catalogue import LINES

from . import matrix_parts as parts
from . import workbook
from .asking import asked_in, figure_of, view_of
from .figures import ExportForm

ON_PAPER = 200
"""Branches on one sheet."""


def _query(request: HttpRequest, per_page: int = PER_PAGE) -> ui.TableQuery:
    filters = {"brand": [value for value, _label in parts.brand_choices()]}
    return ui.read_query(request.GET, filters=filters, per_page=per_page)


def _address(asked: Asked, name: str = "matrix") -> str:
    return reverse(name) + query_of(asked)


@login_required
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show branch by brand by partner by activity, by line and day."""
    query = _query(request)
    page = get_matrix(asked_in(request), request.actor, query)
    asked = page.context.asked
    may_export = request.actor.may("figures.export")
    context = {
        "page": page,
        "view_of": view_of(request, page.context),
        "crumbs": _crumbs(page),
        "levels": parts.levels_table(page, _address),
        "branches": parts.branches_table(
            page, query, _address(asked, "matrix_export") if may_export else ""
        ),
        "paper": _address(asked, "matrix_sheet"),
        "year": asked.on.year,
    }
    return render(request, "insight/matrix.html", context)


def _crumbs(page: MatrixPage) -> list[ui.Crumb]:
    """Return the way from the whole line to the node."""
    asked = page.context.asked
    whole = replace(asked, node_id=None, part=Part.BELOW)
    crumbs = [ui.Crumb(_("Brand matrix"), _address(whole))]
    crumbs += [
        ui.Crumb(node.name, _address(replace(asked, node_id=node.id, part=Part.BELOW)))
        for node in page.context.trail
    ]
    return [*crumbs[:-1], ui.Crumb(crumbs[-1].label)]


@login_required
@require_safe
def matrix_sheet(request: HttpRequest) -> HttpResponse:
    """Show the matrix for paper, so many branches at a time."""
    query = _query(request, ON_PAPER)
    page = get_matrix(asked_in(request), request.actor, query)
    asked = page.context.asked
    context = {
        "page": page,
        "back": _address(asked),
        "line": LINES[asked.line],
        "levels": parts.on_paper(parts.levels_table(page, _address)),
        "branches": parts.on_paper(parts.branches_table(page, query, "")),
    }
    return render(request, "insight/matrix_sheet.html", context)


@login_required
@require_safe
def matrix_branch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what stands behind a branch's brand: partners, and what it did, record by record."""
    query = ui.read_query(request.GET, filters={"kind": list(DeedKind)})
    page = get_deeds(pk, asked_in(request), request.actor, query)
    context = {
        "page": page,
        "figures": ui.Figures(tuple(figure_of(tally) for tally in page.tallies)),
        "table": parts.deeds_table(page, query),
        "back": _address(Asked(page.asked.line, page.asked.on)),
    }
    return render(request, "insight/matrix_branch.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def matrix_export(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reason, then send the matrix as a workbook."""
    actor, asked = request.actor, asked_in(request)
    if not (actor.may("figures.export") and actor.may("brand.view")):
        raise Forbidden
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            export = actions.export_matrix(asked, reason, actor=actor, at=timezone.now())
        except (NotVisible, Forbidden):
            raise
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return workbook.send(f"matrix-{asked.on.isoformat()}.xlsx", _sheets(export))
    context = get_context(asked, actor)
    page = {
        "form": form,
        "view_of": view_of(request, context),
        "back": _address(context.asked),
    }
    return render(request, "insight/matrix_export.html", page)


def _sheets(export: actions.MatrixExport) -> Iterator[workbooks.NewSheet]:
    mark, context = workbook.mark(export), export.page.context
    about: list[tuple[str, Any]] = [
        (_("Line"), str(LINES[context.asked.line])),
        (_("Place on the line"), " › ".join(node.name for node in context.trail) or _("all")),
        (_("As of"), context.asked.on),
        *((str(each.label), str(each.counts)) for each in DEEDS),
    ]
    head = (workbooks.NewColumn(mark), workbooks.NewColumn(""))
    yield workbooks.NewSheet(_("About"), head, about)
    names = [_("Branch"), _("Under"), _("Brand"), _("Specialty"), _("Partners")]
    columns = [workbooks.NewColumn(name) for name in (*names, *(str(e.label) for e in DEEDS))]
    # The mark stands beside the rows too: sheets are parted from each other.
    columns.append(workbooks.NewColumn(mark, width=20))
    yield workbooks.NewSheet(_("Branches"), columns, list(map(parts.as_cells, export.page.rows)))
