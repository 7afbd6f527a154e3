"""The uncovered finder."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongjian.entities.figures import UNCOVERED
from gongjian.entities.queries.uncovered import Nearby
from gongjian.insight.queries.uncovered import FINDINGS, Uncovered, find_uncovered
from gongjian.kernel import components as ui
from gongjian.kernel.figures import NONE_GIVEN, Asked
from gongjian.kernel.web.figure_pages import as_component, label_of, query_of

from .asking import asked_in, rows_url, view_of

LABELS = {
    "street": gettext_lazy("Street or town"),
    "community": gettext_lazy("Community or village"),
    "venue": gettext_lazy("Venue or building"),
    "section": gettext_lazy("Trade"),
}


@login_required
def uncovered_finder(request: HttpRequest) -> HttpResponse:
    """Show where entities are that nobody covers; for a chosen place, the nearest branches."""
    by = request.GET.get("by", "")
    by = by if by in FINDINGS else FINDINGS[0]
    page = find_uncovered(asked_in(request, figure=UNCOVERED), by, request.actor)
    context = {
        "page": page,
        "view_of": view_of(request, page.context),
        "total": as_component(
            UNCOVERED, page.total, rows_url(UNCOVERED, page.asked), as_of=page.asked.on, lead=True
        ),
        "switches": [
            (label, _address(page.asked, code), code == by) for code, label in LABELS.items()
        ],
        "chips": _chips(page),
        "table": _table(request, page),
        "nearby": _nearby(page) if page.nearby else None,
        "is_chosen": bool(page.asked.filters.keys() & {"street", "community", "venue"}),
        "board_url": reverse("coverage_board") + query_of(page.asked),
    }
    return render(request, "insight/uncovered_finder.html", context)


def _address(asked: Asked, by: str) -> str:
    return f"{reverse('uncovered_finder')}{query_of(asked)}&by={by}"


def _chips(page: Uncovered) -> list[tuple[str, str, str]]:
    """Return what the page is narrowed to: name, value, and the address without it."""
    asked = page.asked
    found = []
    for code, value in asked.filters.items():
        dimension = UNCOVERED.dimension(code)
        rest = {name: each for name, each in asked.filters.items() if name != code}
        without = Asked(asked.line, asked.on, asked.node_id, asked.zone_id, asked.part, rest)
        label = label_of(dimension, value)
        found.append((str(dimension.label), label, _address(without, page.by)))
    return found


def _table(request: HttpRequest, page: Uncovered) -> ui.Table:
    query = ui.read_query(request.GET)
    rows = []
    for share in page.groups[query.rows]:
        first: ui.Cell = ui.Text(share.label or _("not given"))
        if share.asked.filters[page.by] != NONE_GIVEN:
            first = ui.Link(share.label, _address(share.asked, page.by))
        number = ui.Number(share.value, href=rows_url(UNCOVERED, share.asked))
        rows.append(ui.Row((first, number)))
    return ui.Table(
        caption=_("Not covered"),
        columns=(
            ui.Column("group", str(LABELS[page.by])),
            ui.Column("number", _("Not covered"), numeric=True),
        ),
        rows=tuple(rows),
        total=len(page.groups),
        query=query,
        empty=ui.Empty(
            _("Everyone here is covered on this day."),
            _("Choose another day, another line or a wider place."),
        ),
        id="uncovered",
    )


def _nearby(page: Uncovered) -> ui.Table:
    rows = tuple(
        ui.Row((ui.Link(each.name, reverse("unit", args=[each.unit_id])), _far(each), _why(each)))
        for each in page.nearby
    )
    return ui.Table(
        caption=_("Nearest branches"),
        columns=(
            ui.Column("branch", _("Branch")),
            ui.Column("metres", _("Distance"), numeric=True),
            ui.Column("reason", _("Why it is near")),
        ),
        rows=rows,
        total=len(rows),
        id="nearby",
    )


def _far(each: Nearby) -> ui.Cell:
    if each.metres is None:
        return ui.Text(_("not known"))
    return ui.Number(each.metres, unit=_("m"))


def _why(each: Nearby) -> ui.Text:
    if each.venue:
        return ui.Text(_("It covers the venue %(venue)s.") % {"venue": each.venue})
    if each.place:
        return ui.Text(_("It answers for or sits in %(place)s.") % {"place": each.place})
    words = ngettext(
        "It covers %(number)s entity of this district.",
        "It covers %(number)s entities of this district; measured to their middle.",
        each.entities,
    )
    return ui.Text(words % {"number": each.entities})
