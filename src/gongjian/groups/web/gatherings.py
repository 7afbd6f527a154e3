"""Recording what a group did, and correcting it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongjian.kernel.web.acting import carry_out

from .. import actions, queries
from ..actions import GatheringEntry
from .forms import GatheringForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a group did."""
    recording = queries.get_recording(pk, request.actor)
    initial = {"held_on": request.actor.on}
    form = GatheringForm(recording.agreed, request.POST or None, initial=initial)

    def perform() -> str:
        actions.record(pk, _entry(form), actor=request.actor, at=timezone.now())
        return reverse("group", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    context = {"form": form, "recording": recording}
    return render(request, "groups/record.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int, gathering: int) -> HttpResponse:
    """Correct a record."""
    recording = queries.get_recording(pk, request.actor, gathering_id=gathering)
    initial = {
        "held_on": recording.held_on,
        "text": recording.text,
        "present": recording.present,
        "named": recording.named,
    }
    form = GatheringForm(recording.agreed, request.POST or None, initial=initial)

    def perform() -> str:
        actions.correct(gathering, _entry(form), actor=request.actor, at=timezone.now())
        return reverse("group", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Corrected."))):
        return done
    context = {"form": form, "recording": recording, "is_correction": True}
    return render(request, "groups/record.html", context, status=form.status)


def _entry(form: GatheringForm) -> GatheringEntry:
    said = form.said
    return GatheringEntry(
        said["held_on"], said["text"], said["present"], tuple(said.get("named", ()))
    )
