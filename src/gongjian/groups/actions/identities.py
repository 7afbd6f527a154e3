"""What people say of themselves, so that groups can be proposed to them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongjian.kernel import audit, catalogue
from gongjian.kernel.actor import Actor

from ..models import Identity
from ..terms import TYPES, By
from .access import person_of
from .groups import TypeUnknown


def say(type_code: str, *, actor: Actor, at: datetime) -> Identity:
    """Say of oneself what a type of group by identity is about; said once is enough.

    Raises:
        Forbidden: the actor is no person; nobody says it of somebody else.
        TypeUnknown: as said.
    """
    person = person_of(actor)
    entry = catalogue.current().on(TYPES, timezone.localdate(at)).get(type_code)
    if entry is None or entry.facts["by"] != By.IDENTITY:
        raise TypeUnknown
    with audit.act(actor, "groups.identity.say", at=at) as journal:
        # The person's row is the lock: two sendings at once say it once.
        type(person).objects.select_for_update().get(pk=person.pk)
        present = Identity.objects.filter(person=person, type=type_code).first()
        return present or journal.create(Identity(person=person, type=type_code, said_at=at))


def take_back(type_code: str, *, actor: Actor, at: datetime) -> None:
    """Take back what one said of oneself; it is deleted.

    Raises:
        Forbidden: the actor is no person.
    """
    person = person_of(actor)
    with audit.act(actor, "groups.identity.take_back", at=at) as journal:
        for row in Identity.objects.select_for_update().filter(person=person, type=type_code):
            journal.delete(row)
