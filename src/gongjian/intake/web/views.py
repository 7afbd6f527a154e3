"""Pages of the roster: choose a file, put faults right, decide, look, enter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from gongjian.kernel import jobs, workbooks
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import read_query
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries, tasks
from ..models import Roster
from ..terms import FORMS, RosterState, RowStatus
from . import shown
from .forms import RosterForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM_FIELDS = 64 * 1024
"""What the other fields of the upload form may add to the size of the file."""

View = Callable[..., HttpResponse]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor
    if not actor.may(queries.ENTER):
        raise Forbidden
    return actor


def refuse_before_reading(view: View) -> View:
    """Refuse an upload that is too large before any of it is read, then let the view check it.

    The check against forged forms reads the whole request, so it must come after this one.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > workbooks.MOST_BYTES + FORM_FIELDS:
            workbooks.refuse_large(size)
        return protected(request, *args, **kwargs)

    return limited


@refuse_before_reading
@login_required
def roster_import(request: HttpRequest) -> HttpResponse:
    """Choose a roster file; it is checked before anything is written."""
    actor = _actor(request)
    if request.method != "POST":
        return _choose_file(request, actor, RosterForm())
    form = RosterForm(request.POST, request.FILES)
    answer = carry_out(request, form, lambda: _receive(form, actor))
    return answer or _choose_file(request, actor, form)


def _choose_file(request: HttpRequest, actor: Actor, form: RosterForm) -> HttpResponse:
    page = {"form": form, "recent": shown.recent(queries.list_rosters(actor))}
    return render(request, "intake/roster_import.html", page, status=422 if form.errors else 200)


def _receive(form: RosterForm, actor: Actor) -> str:
    file, now = form.cleaned_data["file"], timezone.now()
    workbooks.refuse_large(file.size)
    roster = actions.receive(file.name, file.read(), actor=actor, at=now)
    tasks.start_check(roster, actor=actor, at=now)
    return reverse("roster", args=[roster.pk])


@login_required
@require_GET
def roster_template(request: HttpRequest) -> HttpResponse:
    """Download an empty roster."""
    _actor(request)
    return _download(queries.empty_roster(), "roster.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_GET
def roster(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Show where a roster stands, and the one thing to do next."""
    actor = _actor(request)
    page = queries.get_roster(roster_id, actor)
    context: dict[str, object] = {"page": page, "stepper": shown.stepper(page)}
    if shown.is_at_work(page):
        context["progress"] = shown.progress(page)
    elif page.state == RosterState.FAULTY:
        most = shown.MOST_FAULTS
        found = queries.list_faults(roster_id, actor, most=most)
        context["faults"] = shown.faults(page, found)
    elif page.state in (RosterState.DOUBTFUL, RosterState.READY, RosterState.ENTERED):
        query = read_query(
            request.GET,
            filters={
                "sheet": [form.key for form in FORMS],
                "status": [status.value for status in RowStatus],
            },
        )
        preview = queries.list_preview(roster_id, actor, query)
        if page.counts:
            context |= {
                "figures": shown.figures(page),
                "table": shown.preview(page, preview, query),
            }
        if page.state == RosterState.READY:
            context["confirm"] = shown.confirm(page)
    return render(request, "intake/roster.html", context)


@login_required
@require_GET
def roster_faults(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Download all faults of a roster."""
    found = queries.list_faults(roster_id, _actor(request))
    return _download(queries.faults_workbook(found), f"roster-{roster_id}-faults.xlsx")


@login_required
@require_POST
def roster_answers(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Answer which names mean one unit."""
    actor = _actor(request)
    page = queries.get_roster(roster_id, actor)
    answers = {
        asked.key: request.POST.get(f"answer-{number}", "")
        for number, asked in enumerate(page.asked)
    }
    return press(
        request,
        lambda: actions.choose(roster_id, answers, actor=actor, at=timezone.now()),
        back=reverse("roster", args=[roster_id]),
    )


@login_required
@require_POST
def roster_enter(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Enter a roster that was looked at."""
    actor = _actor(request)
    queries.get_roster(roster_id, actor)
    return press(
        request,
        lambda: tasks.start_entering(
            Roster.objects.get(pk=roster_id), actor=actor, at=timezone.now()
        ),
        back=reverse("roster", args=[roster_id]),
    )


@login_required
@require_POST
def roster_cancel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Stop the work on a roster, or throw it away."""
    actor = _actor(request)
    page = queries.get_roster(roster_id, actor)
    if shown.is_at_work(page) and page.job is not None:
        jobs.cancel(page.job.pk, actor=actor)
        return HttpResponseRedirect(reverse("roster", args=[roster_id]))
    return press(
        request,
        lambda: actions.cancel(roster_id, actor=actor),
        back=reverse("roster_import"),
        said=_("Thrown away. Nothing was entered."),
    )
