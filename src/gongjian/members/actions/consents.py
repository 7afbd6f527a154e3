"""Consents, given and withdrawn by the person alone."""

from __future__ import annotations

from datetime import datetime

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden

from ..models import Consent


def give_consent(purpose: str, *, actor: Actor, at: datetime) -> None:
    """Record the person's own consent for one purpose; giving it again changes nothing."""
    person_id = _require_person(actor)
    with audit.act(actor, "members.consent.give", at=at) as journal:
        open_one = Consent.objects.filter(
            person_id=person_id, purpose=purpose, withdrawn_at__isnull=True
        )
        if not open_one.exists():
            journal.create(Consent(person_id=person_id, purpose=purpose, given_at=at))


def withdraw_consent(purpose: str, *, actor: Actor, at: datetime) -> None:
    """Record that the person withdraws a consent; what it allowed ends at once."""
    person_id = _require_person(actor)
    with audit.act(actor, "members.consent.withdraw", at=at) as journal:
        consents = Consent.objects.select_for_update().filter(
            person_id=person_id, purpose=purpose, withdrawn_at__isnull=True
        )
        for consent in consents:
            consent.withdrawn_at = at
            journal.save(consent, "withdrawn_at")


def _require_person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden
    return actor.person_id
