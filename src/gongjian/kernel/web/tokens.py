"""Keys for programmes: make one, see it once, revoke it."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import tokens

from .acting import ActionForm, carry_out, press

MOST_LABEL = 60


class TokenForm(ActionForm):
    """What a new key is for."""

    label = forms.CharField(
        label=gettext_lazy("What is the key for?"),
        help_text=gettext_lazy("Such as “monthly report”. It helps you to know which to revoke."),
        max_length=MOST_LABEL,
    )


@login_required
@require_safe
@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    """Show one's keys, and make a new one."""
    return _show(request, TokenForm())


@login_required
@require_POST
@never_cache
def token_make(request: HttpRequest) -> HttpResponse:
    """Make a key and show it: in this answer only, since nothing keeps it."""
    form = TokenForm(request.POST)
    made: list[str] = []

    def perform() -> str:
        label = form.cleaned_data["label"]
        made.append(tokens.make(label, actor=request.actor, at=timezone.now()))
        return reverse("token_list")

    response = carry_out(request, form, perform)
    if made:
        return _show(request, TokenForm(), key=made[0])
    return response or _show(request, form)


@login_required
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's keys."""
    return press(
        request,
        lambda: tokens.revoke(pk, actor=request.actor, at=timezone.now()),
        back=reverse("token_list"),
        said=_("The key is revoked. It opens nothing any more."),
    )


def _show(request: HttpRequest, form: TokenForm, key: str = "") -> HttpResponse:
    context = {"form": form, "key": key, "tokens": tokens.list_own(request.actor)}
    return render(request, "kernel/tokens.html", context, status=form.status)
