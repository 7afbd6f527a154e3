"""Asking about one's own data, and answering who asked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press
from gongjian.kernel.web.form_page import FormPage, form_page

from .. import actions, queries
from ..terms import RequestKind, RequestState
from .forms import AnswerForm, AskForm

TONES: dict[str, Any] = {
    RequestState.OPEN: "warn",
    RequestState.DONE: "good",
    RequestState.DECLINED: "info",
}


def request_state(state: RequestState) -> ui.State:
    return ui.State(str(state.label), TONES.get(state, "plain"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a correction, or object."""
    if request.actor.person_id is None:
        raise Forbidden
    choices = [(each.field.field, _choice(each)) for each in queries.list_held(request.actor)]
    form = AskForm(choices, request.POST or None, initial=request.GET.dict())

    def perform() -> str:
        data = form.cleaned_data
        question = actions.Question(RequestKind(data["kind"]), data["about"], data["text"])
        actions.ask(question, actor=request.actor, at=timezone.now())
        return reverse("my_data") + "#asked"

    page = FormPage(
        _("Ask about your data"),
        _("The unit that keeps your record answers, or one above. You see the answer here."),
        _("Send"),
        reverse("my_data"),
        _("My data"),
        _("Sent. The answer stands on this page."),
    )
    return form_page(request, form, page, perform)


def _choice(entry: queries.Entry) -> str:
    """Say a field in a list: why it is held, and its value or which record it is of."""
    which = entry.value or entry.field.field.partition(".")[2]
    return f"{entry.field.purpose}: {which}"


@login_required
@require_safe
@never_cache
def data_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request about data, to who asked and who answers."""
    return _show(request, pk, AnswerForm())


def _show(request: HttpRequest, pk: int, form: AnswerForm) -> HttpResponse:
    page = queries.get_data_request(pk, request.actor)
    context = {"page": page, "facts": _facts(page), "form": form}
    return render(request, "members/data_request.html", context, status=form.status)


def _facts(page: queries.RequestPage) -> ui.Facts:
    row = page.row
    facts = [
        ui.Fact(pgettext("data request", "Who asks"), ui.Text(page.person)),
        ui.Fact(_("What it is about"), ui.Text(str(row.purpose), note=row.field)),
        ui.Fact(_("What is right, or why they object"), ui.Text(row.text)),
        ui.Fact(_("Asked"), ui.Day(row.asked_at)),
        ui.Fact(_("To be answered by"), ui.Day(row.due_on, note=_("late") if row.is_late else "")),
        ui.Fact(_("State"), request_state(row.state)),
    ]
    if page.answered_at:
        facts += [
            ui.Fact(_("Answered"), ui.Day(page.answered_at)),
            ui.Fact(_("Answer"), ui.Text(row.answer)),
        ]
    return ui.Facts(tuple(facts))


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was asked, or decline it with a reason."""
    form = AnswerForm(request.POST)

    def perform() -> str:
        act = {"do": actions.do_as_asked, "decline": actions.decline_request}
        text = form.cleaned_data["answer"]
        act[form.cleaned_data["event"]](pk, answer=text, actor=request.actor, at=timezone.now())
        return reverse("data_request", args=[pk])

    return carry_out(request, form, perform, _("Answered.")) or _show(request, pk, form)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a request of one's own."""
    return press(
        request,
        lambda: actions.withdraw_request(pk, actor=request.actor, at=timezone.now()),
        back=reverse("my_data") + "#asked",
        said=_("Withdrawn. The record stays."),
    )
