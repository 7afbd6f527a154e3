"""Parts that these pages share: tones of states, the table of assignments."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel import components as ui

from ..queries import AssignmentRow, VisitRow
from ..terms import AppraisalState, IssueState, PointStanding

STANDING_TONES: dict[PointStanding, Any] = {
    PointStanding.NONE: "bad",
    PointStanding.ENDING: "warn",
    PointStanding.HELD: "good",
}
APPRAISAL_TONES: dict[AppraisalState, Any] = {AppraisalState.OBJECTED: "warn"}


def standing_state(standing: PointStanding) -> ui.State:
    return ui.State(str(standing.label), STANDING_TONES[standing])


def appraisal_state(state: AppraisalState) -> ui.State:
    return ui.State(str(state.label), APPRAISAL_TONES.get(state, "plain"))


def finding_state(state: IssueState) -> ui.State:
    return ui.State(str(state.label), "good" if state == IssueState.CLOSED else "warn")


def when_of(row: AssignmentRow) -> ui.State:
    """Return where today lies in an assignment."""
    if row.is_over:
        return ui.State(pgettext("assignment", "Over"))
    if row.is_ahead:
        return ui.State(pgettext("assignment", "To begin"), "info")
    return ui.State(pgettext("assignment", "Now"), "good")


def visits_table(rows: tuple[VisitRow, ...], total: int, query: ui.TableQuery, **more: Any) -> Any:
    """Return a table of visit notes."""
    return ui.Table(
        caption=_("Visit notes"),
        columns=(
            ui.Column("place", pgettext("contact point", "Place")),
            ui.Column("day", _("Day")),
            ui.Column("instructor", _("Instructor")),
            ui.Column("done", _("What was done")),
            ui.Column("open", _("Open issues"), numeric=True),
        ),
        rows=tuple(map(_visit, rows)),
        total=total,
        query=query,
        id="visits",
        **more,
    )


def _visit(row: VisitRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.place, reverse("visit", args=[row.id])),
            ui.Day(row.visited_on),
            ui.Text(row.instructor),
            ui.Text("、".join(str(each.label) for each in row.done)),
            ui.Number(row.open),
        )
    )
