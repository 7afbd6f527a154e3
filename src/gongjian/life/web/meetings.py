"""Recording a meeting, one meeting, its minutes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.web.acting import carry_out

from .. import actions, queries
from ..actions import MeetingEntry
from ..queries import MeetingPage
from .documents import write_minutes
from .forms import MeetingForm

USUAL_MINUTES = 90


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a branch held."""
    recording = queries.get_recording(pk, request.actor)
    asked = [item for item in recording.items if str(item.id) == request.GET.get("item")]
    initial: dict[str, Any] = {
        "items": [item.id for item in asked],
        "held_on": min(request.actor.on, *(item.ends_on for item in asked), date.max),
        "minutes": USUAL_MINUTES,
        "present": [each.id for each in recording.people],
    }
    form = MeetingForm(recording, request.POST or None, initial=initial)

    def perform() -> str:
        made = actions.record(_entry(pk, form), actor=request.actor, at=timezone.now())
        return reverse("life_meeting", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    context = {"form": form, "recording": recording}
    return render(request, "life/record.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a record."""
    page = queries.get_meeting(pk, request.actor)
    recording = queries.get_recording(page.unit_id, request.actor, meeting_id=pk)
    initial = {
        "items": page.item_ids,
        "name": page.row.name,
        "activity": page.row.activity,
        "held_on": page.row.held_on,
        "minutes": page.row.minutes,
        "text": page.text,
        "present": [each.id for each in page.present],
        "excused": [each.id for each in page.excused],
    }
    form = MeetingForm(recording, request.POST or None, initial=initial)

    def perform() -> str:
        entry = _entry(page.unit_id, form)
        actions.change_record(pk, entry, actor=request.actor, at=timezone.now())
        return reverse("life_meeting", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Corrected."))):
        return done
    context = {"form": form, "recording": recording, "page": page}
    return render(request, "life/record.html", context, status=form.status)


def _entry(unit_id: int, form: MeetingForm) -> MeetingEntry:
    given = form.cleaned_data
    return MeetingEntry(
        unit_id=unit_id,
        name=given["name"],
        activity=given.get("activity", ""),
        held_on=given["held_on"],
        minutes=given["minutes"],
        text=given["text"],
        present=tuple(given.get("present", ())),
        excused=tuple(given.get("excused", ())),
        items=tuple(given.get("items", ())),
    )


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one meeting."""
    page = queries.get_meeting(pk, request.actor)
    return render(request, "life/meeting.html", {"page": page, "facts": _facts(page)})


def _facts(page: MeetingPage) -> ui.Facts:
    month = reverse("life_month", args=[page.unit_id])
    facts = [
        ui.Fact(_("Branch"), ui.Link(page.unit, month) if page.sees_branch else ui.Text(page.unit)),
        ui.Fact(_("Day"), ui.Day(page.row.held_on)),
        ui.Fact(
            _("How long"),
            ui.Number(page.row.minutes, _("minutes")),
        ),
    ]
    if page.is_study:
        facts.append(ui.Fact(_("Study"), ui.Text(_("its time counts as study"))))
    if page.items:
        names = _(", ").join(str(name) for name in page.items)
        facts.append(ui.Fact(_("Fulfils"), ui.Text(names)))
    if page.recorder:
        facts.append(ui.Fact(_("Recorded by"), ui.Text(page.recorder)))
    return ui.Facts(tuple(facts))


@login_required
@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the minutes as a document to sign."""
    page = queries.get_meeting(pk, request.actor)
    response = HttpResponse(
        write_minutes(page, on=request.actor.on),
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    response["Content-Disposition"] = f'attachment; filename="minutes-{pk}.docx"'
    return response
