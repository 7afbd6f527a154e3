"""Where members work, said by their branch: what the advisor and the watch count."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out

from .. import actions, queries
from ..queries import WorkplacePage, WorkplaceRow
from .forms import WorkplaceForm


@login_required
@require_safe
def workplace_list(request: HttpRequest) -> HttpResponse:
    """Show the members in reach with where they work."""
    if not request.actor.may("member.view"):
        raise Forbidden
    query = ui.read_query(request.GET, filters={"known": ("yes", "no")})
    found = queries.list_workplaces(request.actor, query)
    table = ui.Table(
        caption=_("Where members work"),
        columns=(
            ui.Column("name", _("Name")),
            ui.Column("branch", _("Branch")),
            ui.Column("entity", _("Works at")),
            ui.Column("since", _("Since")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("known", _("Works at"), [("yes", _("on record")), ("no", _("missing"))]),
        ),
        searchable=_("Name"),
        empty=ui.Empty(
            _("No member is within your reach."),
            _("Members are entered by the branch that holds their relation."),
        ),
        id="workplaces",
    )
    return render(request, "formation/workplace_list.html", {"table": table})


def _row(row: WorkplaceRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("workplace", args=[row.person_id])),
            ui.Text(row.branch),
            ui.Text(row.entity or _("missing")),
            ui.Day(row.since),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workplace(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a member worked and works, and record a change."""
    page = queries.get_workplaces(pk, request.actor)
    if request.method == "POST" and not page.may_edit:
        raise Forbidden
    form = WorkplaceForm(request.POST or None, initial={"from_day": request.actor.on})

    def perform() -> str:
        said = form.cleaned_data["unit"].strip()
        entity_id = queries.find_entity(said, request.actor) if said else None
        actions.set_workplace(
            pk,
            entity_id,
            from_day=form.cleaned_data["from_day"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("workplace", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    context = {"page": page, "form": form if page.may_edit else None, "table": _lines(page)}
    return render(request, "formation/workplace.html", context, status=form.status)


def _lines(page: WorkplacePage) -> ui.Table:
    return ui.Table(
        caption=_("Where this member worked and works"),
        columns=(
            ui.Column("entity", _("Unit")),
            ui.Column("from", _("From")),
            ui.Column("to", _("To")),
        ),
        rows=tuple(
            ui.Row(
                (
                    ui.Text(line.entity),
                    ui.Day(line.valid_from),
                    ui.Day(line.valid_to) if line.valid_to else ui.Text(_("to this day")),
                )
            )
            for line in page.lines
        ),
        total=len(page.lines),
        query=ui.TableQuery(per_page=max(1, len(page.lines))),
        empty=ui.Empty(
            _("No unit is on record yet."),
            _("Without it this member is not counted where a branch could be set up."),
        ),
        id="lines",
    )
