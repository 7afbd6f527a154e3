"""My places, and the note of a visit: a form like any other, and what it sends by itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import DomainError, Forbidden
from gongjian.kernel.web.acting import carry_out

from .. import actions, queries
from ..actions import SameDay, VisitEntry
from ..models import Visit
from ..queries import PlaceDue
from .forms import NoteForm, SentForm


def _require_writer(request: HttpRequest) -> None:
    if not request.actor.may("visit.write"):
        raise Forbidden


@login_required
@require_safe
def my_places(request: HttpRequest) -> HttpResponse:
    """Show the places that the reader looks after, what is due first."""
    _require_writer(request)
    found = queries.get_my_places(request.actor)
    table = ui.Table(
        caption=_("My places"),
        columns=(
            ui.Column("place", _("Place to visit")),
            ui.Column("visits", _("Visits this quarter")),
            ui.Column("last", _("Last visit")),
            ui.Column("open", _("Open issues"), numeric=True),
            ui.Column("until", _("Mine until")),
            ui.Column("write", pgettext("visit note", "Note")),
        ),
        rows=tuple(map(_row, found.places)),
        total=len(found.places),
        query=ui.TableQuery(per_page=max(1, len(found.places))),
        empty=ui.Empty(
            _("No place is yours to look after today."),
            _("The office that marks contact points assigns them."),
        ),
        id="places",
    )
    return render(request, "support/my_places.html", {"page": found, "table": table})


def _row(row: PlaceDue) -> ui.Row:
    made = _("%(made)d of %(wanted)d") % {"made": row.made, "wanted": row.wanted}
    return ui.Row(
        (
            ui.Link(row.place, reverse("point", args=[row.point_id]), note=str(row.kind.label)),
            ui.State(made, "warn" if row.is_due else "good"),
            ui.Day(row.last_visit),
            ui.Number(row.open),
            ui.Day(row.last_day),
            ui.Link(_("Write a note"), f"{reverse('visit_note')}?place={row.point_id}"),
        )
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Write the note of a visit; the page holds the form and the reader's places, nothing else."""
    _require_writer(request)
    actor = request.actor
    places = queries.list_note_places(actor)
    initial = {"visited_on": actor.on, "place": request.GET.get("place", "")}
    form = NoteForm(places, actor.on, request.POST or None, initial=initial)

    def perform() -> str:
        visit, _is_new = actions.record_visit(_entry(form), actor=actor, at=timezone.now())
        return reverse("visit", args=[visit.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    context = {"form": form, "places": places, "account": actor.account_id}
    return render(request, "support/note.html", context, status=form.status)


def _entry(form: NoteForm | SentForm) -> VisitEntry:
    said = form.cleaned_data
    return VisitEntry(said["submission"], said["place"], said["visited_on"], form.note)


@login_required
@never_cache
@require_safe
def sender(request: HttpRequest) -> HttpResponse:
    """Tell the page whose notes it may send now, and the token to send them with."""
    _require_writer(request)
    return JsonResponse({"account": str(request.actor.account_id), "token": get_token(request)})


@login_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Record a note that was written without a connection; sent twice it is the same note.

    201 with its address when it is new, 200 when it was there already. 409 where a person has to
    decide, 422 where the note itself is wrong: both with ``code`` and ``message``, and ``beside``
    for the note that is in the way.
    """
    _require_writer(request)
    form = SentForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
        return JsonResponse({"code": "malformed", "message": words}, status=422)
    try:
        visit, is_new = _record(request, form)
    except SameDay as error:
        return _refused(error, beside=_beside(request, error.facts["visit"]))
    except DomainError as error:
        return _refused(error)
    url = reverse("visit", args=[visit.pk])
    return JsonResponse({"url": url}, status=201 if is_new else 200)


def _record(request: HttpRequest, form: SentForm) -> tuple[Visit, bool]:
    """Record a note, or let the recorded one that it names say this instead."""
    at = timezone.now()
    if instead := form.cleaned_data["instead"]:
        return actions.correct_visit(instead, form.note, actor=request.actor, at=at), False
    return actions.record_visit(_entry(form), actor=request.actor, at=at)


def _refused(error: DomainError, **more: Any) -> JsonResponse:
    body = {"code": error.code, "message": str(error), "field": error.field, **more}
    return JsonResponse(body, status=error.status)


def _beside(request: HttpRequest, visit_id: int) -> dict[str, Any]:
    """Return the note that is in the way, for the person to compare."""
    found = queries.get_visit(visit_id, request.actor)
    done = "、".join(str(each.label) for each in found.row.done)
    said = " · ".join(filter(None, (done, found.text)))
    return {"id": visit_id, "url": reverse("visit", args=[visit_id]), "said": said}
