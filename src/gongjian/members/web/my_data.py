"""What is held about oneself: consents to give and withdraw, and all of it to take away."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.web.acting import ActionForm, carry_out

from .. import actions, queries
from ..terms import Purpose
from .data_requests import request_state
from .memberships import member_viewers
from .people import who_can_see

DID = {
    "relation": gettext_lazy("The relation is with %(name)s since then"),
    "part": gettext_lazy("Took part in %(name)s from then on"),
    "part ended": gettext_lazy("Ended taking part in %(name)s"),
    "role": gettext_lazy("Took on a role at %(name)s"),
    "transfer": gettext_lazy("A transfer to %(name)s was asked for"),
    "consent": gettext_lazy("Consented: %(name)s"),
    "consent withdrawn": gettext_lazy("Withdrew the consent: %(name)s"),
    "data": gettext_lazy("Asked about one's own data: %(name)s"),
}
"""What each kind of event on one's own record is in words."""

DUE = {
    "transfer": gettext_lazy("Transfer of my relation"),
    "stay": gettext_lazy("A branch to take part in is to be found"),
    "data": gettext_lazy("A question about my data waits for its answer"),
}


class ConsentForm(ActionForm):
    """A consent given or withdrawn, for one purpose."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    answer = forms.ChoiceField(choices=[("give", "give"), ("withdraw", "withdraw")])


@login_required
@require_safe
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is held about the reader, why, on what basis and for how long."""
    return _show(request, ConsentForm())


def _show(request: HttpRequest, form: ConsentForm) -> HttpResponse:
    page = queries.get_my_data(request.actor)
    context = {
        "page": page,
        "form": form,
        "viewers": who_can_see(page.person.viewers) if page.person else (),
        "member_viewers": member_viewers(page.member) if page.member else (),
        "due": [
            (DUE[kind], each, reverse(each.page, args=each.args), each.is_late(request.actor.on))
            for kind, each in page.due
        ],
        "done": _done(page.done),
        "requests": [(row, request_state(row.state)) for row in page.requests],
    }
    return render(request, "members/my_data.html", context, status=form.status)


def _done(done: tuple[queries.Did, ...]) -> ui.Timeline:
    return ui.Timeline(
        tuple(ui.Event(each.on, str(DID[each.kind]) % {"name": each.name}) for each in done)
    )


@login_required
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Give or withdraw a consent."""
    form = ConsentForm(request.POST)

    def perform() -> str:
        purpose, now = form.cleaned_data["purpose"], timezone.now()
        if form.cleaned_data["answer"] == "give":
            actions.give_consent(purpose, actor=request.actor, at=now)
        else:
            actions.withdraw_consent(purpose, actor=request.actor, at=now)
        return reverse("my_data")

    return carry_out(request, form, perform, _("Your choice is in force.")) or _show(request, form)


@login_required
@require_safe
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Hand out all that is held about the reader as JSON."""
    response = JsonResponse(
        queries.export_my_data(request.actor),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
