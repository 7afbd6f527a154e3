"""Completeness at each level of a line: parts by name, each opening the level below it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked, Part
from gongjian.kernel.web.figure_pages import query_of, read_asked
from gongjian.org.catalogue import LINES

from .. import queries
from ..queries import LevelRow


@login_required
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """Show what should have its record and what has, by the parts of a node of a line."""
    if not request.actor.may("life.view"):
        raise Forbidden
    asked = read_asked(request.GET, lines=tuple(LINES), today=request.actor.on)
    page = queries.get_level(asked, request.actor)
    table = ui.Table(
        caption=_("Expected records by level"),
        columns=(
            ui.Column("name", _("Unit")),
            ui.Column("expected", _("Expected so far"), numeric=True),
            ui.Column("held", _("Of them recorded"), numeric=True),
        ),
        rows=tuple(map(_row, page.rows)),
        total=len(page.rows),
        query=ui.TableQuery(per_page=max(1, len(page.rows))),
        empty=ui.Empty(
            _("No record is expected here by this day."),
            _("Look at another day or line, or draw the plans first."),
        ),
        id="levels",
    )
    lines = ui.choices(LINES.items())
    here = page.trail[-1] if page.trail else None
    context = {
        "table": table,
        "trail": [(node.name, _address(replace(asked, node_id=node.id))) for node in page.trail],
        "here": here,
        "view_of": ui.LineAndDate(
            line=asked.line,
            on=asked.on,
            lines=lines,
            place=here.name if here else "",
            latest=request.actor.on,
        ),
    }
    return render(request, "life/levels.html", context)


def _row(row: LevelRow) -> ui.Row:
    return ui.Row(
        (
            _name(row),
            ui.Number(row.expected, href=_rows("life.expected", row.asked)),
            ui.Number(row.held, href=_rows("life.held", row.asked)),
        )
    )


def _name(row: LevelRow) -> ui.Link | ui.Text:
    if row.node is None:
        return ui.Text(_("No place on this line"))
    if row.asked.part == Part.HERE:
        return ui.Link(row.node.name, reverse("life_month", args=[row.node.id]), note=_("itself"))
    return ui.Link(row.node.name, _address(row.asked))


def _address(asked: Asked) -> str:
    return reverse("life_levels") + query_of(asked)


def _rows(code: str, asked: Asked) -> str:
    return reverse("figure", args=[code]) + query_of(asked)
