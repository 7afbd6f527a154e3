"""The edge of each request: who acts, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from gongjian.kernel import catalogue
from gongjian.kernel.actor import Actor, visitor
from gongjian.kernel.errors import DomainError
from gongjian.members import queries as members

GetResponse = Callable[[HttpRequest], HttpResponse]


def load_actor(request: HttpRequest) -> Actor:
    """Return who acts in this request, on today's structure."""
    today = timezone.localdate()
    if not request.user.is_authenticated:
        return visitor(today)
    return members.get_actor(request.user.pk, on=today)


class ActorMiddleware:
    """Put ``actor`` on the request, loaded when first asked for, once; speak today's words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = cast(Actor, SimpleLazyObject(lambda: load_actor(request)))
        with catalogue.held(timezone.localdate()):
            return self.get_response(request)


class DomainErrorMiddleware:
    """Answer a refusal that no view handled with its status and its words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render a DomainError; leave every other exception to Django."""
        if not isinstance(error, DomainError):
            return None
        return render(request, "refused.html", {"error": error}, status=error.status)
