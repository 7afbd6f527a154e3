"""The line and the day in the address of the registry's pages, and the frame's switch for them."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from gongjian.kernel import components as ui
from gongjian.kernel.figures import Asked
from gongjian.kernel.web.figure_pages import EARLIEST, read_asked
from gongjian.org.terms import Line

LINES = (Line.TERRITORIAL, Line.SECTORAL)


def asked_in(request: HttpRequest) -> Asked:
    """Read line, day and node from the request's address."""
    return read_asked(request.GET, lines=[line.value for line in LINES], today=request.actor.on)


def view_of(request: HttpRequest, asked: Asked, place: str = "") -> ui.LineAndDate:
    """Return the frame's switch of line and day."""
    return ui.LineAndDate(
        line=asked.line,
        on=asked.on,
        lines=ui.choices((line.value, line.label) for line in LINES),
        place=place,
        earliest=EARLIEST,
        latest=request.actor.on,
    )


def day_in(request: HttpRequest) -> date:
    """Read the day alone."""
    return asked_in(request).on
