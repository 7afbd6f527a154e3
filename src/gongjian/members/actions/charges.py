"""Writes to charges: naming the person who answers for a responsibility, and relieving them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.org import actions as org
from gongjian.org import policy as org_policy
from gongjian.org.models import Responsibility

from .. import policy
from ..models import Charge, Person


class OutsideResponsibility(DomainError):
    code = "outside_responsibility"
    message = _("The unit is not responsible for this place on %(day)s. Choose another day.")
    field = "from_day"


class NobodyInCharge(DomainError):
    code = "nobody_in_charge"
    message = _("Nobody is in charge on %(day)s, or only from that day on.")


def put_in_charge(
    responsibility_id: int,
    person_id: int,
    *,
    from_day: date,
    document: str,
    actor: Actor,
    at: datetime,
) -> Charge:
    """Put a person in charge of a unit's responsibility from a day on.

    Who was in charge before is relieved on that day, so there is no day between; somebody who is
    to follow later still does.

    Raises:
        Forbidden: the unit is out of the actor's reach.
        NotVisible: the unit or the person is out of the actor's sight.
        OutsideResponsibility: the unit is not responsible on that day.
        DocumentMissing: as said.
    """
    document = org.require_document(document)
    detail = {"responsibility": responsibility_id, "person": person_id, "document": document}
    with audit.act(actor, "members.charge.put", at=at, detail=detail) as journal:
        duty = _locked(responsibility_id, actor)
        if duty.valid_from > from_day or (duty.valid_to and duty.valid_to <= from_day):
            raise OutsideResponsibility(day=from_day.isoformat())
        people = Person.objects.all()
        visible = policy.scope(actor, "people.view")
        person = fetch(people, person_id, allowed=visible, visible=visible)
        held = Charge.objects.select_for_update().filter(responsibility=duty)
        until = duty.valid_to
        later = held.filter(valid_from__gt=from_day).order_by("valid_from").first()
        if later is not None:
            until = later.valid_from
        present = held.filter(org_policy.on_day(from_day)).first()
        if present is not None and present.person_id == person.pk and present.valid_to == until:
            return present
        if present is not None:
            relieve(present, from_day, document, journal)
        return journal.create(
            Charge(
                person=person,
                responsibility=duty,
                valid_from=from_day,
                valid_to=until,
                document=document,
            )
        )


def end_charge(
    responsibility_id: int, *, on: date, document: str, actor: Actor, at: datetime
) -> None:
    """Relieve who is in charge on a day, without a successor: it is a vacancy from then on.

    Raises:
        Forbidden, NotVisible: the unit is out of the actor's reach, or sight.
        NobodyInCharge: there is nobody to relieve.
        DocumentMissing: as said.
    """
    document = org.require_document(document)
    detail = {"responsibility": responsibility_id, "on": on.isoformat(), "document": document}
    with audit.act(actor, "members.charge.end", at=at, detail=detail) as journal:
        duty = _locked(responsibility_id, actor)
        held = Charge.objects.select_for_update().filter(responsibility=duty, valid_from__lt=on)
        present = held.filter(org_policy.on_day(on)).first()
        if present is None:
            raise NobodyInCharge(day=on.isoformat())
        relieve(present, on, document, journal)


def _locked(responsibility_id: int, actor: Actor) -> Responsibility:
    org.require(actor, org.EDIT)
    return fetch(
        Responsibility.objects.all(),
        responsibility_id,
        allowed=org_policy.units(actor, org.EDIT, "unit_id"),
        visible=org_policy.units(actor, "unit.view", "unit_id"),
        lock=True,
    )


def relieve(charge: Charge, day: date, document: str, journal: audit.Journal) -> None:
    """End a charge on a day; one that began on that day has never held."""
    if charge.valid_from >= day:
        journal.delete(charge)
        return
    charge.valid_to, charge.ended_by = day, document
    journal.save(charge, "valid_to", "ended_by")


def settle_charges(*, on: date, document: str, actor: Actor, at: datetime) -> None:
    """End charges whose responsibility has ended by a day, after responsibilities have changed.

    The person goes along: they are in charge of what the responsibility has become, the row of
    the same place and line that begins on the day it ended. For a composed act that has checked
    the reach: it asks no permission.
    """
    with audit.act(actor, "members.charges.settle", at=at) as journal:
        open_then = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        stale = Charge.objects.select_for_update(of=("self",)).filter(
            open_then, responsibility__valid_to__isnull=False, responsibility__valid_to__lte=on
        )
        for charge in stale.select_related("responsibility").order_by("pk"):
            after, start = charge.valid_to, max(charge.valid_from, on)
            relieve(charge, on, document, journal)
            _carry(charge, charge.responsibility, start, after, document, journal)


def _carry(
    charge: Charge,
    ended: Responsibility,
    start: date,
    until: date | None,
    document: str,
    journal: audit.Journal,
) -> None:
    assert ended.valid_to is not None  # only ended ones are settled
    now = Responsibility.objects.filter(
        line=ended.line, territory_id=ended.territory_id, valid_from=ended.valid_to
    ).first()
    if now is None or Charge.objects.filter(responsibility=now).exists():
        return
    ends = min((day for day in (until, now.valid_to) if day is not None), default=None)
    journal.create(
        Charge(
            person_id=charge.person_id,
            responsibility=now,
            valid_from=start,
            valid_to=ends,
            document=document,
        )
    )
