"""Entering needs in a meeting: one line a need, without leaving the keyboard (003-04)."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out

from .. import actions, queries
from .need_forms import MeetingForm, MeetingRow

ROWS = 10
MOST_ROWS = 100


@login_required
def need_meeting(request: HttpRequest) -> HttpResponse:
    """Show a sheet of rows and raise all of its needs, or none.

    ``?row=N`` asks for one more row, for whoever has filled the last one.
    """
    if not request.actor.may("need.verify"):
        raise Forbidden
    today = timezone.localdate()
    if request.method == "GET" and request.GET.get("row", "").isdecimal():
        return _one_row(request, int(request.GET["row"][:4]), today)
    form = MeetingForm(request.POST or None)
    rows = _rows(request, today)
    filled = [row for row in rows if row.has_changed()]
    if form.is_bound:
        _check(form, rows, filled)

    def perform() -> str:
        entries = [row.entry() for row in filled]
        actions.raise_needs(entries, actor=request.actor, at=timezone.now())
        return reverse("need_list")

    said = ngettext("%(n)d need was raised.", "%(n)d needs were raised.", len(filled))
    done = carry_out(request, form, perform, said % {"n": len(filled)})
    choices = queries.entry_choices(request.actor)
    context = {
        "form": form,
        "rows": rows,
        "next_row": len(rows),
        "units": [unit.label for unit in choices.units],
        "skills": choices.skills,
    }
    return done or render(request, "exchange/meeting.html", context, status=form.status)


def _rows(request: HttpRequest, today: date) -> list[MeetingRow]:
    """Return the rows that were sent, or empty ones."""
    if request.method != "POST":
        return [MeetingRow({}, today, prefix=f"r{n}") for n in range(ROWS)]
    sent = [n for n in range(MOST_ROWS) if f"r{n}-title" in request.POST]
    units = _units(request.actor, request.POST, sent)
    return [MeetingRow(units, today, request.POST, prefix=f"r{n}") for n in sent]


def _units(actor: Actor, data: QueryDict, sent: list[int]) -> dict[str, int]:
    names = {data.get(f"r{n}-unit", "").strip() for n in sent}
    return queries.units_by_any_name(actor, "need.raise", names)


def _check(form: MeetingForm, rows: list[MeetingRow], filled: list[MeetingRow]) -> None:
    """Refuse a sheet with a faulty row, and one with nothing in it."""
    if not all([row.is_valid() for row in rows]):
        form.add_error(None, _("Nothing was saved yet. Put the marked rows right, then save."))
    elif not filled:
        form.add_error(None, _("Fill in at least one row."))


def _one_row(request: HttpRequest, number: int, today: date) -> HttpResponse:
    number = min(number, MOST_ROWS - 1)
    row = MeetingRow({}, today, prefix=f"r{number}")
    context = {"row": row, "next_row": min(number + 1, MOST_ROWS - 1), "is_more": True}
    return render(request, "exchange/meeting_row.html", context)
