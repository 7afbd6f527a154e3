"""Recording what a branch held, and correcting the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, catalogue
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.members.models import Person
from gongjian.org.models import Unit

from .. import policy, queries
from ..models import Attendance, Meeting, PlanItem
from ..rules import Span
from ..terms import ACTIVITIES


class DayAhead(DomainError):
    code = "life_day_ahead"
    message = _("That day is still to come. Record it when it was held.")
    field = "held_on"


class ActivityUnknown(DomainError):
    code = "life_activity_unknown"
    message = _("There was no such activity type on that day. Choose another.")
    field = "activity"


class InBothLists(DomainError):
    code = "life_in_both_lists"
    message = _("%(names)s: both present and excused. Choose one.")
    field = "excused"


class NotOfBranch(DomainError):
    code = "life_not_of_branch"
    message = _("Somebody here was not of the branch on that day. Look at the list again.")
    field = "present"


class NotInPeriod(DomainError):
    code = "life_not_in_period"
    message = _("“%(name)s” is expected from %(first)s to %(last)s. The day lies outside.")
    field = "items"


class HeldAlready(DomainError):
    code = "life_held_already"
    message = _("“%(name)s” has its record already.")
    status = 409


@dataclass(frozen=True)
class MeetingEntry:
    """A meeting as it is recorded: ``present`` and ``excused`` are people, ``items`` what of the
    plan it fulfils, ``minutes`` how long it took."""

    unit_id: int
    name: str
    activity: str
    held_on: date
    minutes: int
    text: str
    present: tuple[int, ...] = ()
    excused: tuple[int, ...] = ()
    items: tuple[int, ...] = ()


def record(entry: MeetingEntry, *, actor: Actor, at: datetime) -> Meeting:
    """Record a meeting with who took part and what of the plan it fulfils.

    Raises:
        NotVisible, Forbidden: the branch is out of reach.
        DayAhead, ActivityUnknown, InBothLists, NotOfBranch, NotInPeriod, HeldAlready: as they say.
    """
    with audit.act(actor, "life.record", at=at) as journal:
        unit = fetch(
            Unit.objects.all(),
            entry.unit_id,
            allowed=policy.units(actor, "life.record"),
            visible=policy.units(actor, "life.view"),
        )
        meeting = Meeting(unit=unit, recorded_at=at, recorded_by=_recorder(actor))
        _check(entry, timezone.localdate(at))
        _take_over(meeting, entry)
        journal.create(meeting)
        _attend(meeting, entry, journal)
        _fulfil(meeting, entry, journal)
        return meeting


def change_record(meeting_id: int, entry: MeetingEntry, *, actor: Actor, at: datetime) -> Meeting:
    """Correct a record; what it was before stays in the log.

    Raises:
        NotVisible, Forbidden: the branch is out of reach.
        DayAhead, ActivityUnknown, InBothLists, NotOfBranch, NotInPeriod, HeldAlready: as they say.
    """
    with audit.act(actor, "life.change_record", at=at) as journal:
        meeting = fetch(
            Meeting.objects.all(),
            meeting_id,
            allowed=policy.meetings(actor, "life.record"),
            visible=policy.meetings(actor, "life.view"),
            lock=True,
        )
        if entry.unit_id != meeting.unit_id:
            raise NotOfBranch
        _check(entry, timezone.localdate(at))
        _take_over(meeting, entry)
        journal.save(meeting)
        for row in meeting.attendances.all():
            journal.delete(row)
        _attend(meeting, entry, journal)
        dropped = list(meeting.items.exclude(pk__in=entry.items))
        for item in dropped:
            item.meeting = None
        journal.save_many(dropped, ["meeting"])
        _fulfil(meeting, entry, journal)
        return meeting


def _recorder(actor: Actor) -> Person | None:
    return Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None


def _check(entry: MeetingEntry, today: date) -> None:
    if entry.held_on > today:
        raise DayAhead
    people = {each.id: each.name for each in queries.people_of(entry.unit_id, entry.held_on)}
    if {*entry.present, *entry.excused} - people.keys():
        raise NotOfBranch
    twice = sorted({*entry.present} & {*entry.excused})
    if twice:
        raise InBothLists(names=", ".join(people[pk] for pk in twice))


def _take_over(meeting: Meeting, entry: MeetingEntry) -> None:
    types = catalogue.current().on(ACTIVITIES, entry.held_on)
    if entry.activity and entry.activity not in types:
        raise ActivityUnknown
    meeting.activity = entry.activity
    meeting.is_study = bool(entry.activity and types[entry.activity].facts["is_study"])
    meeting.name, meeting.text = entry.name.strip(), entry.text.strip()
    meeting.held_on, meeting.minutes = entry.held_on, entry.minutes


def _attend(meeting: Meeting, entry: MeetingEntry, journal: audit.Journal) -> None:
    present, excused = set(entry.present), set(entry.excused)
    journal.create_many(
        Attendance(meeting=meeting, person_id=pk, is_present=pk in present)
        for pk in sorted(present | excused)
    )


def _fulfil(meeting: Meeting, entry: MeetingEntry, journal: audit.Journal) -> None:
    rows = PlanItem.objects.select_for_update().filter(unit=meeting.unit_id, pk__in=entry.items)
    items = list(rows.order_by("pk"))
    if len(items) != len(set(entry.items)):
        raise NotOfBranch(field="items")
    for item in items:
        if item.meeting_id not in (None, meeting.pk):
            raise HeldAlready(name=item.name_zh, field="items")
        if not Span(item.starts_on, item.ends_on).has(meeting.held_on):
            raise NotInPeriod(
                name=item.name_zh,
                first=item.starts_on.isoformat(),
                last=item.ends_on.isoformat(),
            )
        item.meeting, item.skipped_at, item.skipped_why = meeting, None, ""
    journal.save_many(items, ["meeting", "skipped_at", "skipped_why"])
