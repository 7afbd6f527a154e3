"""Pages without sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.disclosure import queries
from gongjian.disclosure.queries import KindOfUnits, Number
from gongjian.kernel import actor as actors
from gongjian.kernel import components as ui
from gongjian.kernel import figures as kernel
from gongjian.kernel.figures import Answer, Asked, Figure
from gongjian.kernel.web.figure_pages import (
    as_component,
    cell,
    query_of,
    read_asked,
    rows_table,
    sorts_of,
)
from gongjian.org.terms import Line

from .keeping import kept

MOST_TEXT = 100
LINES = (Line.ALLIANCE.value, Line.TERRITORIAL.value, Line.SECTORAL.value)


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:MOST_TEXT]


@kept
def public_home(request: HttpRequest) -> HttpResponse:
    """Show what this is, the zones, and what is needed now."""
    text = _text(request)
    page = queries.get_home_page(on=timezone.localdate(), text=text)
    context = {
        "page": page,
        "text": text,
        "needs": _plain_table(page.needs, _("What is needed now"), "needs"),
        "units": _plain_table(page.units, _("Units"), "units") if page.units else None,
    }
    return render(request, "disclosure/home.html", context)


@kept
def public_zone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a zone: its units, what is needed, what was done."""
    text = _text(request)
    asked = read_asked(request.GET, lines=LINES, today=timezone.localdate(), zone_id=pk)
    page = queries.get_zone_page(Asked(asked.line, asked.on, zone_id=pk), text)
    context = {
        "page": page,
        "text": text,
        "total": ui.Figures(
            (
                _figure(page.total, pk, lead=True),
                *(_kind(page.total.figure, kind, pk) for kind in page.kinds),
            )
        ),
        "numbers": ui.Figures(tuple(_figure(number, pk) for number in page.numbers)),
        "needs": _plain_table(page.needs, _("What is needed now"), "needs"),
        "needs_url": _url(page.needs.figure, page.asked, pk),
        "services": _plain_table(page.services, _("What was done"), "services"),
        "services_url": _url(page.services.figure, page.asked, pk),
        "units": _plain_table(page.units, _("Units"), "units"),
    }
    return render(request, "disclosure/zone.html", context)


@kept
def public_figure(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show a public number of a zone, what it means, and exactly the rows behind it."""
    today = timezone.localdate()
    figure = kernel.get(code, actors.visitor(today))
    asked = read_asked(request.GET, lines=LINES, today=today, figure=figure, zone_id=pk)
    asked = Asked(asked.line, asked.on, zone_id=pk, filters=asked.filters)
    query = ui.read_query(request.GET, sortable=sorts_of(figure.columns_for(actors.visitor(today))))
    zone, answer = queries.get_answer(figure, asked, sort=query.sort, page=query.rows)
    context = {
        "zone": zone,
        "answer": answer,
        "number": as_component(figure, answer.value, "", as_of=asked.on, lead=True),
        "table": rows_table(answer, query, linked=False),
    }
    return render(request, "disclosure/figure.html", context)


def _url(figure: Figure, asked: Asked, zone_id: int) -> str:
    address = reverse("public_figure", args=[zone_id, figure.code])
    return address + query_of(asked, with_zone=False)


def _kind(figure: Figure, kind: KindOfUnits, zone_id: int) -> ui.Figure:
    return ui.Figure(
        kind.label, kind.value, str(figure.unit), href=_url(figure, kind.asked, zone_id)
    )


def _figure(number: Number, zone_id: int, *, lead: bool = False) -> ui.Figure:
    href = _url(number.figure, number.asked, zone_id)
    return as_component(number.figure, number.value, href, lead=lead)


def _plain_table(answer: Answer, caption: str, id: str) -> ui.Table:
    """Show the first rows of an answer, without tools."""
    return ui.Table(
        caption=caption,
        columns=tuple(
            ui.Column(column.path, str(column.label), numeric=column.kind == "number")
            for column in answer.columns
        ),
        rows=tuple(
            ui.Row(
                tuple(
                    cell(column, value)
                    for column, value in zip(answer.columns, row.values, strict=True)
                )
            )
            for row in answer.rows
        ),
        total=len(answer.rows),
        query=ui.TableQuery(per_page=max(1, len(answer.rows))),
        empty=ui.Empty(_("There is nothing here at the moment.")),
        id=id,
    )
