"""The reservoir and incubator (1+N): units that have grown or fallen back, and what became."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import press

from .. import actions, queries
from ..queries import IncubationRow, Month
from ..queries.grounds import Sought
from ..terms import Form, GroundKind, IncubationKind, IncubationState
from .shown import Tone, propose_url

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
    may_act = request.actor.may("formation.propose")
    table = ui.Table(
        caption=_("Units that are watched"),
        columns=(
            ui.Column("entity", _("Unit")),
            ui.Column("kind", pgettext("incubation", "What happened")),
            ui.Column("formal", _("Formal members"), numeric=True),
            ui.Column("region", _("Comprehensive branch")),
            ui.Column("due", _("Due")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(_row(row, may_act) for row in found.rows),
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
    may_decide = request.actor.may("formation.decide")
    open_rows = [row for row in found.rows if _is_open(row)]
    fallen = [row for row in open_rows if row.kind == IncubationKind.FALL_BACK and row.region]
    drops = [(row.entity, _drop(row)) for row in open_rows if may_act]
    merges = [(row.entity, _merge_back(row)) for row in fallen if may_decide]
    context = {
        "table": table,
        "chart": _chart(queries.months_of_pool(request.actor)),
        "drops": drops,
        "merges": merges,
    }
    return render(request, "formation/pool.html", context)


def _is_open(row: IncubationRow) -> bool:
    return row.state == IncubationState.OPEN


def _row(row: IncubationRow, may_act: bool) -> ui.Row:
    can_propose = may_act and _is_open(row) and row.kind == IncubationKind.GROW
    sought = Sought(GroundKind.FIRM, entity_ids=(row.entity_id,))
    unit: ui.Text | ui.Link = ui.Text(row.entity)
    if can_propose:
        unit = ui.Link(
            row.entity, propose_url(Form.STANDALONE, sought), _("Propose a branch of its own")
        )
    return ui.Row(
        (
            unit,
            ui.Text(str(row.kind.label), row.closed_why),
            ui.Number(row.formal),
            ui.Text(row.region),
            ui.Day(row.due_on),
            ui.State(str(row.state.label), TONES[row.state]),
        )
    )


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
