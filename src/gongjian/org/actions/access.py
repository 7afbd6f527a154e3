"""Who may write to the trees, and what a write to them is refused for."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden

from .. import policy
from ..models import Unit

ARRANGE = "roster.import"
"""The permission to enter units and place them."""

EDIT = "structure.edit"
"""The permission to re-organise: move, merge, split, rename, close, hand over."""


class DocumentMissing(DomainError):
    code = "document_missing"
    message = _("Name the document that decides this, such as its number.")
    field = "document"


def require(actor: Actor, permission: str) -> None:
    """Refuse an actor who has this permission nowhere.

    Raises:
        Forbidden: as said.
    """
    if not actor.may(permission):
        raise Forbidden


def require_units(actor: Actor, unit_ids: Iterable[int], permission: str = EDIT) -> None:
    """Refuse an actor who does not reach all of these units.

    Raises:
        Forbidden: as said.
    """
    wanted = set(unit_ids)
    reached = Unit.objects.filter(policy.scope(actor, permission), pk__in=wanted)
    if reached.count() != len(wanted):
        raise Forbidden


def require_document(document: str) -> str:
    """Return the reference to the deciding document.

    Raises:
        DocumentMissing: it is empty.
    """
    if not document.strip():
        raise DocumentMissing
    return document.strip()
