"""The sign-in page's cast, one click each: in a demonstration only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gongjian.kernel.errors import NotVisible
from gongjian.kernel.models import Account
from gongjian.sample.cast import CAST


def cast(request: HttpRequest) -> dict[str, Any]:
    """Give templates the cast; settings use this in demonstrations only."""
    return {"cast": CAST}


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast and go where the visitor wanted to go."""
    name = request.POST.get("username", "")
    account = Account.objects.filter(username=name).first()
    if account is None or name not in {part.username for part in CAST}:
        raise NotVisible
    login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/work/"
    return HttpResponseRedirect(target)
