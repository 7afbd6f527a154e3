"""A register's page as components."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone

from ..queries.imports import DoubtfulCodes, FaultRow, RegisterPage
from ..tasks import CHECK
from ..terms import RegisterState

TONES: dict[RegisterState, Tone] = {
    RegisterState.REFUSED: "bad",
    RegisterState.CHECKED: "info",
    RegisterState.ENTERED: "good",
}


def recent(pages: Iterable[RegisterPage]) -> ui.Table:
    """Return the registers that the reader has sent before."""
    rows = tuple(
        ui.Row(
            (
                ui.Link(page.name, reverse("register", args=[page.id])),
                ui.State(str(page.state.label), TONES.get(page.state, "plain")),
                ui.Day(page.as_of),
                ui.Day(page.received_at, with_time=True),
            )
        )
        for page in pages
    )
    columns = (
        ui.Column("name", _("File")),
        ui.Column("state", _("State")),
        ui.Column("as_of", _("Day of the facts")),
        ui.Column("received", _("Chosen")),
    )
    empty = ui.Empty(
        _("You have sent no register yet."),
        _("Download the empty register, fill it in, then choose it above."),
        _("Download the empty register"),
        reverse("register_template"),
    )
    return ui.Table(_("Your latest registers"), columns, rows, len(rows), empty=empty, id="recent")


def stepper(page: RegisterPage) -> ui.Stepper:
    """Return how far the register has come."""
    order = [
        (_("Check the file"), {RegisterState.WAITING, RegisterState.REFUSED}),
        (_("Look and enter"), {RegisterState.CHECKED, RegisterState.ENTERING}),
        (_("Entered"), {RegisterState.ENTERED}),
    ]
    here = next((n for n, (_label, states) in enumerate(order) if page.state in states), -1)
    steps = [
        ui.Step(label, "done" if n < here or here == 2 else "here" if n == here else "ahead")
        for n, (label, _states) in enumerate(order)
    ]
    return ui.Stepper(_("How far this file is"), tuple(steps))


def progress(page: RegisterPage) -> ui.Progress:
    """Return how far the job of a register is."""
    assert page.job is not None
    checking = page.job.kind == CHECK
    what = _("Checking %(file)s") if checking else _("Entering %(file)s")
    return ui.Progress(
        what % {"file": page.name},
        page.job.state,
        url=reverse("register", args=[page.id]),
        done=page.job.done,
        total=page.job.total,
        unit=_("steps") if checking else _("rows"),
        message=page.job.message,
        cancel_url=reverse("register_cancel", args=[page.id]),
        id="register-progress",
    )


def figures(page: RegisterPage) -> ui.Figures:
    """Return how many rows would do what, or did."""
    labels = (
        ("new", _("New entities")),
        ("changed", _("Changed")),
        ("same", _("The same as known")),
        ("faulty", _("With faults, left out")),
        ("doubtful", _("Code's check digit fails")),
        ("coarser", _("Trade kept by its division")),
        ("missing", _("Missing from the file")),
    )
    hrefs = {"doubtful": reverse("doubtful_codes"), "faulty": "#faults", "missing": "#missing"}
    return ui.Figures(
        tuple(
            ui.Figure(label, page.counts.get(key, 0), _("rows"), href=hrefs.get(key, ""))
            for key, label in labels
            if page.counts.get(key) or key in ("new", "changed", "same")
        )
    )


def faults(page: RegisterPage, found: Iterable[FaultRow]) -> ui.Table:
    """Return the first faults of a register, in the order of the file."""
    rows = tuple(
        ui.Row(
            (
                ui.Number(fault.row),
                ui.Text(fault.column),
                ui.Text(fault.value),
                ui.Text(fault.reason, note=fault.suggestion),
            )
        )
        for fault in found
    )
    columns = (
        ui.Column("row", _("Row")),
        ui.Column("column", _("Column")),
        ui.Column("value", _("What stands there")),
        ui.Column("reason", _("What is wrong, and what to do")),
    )
    return ui.Table(
        _("Faults of %(file)s") % {"file": page.name}, columns, rows, len(rows), id="faults"
    )


def confirm(page: RegisterPage) -> ui.Confirm:
    """Return the button that enters the sound rows, with what follows in words."""
    sound = page.counts.get("sound", 0)
    parts = [
        ngettext("%(n)d row is entered", "%(n)d rows are entered", sound) % {"n": sound},
    ]
    if left_out := page.counts.get("faulty", 0):
        parts.append(
            ngettext(
                "%(n)d row with faults is left out", "%(n)d rows with faults are left out", left_out
            )
            % {"n": left_out}
        )
    label = _("Enter the sound rows") if left_out else _("Enter the register")
    return ui.Confirm(
        id="enter",
        label=label,
        question=_("Enter %(file)s?") % {"file": page.name},
        consequence=_(
            "%(parts)s. What changes holds from the day of the facts on; what was before is kept. "
            "It is written into the log under your name."
        )
        % {"parts": _(", ").join(parts)},
        url=reverse("register_enter", args=[page.id]),
        button=label,
        fields={"submission": uuid.uuid4().hex},
        main=True,
    )


def doubtful_codes(found: DoubtfulCodes, query: ui.TableQuery) -> ui.Table:
    """Return the entities whose code's check digit fails."""
    rows = tuple(
        ui.Row(
            (
                ui.Link(each.name, reverse("entity_edit", args=[each.id])),
                ui.Text(each.code),
                ui.Text(each.place),
            )
        )
        for each in found.rows
    )
    columns = (
        ui.Column("name", _("Entity")),
        ui.Column("code", _("Code as entered")),
        ui.Column("place", _("Place")),
    )
    empty = ui.Empty(_("Every code's check digit is right."))
    caption = _("Codes to correct")
    return ui.Table(caption, columns, rows, found.total, query=query, empty=empty, id="codes")
