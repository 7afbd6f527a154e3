"""Parts that several of these pages share: a page of one form, the tones of states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongjian.kernel import components as ui
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import ActionForm, carry_out

from ..terms import FloatingState, TransferState

TRANSFER_TONES: dict[str, Any] = {
    TransferState.REQUESTED: "info",
    TransferState.ISSUED: "info",
    TransferState.RECEIVED: "good",
    TransferState.REFUSED: "warn",
    TransferState.EXPIRED: "bad",
}

FLOATING_TONES: dict[str, Any] = {
    FloatingState.LEFT: "warn",
    FloatingState.REPORTED: "warn",
    FloatingState.WELCOMED: "info",
    FloatingState.ATTACHED: "good",
    FloatingState.TRANSFERRED: "good",
}


@dataclass(frozen=True)
class FormPage:
    """A page of one form: what it is for, and the way back."""

    title: Any
    lead: Any
    button: Any
    back: str
    back_label: Any
    said: Any


def form_page(
    request: HttpRequest, form: ActionForm, page: FormPage, perform: Callable[[], str]
) -> HttpResponse:
    """Show a page of one form, or carry out what it asks."""
    if request.method == "POST" and (done := carry_out(request, form, perform, page.said)):
        return done
    context = {"page": page, "form": form}
    return render(request, "members/form.html", context, status=form.status)


def require(actor: Actor, permission: str) -> None:
    """Refuse a page to whoever has this permission nowhere."""
    if not actor.may(permission):
        raise Forbidden


def transfer_state(state: TransferState) -> ui.State:
    return ui.State(str(state.label), TRANSFER_TONES.get(state, "plain"))


def floating_state(state: FloatingState) -> ui.State:
    return ui.State(str(state.label), FLOATING_TONES.get(state, "plain"))
