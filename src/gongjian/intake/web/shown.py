"""A roster's page as components."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone
from gongjian.kernel.models import Job

from .. import queries
from ..queries import Preview, RosterPage
from ..rules import Fault
from ..terms import FORMS, RosterState, RowStatus

MOST_FAULTS = 100

TONES: dict[str, Tone] = {
    RowStatus.NEW: "info",
    RowStatus.CHANGED: "warn",
    RowStatus.SAME: "plain",
    RowStatus.DOUBTFUL: "warn",
    RowStatus.MERGED: "good",
    RowStatus.UNDER_WAY: "plain",
}
STATE_TONES: dict[str, Tone] = {
    RosterState.REFUSED: "bad",
    RosterState.FAULTY: "bad",
    RosterState.DOUBTFUL: "warn",
    RosterState.READY: "info",
    RosterState.ENTERED: "good",
}


def is_at_work(page: RosterPage) -> bool:
    """Tell whether the roster's job still runs, or ended in a way that must be told."""
    if page.job is None or page.state in (RosterState.ENTERED, RosterState.CANCELLED):
        return False
    return page.job.state in (Job.State.WAITING, Job.State.RUNNING)


def recent(pages: Iterable[RosterPage]) -> ui.Table:
    """Return the files that the reader has chosen before."""
    rows = tuple(
        ui.Row(
            (
                ui.Link(page.name, reverse("roster", args=[page.id])),
                ui.State(page.state_label, STATE_TONES.get(page.state, "plain")),
                ui.Day(page.received_at, with_time=True),
            )
        )
        for page in pages
    )
    columns = (
        ui.Column("name", _("File")),
        ui.Column("state", _("State")),
        ui.Column("received", _("Chosen")),
    )
    empty = ui.Empty(
        _("You have chosen no file yet."),
        _("Download the empty roster, fill it in, then choose it above."),
        _("Download the empty roster"),
        reverse("roster_template"),
    )
    return ui.Table(_("Your latest files"), columns, rows, len(rows), empty=empty, id="recent")


def stepper(page: RosterPage) -> ui.Stepper:
    """Return how far the roster has come."""
    order = [
        (_("Check the file"), {RosterState.WAITING, RosterState.REFUSED, RosterState.FAULTY}),
        (_("Decide on names"), {RosterState.DOUBTFUL}),
        (_("Look and enter"), {RosterState.READY, RosterState.ENTERING}),
        (_("Entered"), {RosterState.ENTERED}),
    ]
    here = next((n for n, (_label, states) in enumerate(order) if page.state in states), -1)
    steps = [
        ui.Step(label, "done" if n < here or here == 3 else "here" if n == here else "ahead")
        for n, (label, _states) in enumerate(order)
    ]
    return ui.Stepper(_("How far this file is"), tuple(steps))


def progress(page: RosterPage) -> ui.Progress:
    """Return how far the job of a roster is."""
    assert page.job is not None
    url = reverse("roster", args=[page.id])
    what = _("Entering %(file)s") if page.job.kind == "roster.enter" else _("Checking %(file)s")
    return ui.Progress(
        what % {"file": page.name},
        page.job.state,
        url=url,
        done=page.job.done,
        total=page.job.total,
        unit=_("rows"),
        message=page.job.message,
        cancel_url=reverse("roster_cancel", args=[page.id]),
        id="roster-progress",
    )


def faults(page: RosterPage, found: Iterable[Fault]) -> ui.Faults:
    """Return the faults of a roster, the first of them."""
    rows = tuple(
        ui.Fault(queries.fault_words(f.code, f.facts), f.sheet, f.row, f.column, f.value)
        for f in found
    )
    url = reverse("roster_faults", args=[page.id])
    return ui.Faults(page.name, rows, page.faults, export_url=url)


def figures(page: RosterPage) -> ui.Figures:
    """Return how many rows would do what."""
    base = reverse("roster", args=[page.id])
    return ui.Figures(
        tuple(
            ui.Figure(
                str(status.label),
                page.rows_of(status),
                _("rows"),
                href=f"{base}?status={status.value}#rows",
            )
            for status in RowStatus
            if page.rows_of(status) or status in (RowStatus.NEW, RowStatus.CHANGED, RowStatus.SAME)
        )
    )


def preview(page: RosterPage, found: Preview, query: ui.TableQuery) -> ui.Table:
    """Return one page of the rows and what each would do."""
    columns = (
        ui.Column("label", _("Row")),
        ui.Column("sheet", _("Sheet")),
        ui.Column("status", _("What happens")),
        ui.Column("changes", _("From what to what")),
    )
    rows = tuple(
        ui.Row(
            (
                ui.Text(row.label or _("The name is no longer kept here")),
                ui.Text(row.sheet, note=_("row %(row)d") % {"row": row.row}),
                ui.State(str(row.status.label), TONES[row.status]),
                ui.Text(" · ".join(_change(*change) for change in row.changes)),
            )
        )
        for row in found.rows
    )
    by_sheet = {form.key: 0 for form in FORMS}
    by_status: dict[str, int] = {}
    for count in page.counts:
        by_sheet[count.form] += count.rows
        by_status[count.status] = by_status.get(count.status, 0) + count.rows
    filters = (
        query.filter(
            "sheet",
            _("Sheet"),
            [(f.key, f.chinese, by_sheet[f.key]) for f in FORMS if by_sheet[f.key]],
        ),
        query.filter(
            "status",
            _("What happens"),
            [(s.value, s.label, by_status[s.value]) for s in RowStatus if s.value in by_status],
        ),
    )
    return ui.Table(
        _("Rows of %(file)s") % {"file": page.name},
        columns,
        rows,
        found.total,
        query=query,
        filters=filters,
        searchable=_("Name, number or title"),
        id="rows",
    )


def _change(column: str, was: Any, now: Any) -> str:
    return f"{column} {_value(was)} → {_value(now)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value not in (None, "") else "—"


def confirm(page: RosterPage) -> ui.Confirm:
    """Return the button that enters the roster, with what follows in words."""
    new, changed = page.rows_of(RowStatus.NEW), page.rows_of(RowStatus.CHANGED)
    if not new and not changed:
        consequence = _("Every row is entered already. Nothing will change.")
    else:
        parts = [
            ngettext("%(n)d row is new", "%(n)d rows are new", new) % {"n": new},
            ngettext("%(n)d row changes", "%(n)d rows change", changed) % {"n": changed},
        ]
        consequence = _(
            "%(parts)s. Needs wait for the host to verify them. All of it is entered at once, "
            "or nothing; it is written into the log under your name."
        ) % {"parts": _(", ").join(parts)}
    return ui.Confirm(
        id="enter",
        label=_("Enter the roster"),
        question=_("Enter %(file)s?") % {"file": page.name},
        consequence=consequence,
        url=reverse("roster_enter", args=[page.id]),
        button=_("Enter the roster"),
        fields={"submission": uuid.uuid4().hex},
        main=True,
    )
