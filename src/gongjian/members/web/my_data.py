"""What is held about oneself: consents to give and withdraw, and all of it to take away."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel.web.acting import ActionForm, carry_out

from .. import actions, queries
from ..terms import Purpose
from .people import who_can_see


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
    }
    return render(request, "members/my_data.html", context, status=form.status)


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
