"""How proposals and what the rules say of them are shown."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongjian.kernel import components as ui
from gongjian.kernel.states import way

from .. import rules
from ..queries import Advice, CaseRow, IncubationPage, Sought
from ..rules import Gap, Ground, Verdict
from ..terms import CaseState, Form, IncubationKind, IncubationState, Shortfall

Tone = Literal["plain", "good", "warn", "bad", "info"]

TONES: dict[CaseState, Tone] = {
    CaseState.PROPOSED: "info",
    CaseState.RETURNED: "warn",
    CaseState.APPROVED: "info",
    CaseState.FOUNDED: "good",
    CaseState.WITHDRAWN: "plain",
}


def state(value: CaseState) -> ui.State:
    """Return the state as a cell."""
    return ui.State(str(value.label), TONES[value])


def stepper(row: CaseRow) -> ui.Stepper:
    """Return where a proposal stands on the way of its state machine."""
    path = way(rules.CASE_EDGES, CaseState.PROPOSED, CaseState.FOUNDED)
    here = path.index(row.state) if row.state in path else -1
    steps = [
        ui.Step(str(CaseState(name).label), _place(number, here))
        for number, name in enumerate(path)
    ]
    if here < 0:
        steps.append(ui.Step(str(row.state.label), "left"))
    return ui.Stepper(_("Progress"), tuple(steps))


def steps_of(page: IncubationPage) -> ui.Stepper:
    """Return how far a case of the reservoir is: noticed, proposed, decided, done."""
    row = page.row
    if row.kind == IncubationKind.GROW:
        labels = [_("Grown"), _("Proposed"), _("Approved"), pgettext("formation", "Founded")]
        here = _STEP.get(page.proposal.state, 0) if page.proposal else 0
    else:
        labels = [_("Fallen back"), _("Merged back")]
        here = 1 if row.state == IncubationState.DONE else 0
    steps = [ui.Step(label, _place(number, here)) for number, label in enumerate(labels)]
    if row.state == IncubationState.DROPPED:
        steps.append(ui.Step(str(row.state.label), "left"))
    return ui.Stepper(_("Progress"), tuple(steps))


_STEP = {
    CaseState.PROPOSED: 1,
    CaseState.RETURNED: 1,
    CaseState.APPROVED: 2,
    CaseState.FOUNDED: 3,
}
"""The step of a case of the reservoir that its proposal has come to."""


def _place(number: int, here: int) -> Literal["done", "here", "ahead"]:
    if number == here:
        return "here"
    return "done" if number < here else "ahead"


def gap_words(gap: Gap) -> str:
    """Return a shortfall in words, with how many are missing."""
    if gap.code == Shortfall.FORMAL_MEMBERS:
        return ngettext(
            "%(count)d formal member is missing",
            "%(count)d formal members are missing",
            gap.missing,
        ) % {"count": gap.missing}
    if gap.code == Shortfall.UNLISTED:
        return ngettext(
            "%(count)d member is not on the list",
            "%(count)d members are not on the list",
            gap.missing,
        ) % {"count": gap.missing}
    return str(gap.code.label)


def verdict_state(verdict: Verdict) -> ui.State:
    """Return whether a form is lawful, as a cell."""
    if verdict.gaps:
        return ui.State(_("Not lawful here"), "bad")
    if verdict.doubts:
        return ui.State(_("Lawful with a reason"), "warn")
    return ui.State(_("Lawful"), "good")


def verdict_words(verdict: Verdict) -> str:
    """Return what stands or speaks against a form, in words."""
    said = [gap_words(gap) for gap in verdict.gaps]
    said += [str(doubt.label) for doubt in verdict.doubts]
    return _("; ").join(said)


def advice_table(advice: Advice, *, may_propose: bool) -> ui.Table:
    """Return what the rules say of each form, with a way to propose the lawful ones."""
    return ui.Table(
        caption=_("Forms"),
        columns=(
            ui.Column("form", _("Form")),
            ui.Column("verdict", _("What the rules say")),
            ui.Column("why", _("Missing, or to be reasoned")),
            ui.Column("source", _("Rule")),
        ),
        rows=tuple(_advice_row(each, advice.sought, may_propose) for each in advice.verdicts),
        total=len(advice.verdicts),
        id="forms",
    )


def _advice_row(verdict: Verdict, sought: Sought, may_propose: bool) -> ui.Row:
    label = str(verdict.form.label)
    can = may_propose and verdict.is_lawful and verdict.form != Form.AFFILIATED
    first = (
        ui.Link(label, propose_url(verdict.form, sought), _("Propose it"))
        if can
        else ui.Text(label)
    )
    return ui.Row(
        (first, verdict_state(verdict), ui.Text(verdict_words(verdict)), ui.Text(verdict.source))
    )


def propose_url(form: Form, sought: Sought) -> str:
    """Return the address of the form with which this is proposed."""
    if sought.branch_id is not None:
        return reverse("formation_divide", args=[sought.branch_id])
    asked = {
        "form": form.value,
        "kind": sought.kind.value,
        "units": ",".join(map(str, sought.entity_ids)),
        "venue": sought.venue_id or "",
        "place": sought.territory or "",
        "ends_on": sought.ends_on.isoformat() if sought.ends_on else "",
    }
    return f"{reverse('formation_new')}?{urlencode(asked)}"


def ground_table(ground: Ground) -> ui.Table:
    """Return the units that count, with their members."""
    return ui.Table(
        caption=_("Units and their members"),
        columns=(
            ui.Column("unit", _("Unit")),
            ui.Column("formal", _("Formal members"), numeric=True),
            ui.Column("probationary", _("On probation"), numeric=True),
        ),
        rows=tuple(
            ui.Row((ui.Text(e.name), ui.Number(e.formal), ui.Number(e.probationary)))
            for e in ground.employers
        ),
        total=len(ground.employers),
        empty=ui.Empty(
            _("No member works here."),
            _("Record where members work, or send an instructor first."),
        ),
        id="units",
    )
