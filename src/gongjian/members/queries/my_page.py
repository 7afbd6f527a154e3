"""What is due about oneself, and what one has done, from one's own records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Task

from ..models import (
    Appointment,
    Consent,
    DataRequest,
    FloatingMember,
    FormalRelation,
    ParticipationRelation,
    Transfer,
)
from ..terms import OPEN_TRANSFERS, WITHOUT_BRANCH, RequestState


@dataclass(frozen=True)
class Did:
    """Something on one's own record: ``kind`` is what, ``name`` where or which."""

    on: date
    kind: str
    name: str


def due_about(person_id: int, actor: Actor) -> tuple[tuple[str, Task], ...]:
    """Return what is under way about somebody: letters, a branch to be found, answers."""
    found = [*_transfers(person_id), *_stays(person_id, actor), *_asked(person_id)]
    return tuple(sorted(found, key=lambda each: each[1].order))


def _transfers(person_id: int) -> Iterator[tuple[str, Task]]:
    moving = Transfer.objects.filter(person_id=person_id, state__in=OPEN_TRANSFERS)
    for each in moving.select_related("to_unit"):
        to = each.to_unit.name if each.to_unit else each.to_name
        title = each.get_state_display()
        yield "transfer", Task(title, "transfer", (each.pk,), to, due=each.due_on)


def _stays(person_id: int, actor: Actor) -> Iterator[tuple[str, Task]]:
    days = timedelta(days=parameters.in_force(actor.on).whole("floating.attach_days"))
    here = FloatingMember.objects.filter(person_id=person_id, state__in=WITHOUT_BRANCH)
    for each in here.select_related("station"):
        due = timezone.localdate(each.reported_at) + days if each.reported_at else None
        station = each.station.name if each.station else ""
        yield "stay", Task(each.get_state_display(), "stay", (each.pk,), station, due=due)


def _asked(person_id: int) -> Iterator[tuple[str, Task]]:
    asked = DataRequest.objects.filter(person_id=person_id, state=RequestState.OPEN)
    for each in asked:
        title = each.get_kind_display()
        yield "data", Task(title, "data_request", (each.pk,), due=each.due_on)


def done_by(person_id: int, *, most: int = 30) -> tuple[Did, ...]:
    """Return what somebody has done, by their records, the newest first, ``most`` of it."""
    found = [*_branches(person_id), *_own_acts(person_id)]
    return tuple(sorted(found, key=lambda did: (did.on, did.kind), reverse=True)[:most])


def _branches(person_id: int) -> Iterator[Did]:
    mine = {"person_id": person_id}
    for held in FormalRelation.objects.filter(**mine).select_related("unit"):
        yield Did(held.valid_from, "relation", held.unit.name)
    for part in ParticipationRelation.objects.filter(**mine).select_related("unit"):
        yield Did(part.valid_from, "part", part.unit.name)
        if part.valid_to is not None:
            yield Did(part.valid_to, "part ended", part.unit.name)
    for role in Appointment.objects.filter(**mine).select_related("unit"):
        yield Did(role.valid_from, "role", role.unit.name)


def _own_acts(person_id: int) -> Iterator[Did]:
    for moved in Transfer.objects.filter(person_id=person_id).select_related("to_unit"):
        to = moved.to_unit.name if moved.to_unit else moved.to_name
        yield Did(timezone.localdate(moved.requested_at), "transfer", to)
    for consent in Consent.objects.filter(person_id=person_id):
        purpose = consent.get_purpose_display()
        yield Did(timezone.localdate(consent.given_at), "consent", purpose)
        if consent.withdrawn_at is not None:
            yield Did(timezone.localdate(consent.withdrawn_at), "consent withdrawn", purpose)
    for asked in DataRequest.objects.filter(person_id=person_id):
        yield Did(timezone.localdate(asked.asked_at), "data", asked.get_kind_display())
