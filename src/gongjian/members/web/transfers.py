"""Transfers: the list, one transfer with its next step, its letter on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import NotVisible
from gongjian.kernel.states import way
from gongjian.kernel.web.acting import ActionForm, carry_out, press

from .. import actions, queries, rules
from ..terms import TransferState
from .forms import LetterForm, RefuseForm
from .parts import require, transfer_state

WAY = way(rules.TRANSFER_EDGES, TransferState.REQUESTED, TransferState.RECEIVED)


@login_required
@require_safe
def transfer_list(request: HttpRequest) -> HttpResponse:
    """Show the transfers to and from the branches in reach."""
    require(request.actor, "transfer.view")
    query = ui.read_query(request.GET, filters={"state": ("open", "done")})
    found = queries.list_transfers(request.actor, query)
    table = ui.Table(
        caption=_("Transfers"),
        columns=(
            ui.Column("name", _("Member")),
            ui.Column("from", pgettext("transfer", "From")),
            ui.Column("to", pgettext("transfer", "To")),
            ui.Column("state", _("State")),
            ui.Column("due", _("Letter valid until")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("state", _("State"), [("open", _("Under way")), ("done", _("Done"))]),
        ),
        searchable=_("Name, branch or number of the letter"),
        empty=ui.Empty(
            _("No transfer is under way."), _("A transfer begins on the page of the member.")
        ),
        id="transfers",
    )
    return render(request, "members/transfer_list.html", {"table": table})


def _row(row: queries.TransferRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.person, reverse("transfer", args=[row.id])),
            ui.Text(row.from_unit),
            ui.Text(row.to),
            transfer_state(row.state),
            ui.Day(row.due_on, note=_("late") if row.is_late else ""),
        )
    )


@login_required
@require_safe
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one transfer and its next step."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, form: ActionForm | None = None) -> HttpResponse:
    page = queries.get_transfer(pk, request.actor)
    days = parameters.in_force(request.actor.on).whole("letter.valid_days")
    letter = form if isinstance(form, LetterForm) else LetterForm(initial={"valid_days": days})
    refusal = form if isinstance(form, RefuseForm) else RefuseForm()
    context = {
        "page": page,
        "state": transfer_state(page.row.state),
        "stepper": _stepper(page),
        "facts": _facts(page),
        "letter_form": letter,
        "refuse_form": refusal,
        "form": form,
    }
    return render(request, "members/transfer.html", context, status=form.status if form else 200)


def _facts(page: queries.TransferPage) -> ui.Facts:
    who = page.row.person
    link = reverse("member", args=[page.person_id])
    outside = _("outside") if page.is_outside else ""
    facts = [
        ui.Fact(_("Member"), ui.Link(who, link) if page.sees_member else ui.Text(who)),
        ui.Fact(pgettext("transfer", "From"), ui.Text(page.row.from_unit)),
        ui.Fact(pgettext("transfer", "To"), ui.Text(page.row.to, note=outside)),
        ui.Fact(_("Requested"), ui.Day(page.row.requested_at)),
        ui.Fact(_("Number of the letter"), ui.Text(page.letter)),
        ui.Fact(_("Letter issued"), ui.Day(page.issued_on)),
        ui.Fact(_("Letter valid until"), ui.Day(page.row.due_on)),
        ui.Fact(_("Answered"), ui.Day(page.answered_at)),
    ]
    if page.reason:
        facts.append(ui.Fact(_("Why it was refused"), ui.Text(page.reason)))
    return ui.Facts(tuple(facts))


def _stepper(page: queries.TransferPage) -> ui.Stepper:
    state = page.row.state
    if state not in WAY:
        begun = WAY[:2] if page.letter else WAY[:1]
        done = [ui.Step(str(TransferState(each).label), "done") for each in begun]
        return ui.Stepper(_("Where it stands"), (*done, ui.Step(str(state.label), "left")))
    here = WAY.index(state)
    is_end = here == len(WAY) - 1
    return ui.Stepper(
        _("Where it stands"),
        tuple(
            ui.Step(
                str(TransferState(each).label),
                "done" if n < here or is_end else "here" if n == here else "ahead",
            )
            for n, each in enumerate(WAY)
        ),
    )


def _issue(pk: int, form: Any, actor: Actor, at: datetime) -> object:
    days = form.cleaned_data["valid_days"]
    return actions.issue_letter(pk, valid_days=days, actor=actor, at=at)


def _refuse(pk: int, form: Any, actor: Actor, at: datetime) -> object:
    reason = form.cleaned_data["reason"]
    return actions.refuse_transfer(pk, reason=reason, actor=actor, at=at)


FORMS: dict[str, tuple[type[ActionForm], Callable[[int, Any, Actor, datetime], object]]] = {
    "issue": (LetterForm, _issue),
    "refuse": (RefuseForm, _refuse),
}

PRESSES: dict[str, Callable[..., object]] = {
    "receive": actions.receive_transfer,
    "withdraw": actions.withdraw_transfer,
    "undo": actions.undo_receipt,
}


@login_required
@require_POST
def step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Take one step of a transfer."""
    back = reverse("transfer", args=[pk])
    if event in PRESSES:
        act = PRESSES[event]
        return press(
            request,
            lambda: act(pk, actor=request.actor, at=timezone.now()),
            back=back,
            said=_("Recorded."),
        )
    if event not in FORMS:
        raise NotVisible
    kind, carry = FORMS[event]
    form = kind(request.POST)

    def perform() -> str:
        carry(pk, form, request.actor, timezone.now())
        return back

    done = carry_out(request, form, perform, _("Recorded."))
    return done or _show(request, pk, form)


@login_required
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter of a transfer, to be printed."""
    page = queries.get_transfer(pk, request.actor)
    if not page.letter:
        raise NotVisible
    return render(request, "members/letter.html", {"page": page})
