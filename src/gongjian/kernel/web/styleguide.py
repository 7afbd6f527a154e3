"""The living page of all components, in demonstrations and while developing."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .flashes import flash
from .specimens import PARTS, Part, line_and_date

FRAMES = ("inside", "public", "sheet")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Lead to each part."""
    _only_in_demonstrations()
    return render(request, "kernel/styleguide/index.html", {"parts": PARTS})


def styleguide_part(request: HttpRequest, part: str) -> HttpResponse:
    """Show the components of one part, or one frame, in every state."""
    _only_in_demonstrations()
    if part in FRAMES:
        return _show_frame(request, part)
    found = _part(part)
    context = {
        "part": found,
        "parts": PARTS,
        "specimens": found.make(request.GET),
        "view_of": line_and_date() if part == "tables" else None,
    }
    return render(request, "kernel/styleguide/part.html", context)


def _show_frame(request: HttpRequest, frame: str) -> HttpResponse:
    if frame != "sheet":
        flash(request, "已认领 12 人。", undo="/styleguide/inside/")
        messages.warning(request, "还有 8 人没有着落。")
    context = {"view_of": line_and_date(), "specimens": PARTS[3].make({})}
    return render(request, f"kernel/styleguide/{frame}.html", context)


def _part(slug: str) -> Part:
    for part in PARTS:
        if part.slug == slug:
            return part
    raise Http404


def _only_in_demonstrations() -> None:
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
