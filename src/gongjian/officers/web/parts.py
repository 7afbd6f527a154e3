"""Parts that these pages share: tones of states, a page of one form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongjian.kernel import components as ui
from gongjian.kernel.web.acting import ActionForm, carry_out

from ..terms import ElectionState, Lack

ELECTION_TONES: dict[str, Any] = {
    ElectionState.PLANNED: "info",
    ElectionState.COUNTED: "warn",
    ElectionState.CONFIRMED: "good",
    ElectionState.FAILED: "bad",
    ElectionState.ANNULLED: "bad",
}

LACK_TONES: dict[str, Any] = {Lack.OVER: "bad", Lack.OFFICERS: "bad"}


def election_state(state: ElectionState) -> ui.State:
    return ui.State(str(state.label), ELECTION_TONES.get(state, "plain"))


def lack_state(lack: Lack) -> ui.State:
    return ui.State(str(lack.label), LACK_TONES.get(lack, "warn"))


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
    request: HttpRequest, form: ActionForm, page: FormPage, perform: Callable[[], object]
) -> HttpResponse:
    """Show a page of one form, or carry out what it asks and go back."""

    def run() -> str:
        perform()
        return page.back

    if request.method == "POST" and (done := carry_out(request, form, run, page.said)):
        return done
    context = {"page": page, "form": form}
    return render(request, "officers/form.html", context, status=form.status)
