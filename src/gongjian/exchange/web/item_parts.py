"""The parts of an item's page, made of the design system's components."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone
from gongjian.kernel.states import way

from .. import rules
from ..queries.items import ItemPage, Side, Volunteer
from ..terms import ItemState

TONES: dict[ItemState, Tone] = {
    ItemState.DRAFTED: "info",
    ItemState.AGREED: "plain",
    ItemState.DELIVERING: "plain",
    ItemState.DELIVERED: "warn",
    ItemState.MISSING: "bad",
    ItemState.UNCONFIRMED: "warn",
    ItemState.CONFIRMED: "good",
    ItemState.CANCELLED: "plain",
}

WAY = way(rules.ITEM_EDGES, ItemState.DRAFTED, ItemState.CONFIRMED)

BESIDE = {ItemState.MISSING: ItemState.DELIVERED, ItemState.UNCONFIRMED: ItemState.DELIVERED}
"""States beside the way, and the step at which they stand."""


def state_of(state: ItemState) -> ui.State:
    return ui.State(str(state.label), TONES[state])


def stepper(page: ItemPage) -> ui.Stepper:
    """Lay out the way of the state machine and where the item stands on it."""
    if page.state == ItemState.CANCELLED:
        steps: tuple[ui.Step, ...] = (
            ui.Step(str(ItemState.DRAFTED.label), "done"),
            ui.Step(str(page.state.label), "left"),
        )
        return ui.Stepper(_("Progress"), steps)
    here = WAY.index(BESIDE.get(page.state, page.state))
    days: dict[str, datetime | None] = {
        ItemState.AGREED: page.agreed_at,
        ItemState.DELIVERED: page.delivered_at,
        ItemState.CONFIRMED: page.confirmed_at,
    }
    return ui.Stepper(
        _("Progress"),
        tuple(
            ui.Step(
                str(page.state.label if n == here else ItemState(state).label),
                _status(n, here, is_last=n == len(WAY) - 1),
                days.get(state) if n <= here else None,
            )
            for n, state in enumerate(WAY)
        ),
    )


def _status(n: int, here: int, *, is_last: bool) -> Literal["done", "here", "ahead"]:
    if n < here or (n == here and is_last):
        return "done"
    return "here" if n == here else "ahead"


def facts(page: ItemPage) -> ui.Facts:
    """List what was agreed, with both sides and their liaisons."""
    taken = {"taken": page.taken, "places": page.places}
    rows = [
        ui.Fact(_("Need"), ui.Link(page.title, reverse("need", args=[page.need_id]))),
        ui.Fact(_("For whom"), ui.Text(page.beneficiaries)),
        ui.Fact(_("Gives"), _side(page.giving)),
        ui.Fact(_("Gets"), _side(page.asking)),
        ui.Fact(_("Begins"), ui.Day(page.starts_at, with_time=True)),
        ui.Fact(_("Ends"), ui.Day(page.ends_at, with_time=True)),
        ui.Fact(pgettext("of a service", "Venue"), ui.Text(page.place)),
        ui.Fact(_("Places taken"), ui.Text(_("%(taken)d of %(places)d") % taken)),
        ui.Fact(
            _("Training"), ui.Text(_("must be attended") if page.training_required else _("none"))
        ),
    ]
    if page.note:
        rows.append(ui.Fact(_("Remark"), ui.Text(page.note)))
    if page.heads_delivered is not None:
        rows.append(
            ui.Fact(_("People who came"), ui.Number(page.heads_delivered, unit=_("people")))
        )
    return ui.Facts(tuple(rows))


def _side(side: Side) -> ui.Cell:
    liaison = _("Liaison: %(name)s") % {"name": side.liaison} if side.liaison else ""
    note = " · ".join(filter(None, (liaison, side.mobile)))
    return ui.Link(side.unit, reverse("unit", args=[side.unit_id]), note=note)


def timeline(page: ItemPage) -> ui.Timeline:
    """Tell what happened, the latest first."""
    return ui.Timeline(tuple(sorted(_events(page), key=lambda event: str(event.at), reverse=True)))


def _events(page: ItemPage) -> Iterator[ui.Event]:
    if page.agreed_at:
        yield ui.Event(page.agreed_at, _("Both sides agreed"))
    if page.delivered_at:
        heads = page.heads_delivered or 0
        text = ngettext("Delivered: %(n)d person came", "Delivered: %(n)d people came", heads)
        yield ui.Event(
            page.delivered_at, text % {"n": heads}, page.giving.unit, page.delivered_note
        )
    for ask in page.asks:
        facts = {"n": ask.number, "due": ask.due_on.isoformat()}
        yield ui.Event(
            ask.asked_at,
            _("The requester was asked to confirm (question %(n)d), answer due on %(due)s") % facts,
            tone="warn" if ask.number > 1 else "plain",
        )
    if page.confirmed_at:
        who = " · ".join(filter(None, (page.confirmed_by, page.asking.unit)))
        yield ui.Event(page.confirmed_at, _("Confirmed by the requester"), who, page.thanks, "good")


def roster(page: ItemPage) -> ui.Table | None:
    """Show who has taken a place, for the giving side; None for everybody else."""
    if not page.may_run:
        return None
    attend = ui.Action(_("Record attendance"), reverse("item_attend", args=[page.id]))
    is_next = page.state == ItemState.AGREED
    send = ui.Action(_("Deploy"), reverse("item_deploy", args=[page.id]), main=is_next)
    is_open = page.state in (ItemState.AGREED, ItemState.DELIVERING)
    has_training = page.training_required or bool(page.trainings)
    return ui.Table(
        caption=_("Volunteers"),
        columns=(
            ui.Column("name", _("Volunteer")),
            ui.Column("mobile", _("Mobile")),
            ui.Column("training", _("Training")),
            ui.Column("deployed", _("Deployed")),
        ),
        rows=tuple(_volunteer(each, page.training_required) for each in page.roster),
        total=len(page.roster),
        query=ui.TableQuery(per_page=max(1, len(page.roster))),
        selection=ui.Selection((attend, send) if has_training else (send,)) if is_open else None,
        empty=ui.Empty(
            _("Nobody has taken a place yet."), _("Tell your volunteers to look at “Find a shift”.")
        ),
        id="roster",
    )


def _volunteer(each: Volunteer, training_required: bool) -> ui.Row:
    trained: ui.Cell = ui.Text("")
    if each.trained_at:
        trained = ui.State(_("attended"), "good")
    elif training_required:
        trained = ui.State(_("not yet attended"), "warn")
    return ui.Row(
        (
            ui.Link(each.name, reverse("person", args=[each.person_id])),
            ui.Text(each.mobile),
            trained,
            ui.Day(each.deployed_at, with_time=True),
        ),
        key=str(each.signup_id),
    )
