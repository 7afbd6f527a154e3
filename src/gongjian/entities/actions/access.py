"""Who may write to the registry, and the row that is written, locked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, Forbidden

from .. import policy
from ..models import Entity

EDIT = "entity.edit"
"""The permission to enter and change entities and venues."""


class Merged(Conflict):
    code = "entity_merged"
    message = _("This entry was merged into another. Open that one.")


def locked_entity(entity_id: int, actor: Actor, permission: str = EDIT) -> Entity:
    """Return an entity within reach, locked for writing.

    Raises:
        NotVisible: there is none, or the actor may not see it.
        Forbidden: the actor sees it and may not do this to it.
        Merged: it was found to be another one twice.
    """
    entity = fetch(
        Entity.objects.all(),
        entity_id,
        allowed=policy.scope(actor, permission),
        visible=policy.scope(actor, "entity.view"),
        lock=True,
    )
    if entity.merged_into_id is not None:
        raise Merged
    return entity


def reaches_place(territory: str, actor: Actor, permission: str = EDIT) -> bool:
    """Tell whether a unit in the actor's reach is responsible for a place."""
    held = policy.reach(actor, permission)
    return held.everything or territory.startswith(held.places)


def require_place(territory: str, actor: Actor, permission: str = EDIT) -> None:
    """Refuse a place for which no unit in the actor's reach is responsible.

    Raises:
        Forbidden: as said.
    """
    if not reaches_place(territory, actor, permission):
        raise Forbidden
