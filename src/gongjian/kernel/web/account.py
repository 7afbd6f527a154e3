"""A person's own account: password, second step, places signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel import components as ui


@require_safe
@login_required
def account_settings(request: HttpRequest) -> HttpResponse:
    """Lead to everything that can be set on one's own account."""
    close = ui.Confirm(
        id="close-account",
        label=_("Close my sign-in"),
        question=_("Close your sign-in?"),
        consequence=_(
            "You are signed out everywhere and your keys are revoked. What you did stays on "
            "record; the office of your unit can open the sign-in again."
        ),
        url=reverse("account_close"),
        button=_("Close my sign-in"),
    )
    return render(request, "kernel/account.html", {"close": close})
