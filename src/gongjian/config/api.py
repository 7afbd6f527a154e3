"""The JSON API: the same reads and writes as the pages, by the same policy.

A programme sends ``Authorization: Bearer KEY``; a signed-in browser may use its session for
reading. Writes take an ``Idempotency-Key`` header: the same key acts once.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer, SessionAuth

from gongjian.disclosure.api import router as disclosure
from gongjian.entities.api import router as entities
from gongjian.exchange.api import router as exchange
from gongjian.formation.api import router as formation
from gongjian.insight.api import router as insight
from gongjian.kernel import tokens
from gongjian.kernel.errors import DomainError
from gongjian.life.api import router as life
from gongjian.members import queries as members
from gongjian.members.api import router as members_router
from gongjian.officers.api import router as officers
from gongjian.org.api import router as org
from gongjian.standards.api import router as standards
from gongjian.structure.api import router as structure
from gongjian.support.api import router as support


class Encoder(NinjaJSONEncoder):
    """Write sets as lists in a steady order."""

    def default(self, o: Any) -> Any:
        return sorted(o) if isinstance(o, frozenset) else super().default(o)


class Renderer(JSONRenderer):
    """Write the frozen pages of the queries as they are."""

    encoder_class = Encoder


class TokenAuth(HttpBearer):
    """Let a person's programme in by its key."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        account = tokens.account_of(token)
        if account is None:
            return None
        request.actor = members.get_actor(account.pk, on=timezone.localdate())
        return account


class SignedIn(SessionAuth):
    """Let a signed-in person in by the session; writes are checked for forgery (CSRF)."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else None


api = NinjaAPI(
    title="Gongjian",
    version="1",
    description=__doc__ or "",
    auth=[TokenAuth(), SignedIn()],
    docs_url=None,
    renderer=Renderer(),
)
api.add_router("/", org)
api.add_router("/", entities)
api.add_router("/", members_router)
api.add_router("/", structure)
api.add_router("/", officers)
api.add_router("/", exchange)
api.add_router("/", formation)
api.add_router("/", life)
api.add_router("/", standards)
api.add_router("/", support)
api.add_router("/", insight)
api.add_router("/", disclosure)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refusal with its stable code and its words.

    422 is kept for what is malformed: a well-formed request that the rules refuse is a 409.
    """
    body = {"code": error.code, "message": str(error), "field": error.field}
    status = 409 if error.status == 422 else error.status
    return api.create_response(request, body, status=status)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a malformed request with the place of each fault."""
    faults = [
        {"place": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]}
        for fault in error.errors
    ]
    body = {"code": "malformed", "message": "The request is malformed.", "faults": faults}
    return api.create_response(request, body, status=422)
