"""The reservoir and incubator (1+N): units that have grown or fallen back, and what became."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..queries import IncubationPage, IncubationRow, Month
from ..queries.grounds import Sought
from ..terms import Form, GroundKind, IncubationKind, IncubationState
from .forms import MentorForm
from .shown import Tone, propose_url, steps_of

TONES: dict[IncubationState, Tone] = {
    IncubationState.OPEN: "warn",
    IncubationState.DONE: "good",
    IncubationState.DROPPED: "plain",
}


@login_required
@require_safe
def pool(request: HttpRequest) -> HttpResponse:
    """Show what went in and out of the reservoir, and the cases that wait for people."""
    if not request.actor.may("formation.view"):
        raise Forbidden
    states = tuple(state.value for state in IncubationState)
    kinds = tuple(kind.value for kind in IncubationKind)
    query = ui.read_query(request.GET, filters={"state": states, "kind": kinds})
    found = queries.list_incubations(request.actor, query)
    table = ui.Table(
        caption=_("Units that are watched"),
        columns=(
            ui.Column("entity", _("Unit")),
            ui.Column("kind", pgettext("incubation", "What happened")),
            ui.Column("formal", _("Formal members"), numeric=True),
            ui.Column("region", _("Comprehensive branch")),
            ui.Column("mentor", _("Mentor")),
            ui.Column("due", _("Due")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("state", _("State"), IncubationState.choices),
            query.filter("kind", pgettext("incubation", "What happened"), IncubationKind.choices),
        ),
        searchable=_("Unit"),
        empty=ui.Empty(
            _("No unit has crossed the threshold."),
            _("The watch looks each hour at where members work; a case opens by itself."),
        ),
        id="incubations",
    )
    context = {"table": table, "chart": _chart(queries.months_of_pool(request.actor))}
    return render(request, "formation/pool.html", context)


def _row(row: IncubationRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.entity, reverse("formation_incubation", args=[row.id])),
            ui.Text(str(row.kind.label), row.closed_why),
            ui.Number(row.formal),
            ui.Text(row.region),
            ui.Text(row.mentor or _("nobody yet")),
            ui.Day(row.due_on),
            ui.State(str(row.state.label), TONES[row.state]),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incubation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case: its steps, its mentor, its date; name the mentor."""
    page = queries.get_incubation(pk, request.actor)
    if request.method == "POST" and "propose" not in page.may:
        raise Forbidden
    form = MentorForm(page.mentors, request.POST or None)

    def perform() -> str:
        person_id = form.cleaned_data["person_id"]
        actions.appoint_mentor(pk, person_id, actor=request.actor, at=timezone.now())
        return reverse("formation_incubation", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    return render(request, "formation/incubation.html", _shown(page, form), status=form.status)


def _shown(page: IncubationPage, form: MentorForm) -> dict[str, object]:
    row = page.row
    grows = row.kind == IncubationKind.GROW
    sought = Sought(GroundKind.FIRM, entity_ids=(row.entity_id,))
    proposes = grows and page.proposal is None and "propose" in page.may
    merges = not grows and page.region_id is not None and "decide" in page.may
    return {
        "page": page,
        "stepper": steps_of(page),
        "facts": _facts(page),
        "form": form if page.mentors else None,
        "propose": propose_url(Form.STANDALONE, sought) if proposes else "",
        "drop": _drop(row) if "propose" in page.may else None,
        "merge": _merge_back(row) if merges else None,
    }


def _facts(page: IncubationPage) -> ui.Facts:
    row = page.row
    facts = [
        ui.Fact(pgettext("incubation", "What happened"), ui.Text(str(row.kind.label))),
        ui.Fact(_("Formal members"), ui.Number(row.formal)),
        ui.Fact(_("Comprehensive branch"), _unit(page.region_id, row.region)),
        ui.Fact(_("Mentor"), ui.Text(row.mentor or _("nobody yet"))),
        ui.Fact(_("Noticed on"), ui.Day(row.opened_on)),
        ui.Fact(_("Due"), ui.Day(row.due_on)),
        ui.Fact(_("State"), ui.State(str(row.state.label), TONES[row.state])),
    ]
    if row.closed_why:
        facts.append(ui.Fact(_("Decided"), ui.Text(row.closed_why)))
    if page.proposal is not None:
        href = reverse("formation_case", args=[page.proposal.id])
        facts.append(ui.Fact(_("Proposal"), ui.Link(page.proposal.name, href)))
    if page.founded_id is not None and page.proposal is not None:
        facts.append(ui.Fact(_("Founded as"), _unit(page.founded_id, page.proposal.name)))
    return ui.Facts(tuple(facts))


def _unit(unit_id: int | None, name: str) -> ui.Text | ui.Link:
    if unit_id is None:
        return ui.Text(_("none covers this place"))
    return ui.Link(name, reverse("unit", args=[unit_id]))


def _drop(row: IncubationRow) -> ui.Confirm:
    return ui.Confirm(
        id=f"drop-{row.id}",
        label=_("Close without a change"),
        question=_("Close this case without a change?"),
        consequence=_("The reason stays on record. The unit is watched again after the period."),
        url=reverse("formation_drop", args=[row.id]),
        button=_("Close the case"),
        ask_reason=_("Reason"),
    )


def _merge_back(row: IncubationRow) -> ui.Confirm:
    return ui.Confirm(
        id=f"merge-{row.id}",
        label=_("Merge the branch back"),
        question=_("Merge the branch of %(unit)s into %(region)s?")
        % {"unit": row.entity, "region": row.region},
        consequence=_("Its members go along from today. The branch is closed and stays on record."),
        url=reverse("formation_merge_back", args=[row.id]),
        button=_("Merge back"),
        ask_reason=_("Approved by document"),
    )


def _chart(months: tuple[Month, ...]) -> ui.BarChart:
    return ui.BarChart(
        _("Into and out of the reservoir, by month"),
        tuple(
            ui.Bar(f"{month.first:%Y-%m}", (month.grown, month.incubated, month.fallen_back))
            for month in months
        ),
        series=(_("Grown to three or more"), _("Branch founded"), _("Fallen below three")),
        unit=_("units"),
    )


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a case without a change."""
    return press(
        request,
        lambda: actions.drop(
            pk, why=request.POST.get("reason", ""), actor=request.actor, at=timezone.now()
        ),
        back=reverse("formation_pool"),
        said=_("The case is closed. Its reason stays on record."),
    )


@login_required
@require_POST
def merge_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a branch that has become too small into its region's."""
    return press(
        request,
        lambda: actions.merge_back(
            pk, document=request.POST.get("reason", ""), actor=request.actor, at=timezone.now()
        ),
        back=reverse("formation_pool"),
        said=_("Merged. Its members belong to the comprehensive branch from today."),
    )
