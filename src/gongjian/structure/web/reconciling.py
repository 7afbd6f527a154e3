"""Where the lines tell different numbers: every figure on two lines, and the rows between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel import components as ui
from gongjian.kernel import figures
from gongjian.kernel.figures import Asked
from gongjian.kernel.web.figure_pages import as_component, cell, query_of, read_asked
from gongjian.org.catalogue import LINES
from gongjian.org.terms import Line

from .. import queries
from ..queries import ReconciledRow, Reconciliation, Totals
from ..queries.reorganisations import line_name
from ..terms import Share, Side

FIRST, SECOND = Line.TERRITORIAL.value, Line.SECTORAL.value


@dataclass(frozen=True)
class _Question:
    """What is compared: two sides on a day."""

    sides: tuple[Side, Side]
    on: date

    @property
    def params(self) -> dict[str, str]:
        found = {"on": self.on.isoformat()}
        for name, side in zip(("first", "second"), self.sides, strict=True):
            found[name] = side.line
            if side.node_id is not None:
                found[f"{name}_node"] = str(side.node_id)
        return found


def _question(request: HttpRequest) -> _Question:
    def side(name: str, usual: str) -> Side:
        params = {
            "line": request.GET.get(name) or usual,
            "node": request.GET.get(f"{name}_node", ""),
        }
        asked = read_asked(params, lines=list(LINES), today=request.actor.on)
        return Side(asked.line, asked.node_id)

    on = read_asked(request.GET, lines=list(LINES), today=request.actor.on).on
    first = side("first", FIRST)
    return _Question((first, side("second", FIRST if first.line == SECOND else SECOND)), on)


def _address(code: str, question: _Question, **more: str) -> str:
    return reverse("reconciliation", args=[code]) + "?" + urlencode(question.params | more)


@login_required
@require_safe
def reconciliation_list(request: HttpRequest) -> HttpResponse:
    """Show every figure as two lines tell it, and where they differ."""
    question = _question(request)
    lines = (question.sides[0].line, question.sides[1].line)
    found = queries.get_totals(request.actor, lines, question.on)
    may_export = request.actor.may("figures.export")
    table = ui.Table(
        caption=_("Figures on two lines"),
        columns=(
            ui.Column("figure", _("Figure")),
            ui.Column("first", line_name(lines[0]), numeric=True),
            ui.Column("second", line_name(lines[1]), numeric=True),
            ui.Column("difference", _("Difference"), numeric=True),
        ),
        rows=tuple(_total_row(each, question) for each in found),
        total=len(found),
        query=ui.TableQuery(per_page=max(1, len(found))),
        export_url=f"{reverse('lines_export')}?{urlencode(question.params)}" if may_export else "",
        id="totals",
    )
    context = {
        "table": table,
        "question": question,
        "lines": list(LINES.items()),
        "latest": request.actor.on,
    }
    return render(request, "structure/reconciliation_list.html", context)


def _total_row(totals: Totals, question: _Question) -> ui.Row:
    href = _address(totals.figure.code, question)
    return ui.Row(
        (
            ui.Link(str(totals.figure.label), href, note=str(totals.figure.unit)),
            ui.Number(totals.first),
            ui.Number(totals.second),
            ui.Text(f"{totals.difference:+,}") if totals.difference else ui.Text("—"),
        )
    )


@login_required
@require_safe
def reconciliation(request: HttpRequest, code: str) -> HttpResponse:
    """Show one figure on two sides, and the rows that make the difference."""
    actor, question = request.actor, _question(request)
    figure = figures.get(code, actor)
    asked = read_asked(request.GET, lines=list(LINES), today=actor.on, figure=figure)
    query = ui.read_query(request.GET, filters={"share": Share.values})
    wanted = query.filters.get("share", "")
    found = queries.reconcile(
        figure,
        question.sides,
        question.on,
        actor,
        share=Share(wanted) if wanted else None,
        rows=query.rows,
        filters=asked.filters,
    )
    nodes = [queries.nodes_to_choose(actor, side.line, question.on) for side in question.sides]
    context = {
        "found": found,
        "question": question,
        "figures": _numbers(found, question, asked),
        "shares": _shares(found, question),
        "table": _table(found, query),
        "lines": list(LINES.items()),
        "nodes": nodes,
        "latest": actor.on,
        "kept": list(asked.filters.items()),
        "list_url": reverse("reconciliation_list") + "?" + urlencode(question.params),
    }
    return render(request, "structure/reconciliation.html", context)


def _numbers(found: Reconciliation, question: _Question, asked: Asked) -> ui.Figures:
    shown = []
    for side, node, value in zip(found.sides, found.nodes, found.values, strict=True):
        href = ""
        if side.node_id is not None:
            there = Asked(side.line, question.on, side.node_id, filters=asked.filters)
            href = reverse("figure", args=[found.figure.code]) + query_of(there)
        where = " · ".join(filter(None, (line_name(side.line), node)))
        shown.append(as_component(found.figure, value, href, note=where))
    difference = ui.Figure(
        _("Difference"), found.difference, str(found.figure.unit), note=_("first less second")
    )
    return ui.Figures((*shown, difference))


def _shares(found: Reconciliation, question: _Question) -> list[tuple[str, int, str, bool]]:
    return [
        (
            str(share.label),
            found.counts[share],
            _address(found.figure.code, question, share=share.value) + "#rows",
            share is found.share,
        )
        for share in Share
    ]


def _table(found: Reconciliation, query: ui.TableQuery) -> ui.Table:
    columns = [ui.Column(each.path, str(each.label)) for each in found.columns]
    if found.tells_stands:
        columns += [
            ui.Column(f"side{number}", _("Under, %(line)s") % {"line": line_name(side.line)})
            for number, side in enumerate(found.sides)
        ]
    return ui.Table(
        caption=str(found.share.label),
        columns=tuple(columns),
        rows=tuple(_row(found, each) for each in found.rows),
        total=found.counts[found.share],
        query=query,
        empty=ui.Empty(
            _("No row is in this share."), _("Choose another share above, or another day.")
        ),
        id="rows",
    )


def _row(found: Reconciliation, row: ReconciledRow) -> ui.Row:
    cells = [cell(column, value) for column, value in zip(found.columns, row.values, strict=True)]
    if cells and isinstance(cells[0], ui.Text) and (href := row_link(found.figure, row.key)):
        cells[0] = ui.Link(cells[0].text, href)
    if found.tells_stands:
        cells += [
            ui.Text(each) if each else ui.State(_("no place on this line"), "warn")
            for each in row.stands
        ]
    return ui.Row(tuple(cells))


def row_link(figure: figures.Figure, key: int | str | None) -> str:
    """Return the address of the record that a row leads to; empty if there is none here."""
    try:
        return reverse(figure.row_url, args=[key])
    except NoReverseMatch:
        return ""
