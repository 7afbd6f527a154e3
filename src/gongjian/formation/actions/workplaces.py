"""Where members work: said by the branch that holds their relation."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.entities.queries.reached import reached_entities
from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, Forbidden, NotVisible
from gongjian.members.queries.reached import reached_members
from gongjian.org.policy import on_day

from ..models import Workplace


class RecordedLater(Conflict):
    code = "workplace_recorded_later"
    message = _("A unit is on record since %(day)s. Choose that day or a later one.")
    field = "from_day"


def set_workplace(
    person_id: int, entity_id: int | None, *, from_day: date, actor: Actor, at: datetime
) -> Workplace | None:
    """Record where a member works from a day on; None: nowhere that is registered.

    Raises:
        NotVisible: the member or the entity is out of sight.
        Forbidden: the member's record is not the actor's to change.
        RecordedLater: what is on record began after the day.
    """
    with audit.act(actor, "formation.workplace", at=at) as journal:
        person = reached_members(actor, "member.edit").filter(pk=person_id).first()
        if person is None:
            seen = reached_members(actor).filter(pk=person_id).exists()
            raise Forbidden if seen else NotVisible
        if (later := _later(person_id, from_day)) is not None:
            raise RecordedLater(day=later.valid_from.isoformat())
        present = Workplace.objects.filter(on_day(from_day), person=person).first()
        if present is not None:
            if present.entity_id == entity_id:
                return present
            _end(present, from_day, journal)
        if entity_id is None:
            return None
        entity = reached_entities(actor).filter(pk=entity_id).first()
        if entity is None:
            raise NotVisible
        return journal.create(Workplace(person=person, entity=entity, valid_from=from_day))


def _later(person_id: int, day: date) -> Workplace | None:
    return Workplace.objects.filter(person_id=person_id, valid_from__gt=day).first()


def _end(row: Workplace, day: date, journal: audit.Journal) -> None:
    if row.valid_from == day:
        journal.delete(row)
        return
    row.valid_to = day
    journal.save(row, "valid_to")
