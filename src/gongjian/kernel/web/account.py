"""A person's own account: password, second step, places signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def account_settings(request: HttpRequest) -> HttpResponse:
    """Lead to everything that can be set on one's own account."""
    return render(request, "kernel/account.html")
