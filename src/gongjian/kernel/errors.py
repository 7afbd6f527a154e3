"""What a person can be told went wrong: one family of exceptions with stable codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A request that the rules refuse.

    ``code`` is stable: form and API share it. ``message`` says in words what to do.
    ``field`` names the form field it belongs to, if any. ``status`` is the HTTP status.
    """

    code = "refused"
    message: Any = _("This cannot be done.")
    status = 422
    field: str | None = None

    def __init__(self, message: Any = None, *, field: str | None = None, **facts: Any) -> None:
        super().__init__()
        text = message if message is not None else self.message
        self.text = text % facts if facts else text
        self.facts = facts
        self.field = field or self.field

    def __str__(self) -> str:
        return str(self.text)


class NotVisible(DomainError):
    """The thing does not exist, or this actor may not know that it does."""

    code = "not_found"
    message = _("There is no such page, or it is not open to you.")
    status = 404


class Forbidden(DomainError):
    """The actor sees the thing and may not do this to it."""

    code = "forbidden"
    message = _("You can see this, and changing it is not part of your role.")
    status = 403


class Conflict(DomainError):
    """The thing has changed since the actor last saw it."""

    code = "conflict"
    message = _("Somebody changed this in the meantime. Look at it again, then decide.")
    status = 409
