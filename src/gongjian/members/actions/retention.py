"""Forgetting people who have left for good (G16); runs by the clock.

What they did stays on record, under no name. The chained log says how many, never who.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import ApiToken
from gongjian.kernel.retention import FORGET

from ..models import (
    Appointment,
    Consent,
    DataRequest,
    FloatingMember,
    FormalRelation,
    Membership,
    ParticipationRelation,
    Person,
    PersonSkill,
)
from ..terms import FORGOTTEN, FloatingState, RequestState

BATCH = 500
"""People forgotten in one transaction."""

DATED = (Appointment, FormalRelation, ParticipationRelation)
"""What ties somebody to a unit, from a day to a day."""

STAYING = (
    FloatingState.LEFT,
    FloatingState.REPORTED,
    FloatingState.WELCOMED,
    FloatingState.ATTACHED,
)


def forget_people(*, actor: Actor, at: datetime) -> int:
    """Take name, number and sign-in from whoever left long enough ago; return how many there are.

    Raises:
        Forbidden: only the clock does this.
    """
    if not actor.may(FORGET):
        raise Forbidden
    left_by = actor.on - timedelta(days=parameters.in_force(actor.on).whole("person.keep_days"))
    forgotten = 0
    while people := list(_gone(left_by).select_related("account")[:BATCH]):
        detail = {"people": len(people)}
        with audit.act(actor, "members.people.forget", at=at, detail=detail) as journal:
            for person in people:
                _forget(person, at, journal)
        forgotten += len(people)
    return forgotten


def _gone(left_by: date) -> QuerySet[Person]:
    """Return who was tied to some unit and has been tied to none since a day."""
    gone = Person.objects.exclude(name=FORGOTTEN).order_by("pk")
    ever = Q()
    for model in DATED:
        rows = model.objects.filter(person=OuterRef("pk"))
        lasting = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=left_by))
        gone = gone.exclude(Exists(lasting))
        ever |= Q(Exists(rows))
    awaited = DataRequest.objects.filter(person=OuterRef("pk"), state=RequestState.OPEN)
    staying = FloatingMember.objects.filter(person=OuterRef("pk"), state__in=STAYING)
    member = Membership.objects.filter(person=OuterRef("pk"))
    lasting_member = member.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=left_by))
    return gone.filter(ever).exclude(Exists(awaited) | Exists(staying) | Exists(lasting_member))


def _forget(person: Person, at: datetime, journal: audit.Journal) -> None:
    account = person.account
    person.name, person.mobile, person.account = FORGOTTEN, "", None
    journal.save(person, "name", "mobile", "account")
    for skill in PersonSkill.objects.filter(person=person):
        journal.delete(skill)
    for consent in Consent.objects.filter(person=person, withdrawn_at__isnull=True):
        consent.withdrawn_at = at
        journal.save(consent, "withdrawn_at")
    for membership in Membership.objects.filter(person=person, birth_year__isnull=False):
        membership.birth_year = None
        journal.save(membership, "birth_year")
    if account is not None:
        for token in ApiToken.objects.filter(account=account, revoked_at__isnull=True):
            token.revoked_at = at
            journal.save(token, "revoked_at")
        account.username, account.is_active = f"{FORGOTTEN}-{account.pk}", False
        journal.save(account, "username", "is_active")
