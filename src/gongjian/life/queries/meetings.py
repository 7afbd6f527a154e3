"""One meeting with who took part, and who was of a branch on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.catalogue import Name
from gongjian.members.models import FormalRelation, ParticipationRelation, Person
from gongjian.org.policy import on_day

from .. import policy
from ..models import Attendance, Meeting
from ..rules import Span, month_of


@dataclass(frozen=True)
class Taker:
    """Somebody of a branch; a guest takes part without belonging to it.

    ``elsewhere`` is the branch in which they took part in the same kind of thing in that period.
    """

    id: int
    name: str
    is_guest: bool
    elsewhere: str = ""


@dataclass(frozen=True)
class MeetingRow:
    """A meeting as lists show it."""

    id: int
    name: str
    activity: str
    held_on: date
    minutes: int
    present: int
    excused: int


@dataclass(frozen=True)
class MeetingPage:
    """One meeting: its text, who was there, who was excused, who is in neither list."""

    row: MeetingRow
    unit_id: int
    unit: str
    text: str
    is_study: bool
    items: tuple[Name, ...]
    item_ids: tuple[int, ...]
    present: tuple[Taker, ...]
    excused: tuple[Taker, ...]
    others: tuple[Taker, ...]
    recorder: str
    sees_branch: bool
    may_change: bool


def people_of(unit_id: int, on: date) -> tuple[Taker, ...]:
    """Return who was of a branch on a day, by either relation, each once, by name."""
    held = FormalRelation.objects.filter(on_day(on), unit_id=unit_id)
    guests = ParticipationRelation.objects.filter(on_day(on), unit_id=unit_id)
    own = set(held.values_list("person_id", flat=True))
    within = Q(pk__in=own) | Q(pk__in=guests.values("person_id"))
    found = Person.objects.filter(within).order_by("name", "pk").values_list("pk", "name")
    return tuple(Taker(pk, name, pk not in own) for pk, name in found)


def get_meeting(meeting_id: int, actor: Actor) -> MeetingPage:
    """Return a meeting of a branch in reach, or one that the actor was at.

    Raises:
        NotVisible: it is neither.
    """
    visible = policy.meetings(actor, "life.view")
    rows = Meeting.objects.select_related("unit", "recorded_by")
    meeting = fetch(rows, meeting_id, allowed=visible, visible=visible)
    items = list(meeting.items.order_by("starts_on", "pk"))
    marks = dict(meeting.attendances.values_list("person_id", "is_present"))
    people = people_of(meeting.unit_id, meeting.held_on)
    span = Span(items[0].starts_on, items[0].ends_on) if items else month_of(meeting.held_on)
    missed = [each.id for each in people if not marks.get(each.id)]
    elsewhere = _elsewhere(meeting, missed, span)
    takers = [Taker(t.id, t.name, t.is_guest, elsewhere.get(t.id, "")) for t in people]
    mine = Meeting.objects.filter(pk=meeting.pk)
    return MeetingPage(
        row=row_of(meeting, marks),
        unit_id=meeting.unit_id,
        unit=meeting.unit.name,
        text=meeting.text,
        is_study=meeting.is_study,
        items=tuple(Name(item.name_zh, item.name_en) for item in items),
        item_ids=tuple(item.pk for item in items),
        present=tuple(t for t in takers if marks.get(t.id)),
        excused=tuple(t for t in takers if marks.get(t.id) is False),
        others=tuple(t for t in takers if t.id not in marks),
        recorder=meeting.recorded_by.name if meeting.recorded_by else "",
        sees_branch=mine.filter(
            unit__in=type(meeting.unit).objects.filter(policy.units(actor, "life.view"))
        ).exists(),
        may_change=mine.filter(policy.meetings(actor, "life.record")).exists(),
    )


def _elsewhere(meeting: Meeting, person_ids: list[int], span: Span) -> dict[int, str]:
    """Return in which other branch these people took part in the same kind of thing."""
    if not meeting.activity or not person_ids:
        return {}
    rows = Attendance.objects.filter(
        person__in=person_ids,
        is_present=True,
        meeting__activity=meeting.activity,
        meeting__held_on__range=(span.first, span.last),
    ).exclude(meeting__unit=meeting.unit_id)
    return dict(rows.order_by("-meeting__held_on").values_list("person_id", "meeting__unit__name"))


def row_of(meeting: Meeting, marks: Mapping[int, bool]) -> MeetingRow:
    """Return a meeting as lists show it, from who was present and who was excused."""
    present = sum(marks.values())
    return MeetingRow(
        meeting.pk,
        meeting.name,
        meeting.activity,
        meeting.held_on,
        meeting.minutes,
        present,
        len(marks) - present,
    )
