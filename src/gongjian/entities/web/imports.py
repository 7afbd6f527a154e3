"""Pages of registers: send one, look at what it would do, enter it, follow it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from gongjian.kernel import jobs
from gongjian.kernel.components import read_query
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press

from .. import tasks
from ..actions import imports, imports_files
from ..policy import IMPORT
from ..queries import imports as queries
from ..queries.imports_forms import empty_register
from ..terms import RegisterState
from . import imports_shown as shown
from .imports_forms import RegisterForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM_FIELDS = 64 * 1024
"""What the other fields of the upload form may add to the size of the file."""

View = Callable[..., HttpResponse]


def refuse_before_reading(view: View) -> View:
    """Refuse an upload that is too large before any of it is read, then let the view check it.

    The check against forged forms reads the whole request, so it must come after this one.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > imports_files.MOST_BYTES + FORM_FIELDS:
            imports_files.refuse_large(size)
        return protected(request, *args, **kwargs)

    return limited


@refuse_before_reading
@login_required
def register_import(request: HttpRequest) -> HttpResponse:
    """Choose a register; it is checked before anything is written."""
    recent = queries.list_registers(request.actor)
    today = timezone.localdate()
    form = RegisterForm(request.POST or None, request.FILES or None, initial={"as_of": today})
    if request.method == "POST" and (
        answer := carry_out(request, form, lambda: _send(form, request))
    ):
        return answer
    page = {"form": form, "recent": shown.recent(recent)}
    return render(request, "entities/register_import.html", page, status=form.status)


def _send(form: RegisterForm, request: HttpRequest) -> str:
    given, now = form.cleaned_data, timezone.now()
    register = imports.receive(
        given["file"],
        given["file"].name,
        as_of=given["as_of"],
        whole_of=given["whole_of"],
        actor=request.actor,
        at=now,
    )
    tasks.start_check(register, actor=request.actor, at=now)
    return reverse("register", args=[register.pk])


@login_required
@require_GET
def register_template(request: HttpRequest) -> HttpResponse:
    """Download an empty register."""
    if not request.actor.may(IMPORT):
        raise Forbidden
    return HttpResponse(
        empty_register(),
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="register.xlsx"'},
    )


@login_required
@require_GET
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a register stands, and the one thing to do next."""
    page = queries.get_register(pk, request.actor)
    context: dict[str, object] = {"page": page, "stepper": shown.stepper(page)}
    if page.is_at_work:
        context["progress"] = shown.progress(page)
    if page.counts and page.state != RegisterState.WAITING:
        context["figures"] = shown.figures(page)
    if page.faults:
        context["faults"] = shown.faults(page, page.faults)
    if page.state == RegisterState.CHECKED and page.counts.get("sound"):
        context["confirm"] = shown.confirm(page)
    return render(request, "entities/register.html", context)


@login_required
@require_GET
def register_faults(request: HttpRequest, pk: int) -> FileResponse:
    """Download all faults of a register."""
    path = queries.faults_workbook(pk, request.actor)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"register-{pk}-faults.xlsx")


@login_required
@require_POST
def register_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the sound rows of a register that was looked at."""
    queries.get_register(pk, request.actor)
    return press(
        request,
        lambda: tasks.start_entering(pk, actor=request.actor, at=timezone.now()),
        back=reverse("register", args=[pk]),
    )


@login_required
@require_POST
def register_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a register whose worker was killed."""
    queries.get_register(pk, request.actor)
    return press(
        request,
        lambda: tasks.go_on(pk, actor=request.actor, at=timezone.now()),
        back=reverse("register", args=[pk]),
    )


@login_required
@require_POST
def register_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the work on a register, or throw it away."""
    page = queries.get_register(pk, request.actor)
    if page.is_at_work and page.job is not None:
        jobs.cancel(page.job.pk, actor=request.actor)
        return HttpResponseRedirect(reverse("register", args=[pk]))
    return press(
        request,
        lambda: imports.throw_away(pk, actor=request.actor),
        back=reverse("register_import"),
        said=_("Thrown away. Nothing more of it is entered."),
    )


@login_required
@require_GET
def doubtful_codes(request: HttpRequest) -> HttpResponse:
    """List the entities whose code's check digit fails, to be corrected."""
    query = read_query(request.GET)
    found = queries.list_doubtful_codes(request.actor, query)
    return render(
        request, "entities/doubtful_codes.html", {"table": shown.doubtful_codes(found, query)}
    )
