"""Parts that these pages share: tones of states, a page of one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongjian.kernel import components as ui
from gongjian.kernel.web import form_page as pages
from gongjian.kernel.web.acting import ActionForm
from gongjian.kernel.web.form_page import FormPage

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


def form_page(
    request: HttpRequest, form: ActionForm, page: FormPage, perform: Callable[[], object]
) -> HttpResponse:
    """Show a page of one form, or carry out what it asks and go back."""

    def run() -> str:
        perform()
        return page.back

    return pages.form_page(request, form, page, run)
