"""A branch's page of the month: draw its plan, see what is due, leave out what can be."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel import parameters
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..queries import MeetingRow, MonthPage
from .forms import LeaveOutForm, PlanForm


@login_required
@require_safe
def month(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is due in a branch today."""
    page = queries.get_month(pk, request.actor)
    return _show(request, page, PlanForm(page.templates, page.years))


def _show(request: HttpRequest, page: MonthPage, form: PlanForm) -> HttpResponse:
    context = {
        "page": page,
        "on": request.actor.on,
        "form": form,
        "meetings": _meetings(page),
        "study": _study(page),
        "wanted_hours": parameters.in_force(request.actor.on).whole("life.study_hours"),
    }
    return render(request, "life/month.html", context, status=form.status)


def _meetings(page: MonthPage) -> ui.Table:
    return ui.Table(
        caption=_("Last records"),
        columns=(
            ui.Column("name", _("What was held")),
            ui.Column("day", _("Day")),
            ui.Column("minutes", _("Minutes"), numeric=True),
            ui.Column("present", _("Present"), numeric=True),
            ui.Column("excused", _("Excused"), numeric=True),
        ),
        rows=tuple(map(_meeting, page.meetings)),
        total=len(page.meetings),
        query=ui.TableQuery(per_page=max(1, len(page.meetings))),
        empty=ui.Empty(_("Nothing has been recorded yet.")),
        id="meetings",
    )


def _meeting(row: MeetingRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("life_meeting", args=[row.id])),
            ui.Day(row.held_on),
            ui.Number(row.minutes),
            ui.Number(row.present),
            ui.Number(row.excused),
        )
    )


def _study(page: MonthPage) -> ui.Table:
    return ui.Table(
        caption=_("Study this year"),
        columns=(
            ui.Column("name", _("Member")),
            ui.Column("hours", _("Hours"), numeric=True),
        ),
        rows=tuple(ui.Row((ui.Text(row.name), ui.Number(row.hours))) for row in page.study),
        total=len(page.study),
        query=ui.TableQuery(per_page=max(1, len(page.study))),
        empty=ui.Empty(_("The branch has no members today.")),
        id="study",
    )


@login_required
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a branch's plan of a year from a template."""
    page = queries.get_month(pk, request.actor)
    form = PlanForm(page.templates or queries.list_templates(request.actor.on), page.years,
                    request.POST)  # fmt: skip

    def perform() -> str:
        actions.draw_plans(
            [pk],
            template=form.cleaned_data["template"],
            year=form.cleaned_data["year"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("life_month", args=[pk])

    return carry_out(request, form, perform, _("Drawn.")) or _show(request, page, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out something expected, with a reason unless it is optional."""
    item = queries.get_item(pk, request.actor)
    form = LeaveOutForm(request.POST or None)

    def perform() -> str:
        why = form.cleaned_data["reason"]
        actions.leave_out(pk, why, actor=request.actor, at=timezone.now())
        return reverse("life_month", args=[item.unit_id])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Left out."))):
        return done
    context = {"form": form, "item": item}
    return render(request, "life/leave_out.html", context, status=form.status)


@login_required
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Expect again what was left out."""
    item = queries.get_item(pk, request.actor)
    return press(
        request,
        lambda: actions.take_up(pk, actor=request.actor, at=timezone.now()),
        back=reverse("life_month", args=[item.unit_id]),
        said=_("It is expected again."),
    )
