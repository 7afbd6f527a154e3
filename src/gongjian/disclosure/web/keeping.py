"""Letting a browser keep a public page until something in the records changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import condition

from gongjian.disclosure import queries

View = Callable[..., HttpResponse]

SECONDS = 60
"""How long a browser shows a page without asking whether it is still true."""


def _mark(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Name the state of the page: records, day, address, language, reader and display."""
    parts = (
        queries.get_version(),
        timezone.localdate(),
        request.get_full_path(),
        get_language(),
        request.META.get("HTTP_COOKIE", ""),
    )
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:32] + '"'


def kept(view: View) -> View:
    """Mark a page so that a browser keeps it; pages differ by cookie, so no one else does."""
    conditional = condition(etag_func=_mark)(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = conditional(request, *args, **kwargs)
        patch_cache_control(response, private=True, max_age=SECONDS)
        return response

    return answer
