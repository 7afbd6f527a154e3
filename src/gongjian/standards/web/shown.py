"""How brands, rounds and findings are shown: tones of states, words of events, steppers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone
from gongjian.kernel.states import way

from .. import rules
from ..queries import FindingRow
from ..terms import BrandState, FindingState, Renewal, ReviewState, RoundState

TONES: dict[str, Tone] = {
    BrandState.PROPOSED: "info",
    BrandState.GUIDED: "warn",
    BrandState.RUNNING: "good",
    BrandState.SHOWN: "good",
    ReviewState.ASSIGNED: "warn",
    ReviewState.HANDED_IN: "good",
    FindingState.OPEN: "warn",
    FindingState.ANSWERED: "info",
    FindingState.CLOSED: "good",
}
"""By state, where it has a tone of its own; every state stands with its word."""

RENEWAL_TONES: dict[Renewal, Tone] = {Renewal.SOON: "warn", Renewal.OVERDUE: "bad"}

EVENTS: dict[str, Any] = {
    "propose": pgettext_lazy("brand", "Proposed"),
    "guide": gettext_lazy("Advice given"),
    "rework": gettext_lazy("Reworked and proposed again"),
    "approve": gettext_lazy("Approved"),
    "show": gettext_lazy("Shown in the matrix"),
    "take down": gettext_lazy("Shown no longer"),
    "renew": gettext_lazy("Renewed"),
    "end": pgettext_lazy("brand", "Ended"),
    "withdraw": pgettext_lazy("brand", "Withdrawn"),
    "raise": pgettext_lazy("finding", "Raised"),
    "answer": pgettext_lazy("finding", "Answered"),
    "close": gettext_lazy("Called done"),
    "ask again": gettext_lazy("Asked again: not done yet"),
    "reopen": gettext_lazy("Opened again"),
}
"""What happened, by event."""


def state(value: BrandState | ReviewState | FindingState | RoundState) -> ui.State:
    """Return a state as a cell."""
    return ui.State(str(value.label), TONES.get(value, "plain"))


def finding_state(row: FindingRow) -> ui.State:
    """Return where a finding stands, overdue said in words."""
    if row.is_overdue:
        return ui.State(_("Answer overdue"), "bad")
    return state(row.state)


def brand_stepper(value: BrandState) -> ui.Stepper:
    """Return where a brand stands on the way of its state machine."""
    path: list[str] = list(way(rules.BRAND_EDGES, BrandState.PROPOSED, BrandState.SHOWN))
    if value == BrandState.GUIDED:
        path.insert(1, value)
    return ui.Stepper(_("Progress"), tuple(_steps(path, value)))


def _steps(path: list[str], value: BrandState) -> Iterable[ui.Step]:
    here = path.index(value) if value in path else -1
    for number, name in enumerate(path):
        status: Any = "here" if number == here else "done" if number < here else "ahead"
        yield ui.Step(str(BrandState(name).label), status)
    if here < 0:
        yield ui.Step(str(value.label), "left")
