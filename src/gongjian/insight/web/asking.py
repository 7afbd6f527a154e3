"""The question in the address of an inside page, and the frame's switch for it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from gongjian.insight.queries import Context, Tally
from gongjian.kernel import components as ui
from gongjian.kernel.figures import Asked, Figure
from gongjian.kernel.web.figure_pages import as_component, query_of, read_asked
from gongjian.org.catalogue import LINES


def asked_in(
    request: HttpRequest, *, figure: Figure | None = None, zone_id: int | None = None
) -> Asked:
    """Read the question from the request's address."""
    return read_asked(
        request.GET,
        lines=tuple(LINES),
        today=request.actor.on,
        figure=figure,
        zone_id=zone_id,
    )


def rows_url(figure: Figure, asked: Asked) -> str:
    """Return the address of exactly the rows behind a number."""
    return reverse("figure", args=[figure.code]) + query_of(asked)


def view_of(request: HttpRequest, context: Context) -> ui.LineAndDate:
    """Return the frame's switch of line and day."""
    asked = context.asked
    place = context.node or context.zone
    return ui.LineAndDate(
        line=asked.line,
        on=asked.on,
        lines=ui.choices(LINES.items()),
        place=place.name if place else "",
        latest=request.actor.on,
    )


def figure_of(tally: Tally, *, lead: bool = False) -> ui.Figure:
    """Show a tally, its number a link to its rows."""
    change = None
    if tally.change is not None and tally.since is not None:
        change = ui.Change(tally.change, tally.since)
    href = rows_url(tally.figure, tally.asked)
    return as_component(tally.figure, tally.value, href, change=change, lead=lead)
