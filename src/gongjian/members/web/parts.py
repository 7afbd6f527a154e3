"""Parts that several of these pages share: the tones of states."""

from __future__ import annotations

from typing import Any

from gongjian.kernel import components as ui
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden

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


def require(actor: Actor, permission: str) -> None:
    """Refuse a page to whoever has this permission nowhere."""
    if not actor.may(permission):
        raise Forbidden


def transfer_state(state: TransferState) -> ui.State:
    return ui.State(str(state.label), TRANSFER_TONES.get(state, "plain"))


def floating_state(state: FloatingState) -> ui.State:
    return ui.State(str(state.label), FLOATING_TONES.get(state, "plain"))
