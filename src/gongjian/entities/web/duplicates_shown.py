"""The queue of pairs and a pair's page as components."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Cell, Tone

from ..queries.duplicates import PairPage, Pairs, Side
from ..terms import PairReason, PairState

TONES: dict[PairState, Tone] = {PairState.OPEN: "warn", PairState.SAME: "good"}


def pairs(found: Pairs, query: ui.TableQuery) -> ui.Table:
    """Return the queue."""
    rows = tuple(
        ui.Row(
            (
                ui.Link(each.first, reverse("pair", args=[each.id]), note=each.second),
                ui.Text(each.place),
                ui.Text(str(each.reason.label)),
                ui.State(str(each.state.label), TONES.get(each.state, "plain")),
            )
        )
        for each in found.rows
    )
    return ui.Table(
        caption=_("Entries that may be one entity"),
        columns=(
            ui.Column("names", _("The two entries")),
            ui.Column("place", _("Place")),
            ui.Column("reason", _("Why they may be one")),
            ui.Column("state", _("What was decided")),
        ),
        rows=rows,
        total=found.total,
        query=query,
        filters=(
            query.filter(
                "state",
                _("What was decided"),
                [(s.value, s.label) for s in PairState if s != PairState.OPEN],
            ),
            query.filter("reason", _("Why"), PairReason.choices),
        ),
        empty=ui.Empty(
            _("Nothing waits for a decision."),
            _("Entries that may be one entity are looked for whenever a register is entered."),
        ),
        id="pairs",
    )


def sides(page: PairPage) -> ui.Table:
    """Return both entities line by line; what differs is marked in words."""
    first, second = page.first, page.second
    facts: tuple[tuple[str, Callable[[Side], Cell]], ...] = (
        (_("Name"), lambda side: ui.Link(side.name, reverse("entity", args=[side.id]))),
        (_("Unified social credit code"), _code),
        (_("Kind"), lambda side: ui.Text(str(side.kind.label))),
        (_("Trade"), lambda side: ui.Text(side.trade)),
        (_("Place"), lambda side: ui.Text(" › ".join(side.place[-3:]))),
        (_("Venue"), lambda side: ui.Text(side.venue)),
        (_("Address"), lambda side: ui.Text(side.address)),
        (_("People working there"), lambda side: ui.Number(side.staff)),
        (_("Founded on"), lambda side: ui.Day(side.founded_on)),
        (_("Closed on"), lambda side: ui.Day(side.closed_on)),
        (_("Known since"), lambda side: ui.Day(side.since)),
        (_("Other names"), lambda side: ui.Text(_("; ").join(side.names))),
        (_("Covered by"), _covers),
    )
    rows = []
    for label, cell in facts:
        one, other = cell(first), cell(second)
        rows.append(ui.Row((ui.Text(label), one, other, _sameness(one, other))))
    return ui.Table(
        caption=_("The two entries side by side"),
        columns=(
            ui.Column("fact", _("What is known")),
            ui.Column("first", _("First entry")),
            ui.Column("second", _("Second entry")),
            ui.Column("same", _("Compared")),
        ),
        rows=tuple(rows),
        total=len(rows),
        query=ui.TableQuery(per_page=len(rows)),
        id="sides",
    )


def _code(side: Side) -> Cell:
    return ui.Text(side.code, note=_("check digit does not fit") if side.is_doubtful else "")


def _covers(side: Side) -> Cell:
    return ui.Text(_("; ").join(unit for unit, _by in side.covers))


def _sameness(one: Cell, other: Cell) -> Cell:
    """Say whether two cells show the same; links are compared by what they say."""
    shown = [cell.text if isinstance(cell, ui.Link) else cell for cell in (one, other)]
    if shown[0] == shown[1]:
        return ui.Text(_("the same"))
    return ui.State(_("differs"), "warn")


def confirms(page: PairPage) -> tuple[ui.Confirm, ...]:
    """Return what can be decided, each with what follows from it in words."""
    if not page.may_decide:
        return ()
    if page.state != PairState.OPEN:
        return (_undo(page),)
    return (
        _merge(page, page.first, _("One entity: keep the first"), "keep-first"),
        _merge(page, page.second, _("One entity: keep the second"), "keep-second"),
        ui.Confirm(
            id="apart",
            label=_("Two entities"),
            question=_("Are these two entities?"),
            consequence=_("Both stay as they are and are not asked about again."),
            url=reverse("pair_apart", args=[page.id]),
            button=_("They are two"),
            fields=_once(),
        ),
    )


def _merge(page: PairPage, kept: Side, label: str, id: str) -> ui.Confirm:
    gone = page.second if kept is page.first else page.first
    return ui.Confirm(
        id=id,
        label=label,
        question=_("Keep “%(name)s”?") % {"name": kept.name},
        consequence=_(
            "“%(gone)s” then counts no more. Its covers and names go to “%(kept)s”, which counts "
            "from the earlier day of both; where they differ, what “%(kept)s” says stands. It can "
            "be taken back."
        )
        % {"gone": gone.name, "kept": kept.name},
        url=reverse("pair_merge", args=[page.id, kept.id]),
        button=_("Merge"),
        fields=_once(),
        main=kept is page.first,
    )


def _undo(page: PairPage) -> ui.Confirm:
    return ui.Confirm(
        id="undo",
        label=_("Take the decision back"),
        question=_("Take the decision back?"),
        consequence=_("The two are as they were before, and wait for a decision again."),
        url=reverse("pair_undo", args=[page.id]),
        button=_("Take it back"),
        fields=_once(),
    )


def _once() -> dict[str, str]:
    return {"submission": uuid.uuid4().hex}
