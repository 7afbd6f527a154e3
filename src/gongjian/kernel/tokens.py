"""Keys for programmes: made by a person, shown once, revocable."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from . import audit
from .actor import Actor
from .errors import Forbidden, NotVisible
from .models import Account, ApiToken

PREFIX = "gj_"


def _digest(key: str) -> str:
    # The key is 256 random bits, so a plain digest cannot be guessed back.
    return hashlib.sha256(key.encode()).hexdigest()


def make(label: str, *, actor: Actor, at: datetime) -> str:
    """Make a key for the actor's own account and return it; it cannot be read again."""
    if actor.account_id is None:
        raise Forbidden
    key = PREFIX + secrets.token_urlsafe(32)
    with audit.act(actor, "kernel.token.make", at=at) as journal:
        journal.create(
            ApiToken(account_id=actor.account_id, label=label, digest=_digest(key), created_at=at)
        )
    return key


def revoke(token_id: int, *, actor: Actor, at: datetime) -> None:
    """Revoke one of the actor's own keys; from now on it opens nothing.

    Raises:
        NotVisible: there is none, or it is another's.
    """
    with audit.act(actor, "kernel.token.revoke", at=at) as journal:
        token = (
            ApiToken.objects.select_for_update()
            .filter(pk=token_id, account_id=actor.account_id or 0)
            .first()
        )
        if token is None:
            raise NotVisible
        if token.revoked_at is None:
            token.revoked_at = at
            journal.save(token, "revoked_at")


def account_of(key: str) -> Account | None:
    """Return the active account that a key acts for, None for a key that opens nothing."""
    token = (
        ApiToken.objects.filter(digest=_digest(key), revoked_at__isnull=True)
        .select_related("account")
        .first()
    )
    return token.account if token and token.account.is_active else None


def list_own(actor: Actor) -> tuple[ApiToken, ...]:
    """Return the actor's keys, newest first, without the keys themselves."""
    own = ApiToken.objects.filter(account_id=actor.account_id or 0)
    return tuple(own.order_by("-created_at", "-pk"))
