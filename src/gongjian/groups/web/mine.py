"""One's own groups, and what one says of oneself."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel.web.acting import ActionForm, carry_out

from .. import actions, queries


class IdentityForm(ActionForm):
    """What one says of oneself, or takes back."""

    type = forms.CharField(max_length=40)
    answer = forms.ChoiceField(choices=[("give", "give"), ("withdraw", "withdraw")])


@login_required
@require_safe
def my_groups(request: HttpRequest) -> HttpResponse:
    """Show one's own groups and those that may concern one."""
    return _show(request, IdentityForm())


def _show(request: HttpRequest, form: IdentityForm) -> HttpResponse:
    context = {"page": queries.get_my_groups(request.actor), "form": form}
    return render(request, "groups/mine.html", context, status=form.status)


@login_required
@require_POST
def identity(request: HttpRequest) -> HttpResponse:
    """Say something of oneself, or take it back."""
    form = IdentityForm(request.POST)

    def perform() -> str:
        act = actions.say if form.said["answer"] == "give" else actions.take_back
        act(form.said["type"], actor=request.actor, at=timezone.now())
        return reverse("group_mine") + "#said"

    return carry_out(request, form, perform, _("Your choice is in force.")) or _show(request, form)
