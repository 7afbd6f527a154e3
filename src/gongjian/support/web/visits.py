"""Visit notes: the list, one note, and its issues settled by whoever raised them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..queries import VisitPage
from .forms import CloseFindingForm
from .parts import finding_state, visits_table


@login_required
@require_safe
def visit_list(request: HttpRequest) -> HttpResponse:
    """Show the notes in reach, the last first."""
    actor = request.actor
    if not (actor.may("instructor.view") or actor.may("visit.write")):
        raise Forbidden
    query = ui.read_query(request.GET, filters={"open": ("yes",)})
    found = queries.list_visits(actor, query)
    table = visits_table(
        found.rows,
        found.total,
        query,
        filters=(query.filter("open", _("Issues"), [("yes", _("With open issues"))]),),
        searchable=_("Place or instructor"),
        empty=ui.Empty(
            _("No visit note here."),
            _("Instructors write a note after each visit; it takes two minutes."),
        ),
    )
    return render(request, "support/visit_list.html", {"table": table})


@login_required
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a note with the issues found."""
    return _show(request, queries.get_visit(pk, request.actor))


def _show(
    request: HttpRequest, page: VisitPage, pk: int = 0, form: CloseFindingForm | None = None
) -> HttpResponse:
    context = {
        "page": page,
        "facts": ui.Facts(
            (
                ui.Fact(_("Day"), ui.Day(page.row.visited_on)),
                ui.Fact(_("Instructor"), ui.Text(page.row.instructor)),
                ui.Fact(
                    _("What was done"),
                    ui.Text("、".join(str(each.label) for each in page.row.done)),
                ),
                ui.Fact(_("Recorded"), ui.Day(page.recorded_at, with_time=True)),
            )
        ),
        "findings": [
            (
                each,
                finding_state(each.state),
                form if form and each.id == pk else CloseFindingForm(auto_id=f"id_%s_{each.id}"),
            )
            for each in page.findings
        ],
        "form": form,
    }
    return render(request, "support/visit.html", context, status=form.status if form else 200)


def _with(request: HttpRequest, pk: int, finding: int) -> VisitPage:
    """Return a note that has this issue."""
    page = queries.get_visit(pk, request.actor)
    if finding not in {each.id for each in page.findings}:
        raise NotVisible
    return page


@login_required
@require_POST
def finding_close(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    """Say that an issue is done, and how."""
    page = _with(request, pk, finding)
    form = CloseFindingForm(request.POST, auto_id=f"id_%s_{finding}")

    def perform() -> str:
        actions.close_finding(finding, form.said["how"], actor=request.actor, at=timezone.now())
        return reverse("visit", args=[pk])

    done = carry_out(request, form, perform, _("Settled."))
    return done or _show(request, page, finding, form)


@login_required
@require_POST
def finding_reopen(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    """Say that an issue is not done after all."""
    _with(request, pk, finding)
    return press(
        request,
        lambda: actions.reopen_finding(finding, actor=request.actor, at=timezone.now()),
        back=reverse("visit", args=[pk]),
        said=_("It is open again."),
    )
