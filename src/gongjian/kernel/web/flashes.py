"""What just happened, said once on the next page, with a way back where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from gongjian.kernel.components.cells import Tone

_UNDO = "undo="
_LEVELS: dict[Tone, int] = {
    "plain": messages.INFO,
    "info": messages.INFO,
    "good": messages.SUCCESS,
    "warn": messages.WARNING,
    "bad": messages.ERROR,
}
_TONES: dict[int, Tone] = {
    messages.SUCCESS: "good",
    messages.WARNING: "warn",
    messages.ERROR: "bad",
}
_ICONS: dict[Tone, str] = {"good": "check", "warn": "warn", "bad": "warn"}


@dataclass(frozen=True)
class Flash:
    """One message as shown; ``undo`` is the address that a POST takes it back with."""

    text: str
    tone: Tone
    undo: str = ""

    @property
    def icon(self) -> str:
        return _ICONS.get(self.tone, "info")


def flash(request: HttpRequest, text: str, *, tone: Tone = "good", undo: str = "") -> None:
    """Say on the next page what happened; ``undo`` offers to POST there to take it back."""
    messages.add_message(request, _LEVELS[tone], text, extra_tags=f"{_UNDO}{undo}" if undo else "")


def read_flash(message: Message) -> Flash:
    """Read one of Django's messages, ours or another app's, as what is shown of it."""
    tags = message.extra_tags or ""
    undo = tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
    return Flash(str(message.message), _TONES.get(message.level, "info"), undo)
