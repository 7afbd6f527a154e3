"""Recording what a group did, correcting it, and when it meets next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError

from ..models import Gathering, Group, Presence
from ..terms import Answer
from .access import DayAhead, locked_group


class BeforeItOpened(DomainError):
    code = "group_before_it_opened"
    message = _("The group was opened on %(day)s. Record what it did since.")
    field = "held_on"


class NotAgreed(DomainError):
    code = "group_not_agreed"
    message = _("Somebody here is not in the group or has not agreed to be named.")
    field = "named"


class FewerThanNamed(DomainError):
    code = "group_fewer_than_named"
    message = _("More people are named than were there. Correct the number.")
    field = "present"


class DayOver(DomainError):
    code = "group_day_over"
    message = _("The next date is today or later.")
    field = "next_on"


@dataclass(frozen=True)
class GatheringEntry:
    """What a group did: ``present`` counts all who came, ``named`` are those who agreed."""

    held_on: date
    text: str
    present: int
    named: tuple[int, ...] = ()


def record(group_id: int, entry: GatheringEntry, *, actor: Actor, at: datetime) -> Gathering:
    """Record what a group did.

    Raises:
        NotVisible, Forbidden: the group is out of reach, or the actor not its contact.
        GroupEnded, DayAhead, BeforeItOpened, NotAgreed, FewerThanNamed: as they say.
    """
    with audit.act(actor, "groups.record", at=at) as journal:
        group = locked_group(group_id, "group.record", actor)
        made = Gathering(group=group, recorded_by_id=actor.person_id, recorded_at=at)
        _take_over(made, entry, timezone.localdate(at))
        journal.create(made)
        journal.create_many([Presence(gathering=made, person_id=pk) for pk in entry.named])
        return made


def correct(gathering_id: int, entry: GatheringEntry, *, actor: Actor, at: datetime) -> Gathering:
    """Correct a record; what it was before stays in the log.

    Raises:
        NotVisible, Forbidden: the group is out of reach, or the actor not its contact.
        GroupEnded, DayAhead, BeforeItOpened, NotAgreed, FewerThanNamed: as they say.
    """
    with audit.act(actor, "groups.correct", at=at) as journal:
        seen = Gathering.objects.filter(pk=gathering_id)
        group_id = seen.values_list("group_id", flat=True).first() or 0
        group = locked_group(group_id, "group.record", actor)
        made = group.gatherings.select_for_update().get(pk=gathering_id)
        _take_over(made, entry, timezone.localdate(at))
        journal.save(made)
        for row in made.named.all():
            journal.delete(row)
        journal.create_many([Presence(gathering=made, person_id=pk) for pk in entry.named])
        return made


def _take_over(made: Gathering, entry: GatheringEntry, today: date) -> None:
    group = made.group
    if entry.held_on > today:
        raise DayAhead(field="held_on")
    if entry.held_on < group.opened_on:
        raise BeforeItOpened(day=group.opened_on.isoformat())
    agreed = group.belongings.filter(state=Answer.JOINED, is_named=True, person__in=entry.named)
    if agreed.count() != len(set(entry.named)):
        raise NotAgreed
    if entry.present < len(entry.named):
        raise FewerThanNamed
    made.held_on, made.text, made.present = entry.held_on, entry.text.strip(), entry.present


def set_next(
    group_id: int, *, next_on: date | None, next_what: str, actor: Actor, at: datetime
) -> Group:
    """Say when the group meets next and for what; no day: nothing is planned.

    Raises:
        NotVisible, Forbidden: the group is out of reach, or the actor not its contact.
        GroupEnded, DayOver: as they say.
    """
    with audit.act(actor, "groups.next", at=at) as journal:
        group = locked_group(group_id, "group.record", actor)
        if next_on is not None and next_on < timezone.localdate(at):
            raise DayOver
        group.next_on, group.next_what = next_on, next_what.strip() if next_on else ""
        return journal.save(group, "next_on", "next_what")
