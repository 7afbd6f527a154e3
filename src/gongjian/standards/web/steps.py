"""Steps of a record: for each event one form, one action, and the words around them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gongjian.kernel.web.acting import ActionForm


@dataclass(frozen=True)
class Step:
    """What one event takes: its form, the action that takes what the form says, its words.

    ``name`` is the last part of its address's name.
    """

    name: str
    form: type[ActionForm]
    act: Callable[..., object]
    title: Any
    button: Any
    said: Any
    hint: Any = ""


Steps = Mapping[str, Step]


@dataclass(frozen=True)
class StepForm:
    """One step as the page offers it: the next thing to do is open, the others unfold."""

    step: Step
    url: str
    form: ActionForm
    is_open: bool


def bound(request: HttpRequest, steps: Steps, event: str) -> ActionForm:
    """Return the form of an event with what was posted."""
    return steps[event].form(request.POST, auto_id=_id(steps[event]))


def _id(step: Step) -> str:
    return f"id_{step.name}_%s"


def forms_of(
    steps: Steps,
    may: Collection[str],
    pk: int,
    of: str,
    *,
    initial: dict[str, Any],
    ahead: Collection[str],
    posted: tuple[str, ActionForm] | None = None,
) -> list[StepForm]:
    """Return the steps that are possible now, in the table's order.

    ``of`` begins the names of their addresses; ``ahead`` are the events that come next.
    """
    offered = [(event, step) for event, step in steps.items() if event in may]
    wrong = posted[0] if posted else ""
    first = wrong or next((event for event, _step in offered if event in ahead), "")
    return [
        StepForm(
            step,
            reverse(f"{of}_{step.name}", args=[pk]),
            posted[1]
            if posted and event == wrong
            else step.form(auto_id=_id(step), initial=initial),
            is_open=event == first,
        )
        for event, step in offered
    ]


def perform(request: HttpRequest, steps: Steps, event: str, pk: int, form: ActionForm) -> None:
    """Carry out what a valid form says."""
    steps[event].act(pk, **form.said, actor=request.actor, at=timezone.now())
