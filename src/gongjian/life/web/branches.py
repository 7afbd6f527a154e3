"""Branches in the order of the tree, with what should have its record and what has."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out

from .. import actions, queries
from ..queries import LifeList, LifeRow
from .forms import PlanForm


@login_required
@require_safe
def branch_list(request: HttpRequest) -> HttpResponse:
    """List the branches in reach; who has one only is led to its month."""
    if not request.actor.may("life.view"):
        raise Forbidden
    query = ui.read_query(request.GET)
    found = queries.list_branches(request.actor, query, at=timezone.now())
    if found.total == 1 and not query.text:
        return redirect("life_month", pk=found.rows[0].id)
    table = ui.Table(
        caption=_("Branches and their records this year"),
        columns=(
            ui.Column("name", _("Branch")),
            ui.Column("under", _("Under")),
            ui.Column("plan", _("Plan")),
            ui.Column("expected", _("Expected so far"), numeric=True),
            ui.Column("held", _("Of them recorded"), numeric=True),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        searchable=_("Name of the branch"),
        empty=ui.Empty(_("There is no branch here."), _("Branches are founded under “Forming”.")),
        id="branches",
    )
    without = queries.without_plan(request.actor, request.actor.on.year)
    context = {
        "table": table,
        "figures": _figures(found, request.actor.on),
        "year": request.actor.on.year,
        "without": len(without),
    }
    return render(request, "life/branch_list.html", context)


def _figures(found: LifeList, on: date) -> ui.Figures:
    """Return the numbers of all branches in reach, each opening its rows."""
    numbers = (
        (_("Expected records"), found.expected, "life.expected"),
        (_("Expected records that there are"), found.held, "life.held"),
        (_("Expected records that are missing"), found.expected - found.held, "life.missing"),
    )
    return ui.Figures(
        tuple(
            ui.Figure(label, number, _("records"), as_of=on, href=reverse("figure", args=[code]))
            for label, number, code in numbers
        )
    )


def _row(row: LifeRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("life_month", args=[row.id])),
            ui.Text(row.under),
            ui.State(_("drawn"), "good") if row.has_plan else ui.State(_("no plan yet"), "warn"),
            ui.Number(row.expected if row.has_plan else None),
            ui.Number(row.held if row.has_plan else None),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw_all(request: HttpRequest) -> HttpResponse:
    """Draw the plans of all branches in reach that have none for a year."""
    actor = request.actor
    if not actor.may("life.plan"):
        raise Forbidden
    templates = queries.list_templates(actor.on)
    form = PlanForm(templates, (actor.on.year, actor.on.year + 1), request.POST or None)

    def perform() -> str:
        year = form.cleaned_data["year"]
        actions.draw_plans(
            queries.without_plan(actor, year),
            template=form.cleaned_data["template"],
            year=year,
            actor=actor,
            at=timezone.now(),
        )
        return reverse("life_list")

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Drawn."))):
        return done
    count = len(queries.without_plan(actor, actor.on.year))
    said = ngettext(
        "%(count)d branch has no plan for this year.",
        "%(count)d branches have no plan for this year.",
        count,
    )
    context = {"form": form, "templates": templates, "said": said % {"count": count}}
    return render(request, "life/plan_all.html", context, status=form.status)
