"""Whom to call at an entity: entered, changed, and shown in full to who asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor

from .. import policy
from ..models import Entity, EntityContact
from .access import locked_entity
from .head import raise_version


@dataclass(frozen=True)
class ContactFacts:
    """Whom to call, and the number; either may be unknown."""

    name: str = ""
    mobile: str = ""


def set_contact(
    entity_id: int, facts: ContactFacts, *, actor: Actor, at: datetime
) -> EntityContact:
    """Enter or change whom to call at an entity; empty facts forget the person.

    Raises:
        NotVisible: there is no such entity, or the actor may not see it.
        Forbidden: the actor may not change it.
    """
    with audit.act(actor, "entities.contact.set", at=at, detail={"entity": entity_id}) as journal:
        version = raise_version()
        locked_entity(entity_id, actor)
        contact, _made = EntityContact.objects.update_or_create(
            entity_id=entity_id,
            defaults={
                "name": facts.name.strip(),
                "mobile": facts.mobile.strip(),
                "version": version,
            },
        )
        journal.wrote(EntityContact, [entity_id])
        return contact


def reveal_contact(entity_id: int, *, actor: Actor, at: datetime) -> ContactFacts:
    """Return whom to call in full, and note in the audit trail who looked at it.

    Raises:
        NotVisible: the actor may not see the entity.
        Forbidden: the actor sees the entity and may not call it.
    """
    with audit.act(actor, "entities.contact.reveal", at=at, detail={"entity": entity_id}):
        fetch(
            Entity.objects.all(),
            entity_id,
            allowed=policy.scope(actor, "entity.contact"),
            visible=policy.scope(actor, "entity.view"),
        )
        contact = EntityContact.objects.filter(pk=entity_id).first()
        return ContactFacts(contact.name, contact.mobile) if contact else ContactFacts()
