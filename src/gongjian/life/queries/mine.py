"""What a member took part in this year, in whichever branch, each thing once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor

from ..models import Attendance
from ..rules import Attended, once_each, study_minutes


@dataclass(frozen=True)
class MyLife:
    """Meetings of the year that count, newest first; study as hours, to one decimal."""

    year: int
    attended: tuple[tuple[int, str, Attended], ...]
    study_hours: Decimal
    wanted_hours: int


def get_my_life(actor: Actor) -> MyLife:
    """Return the actor's own year; nothing, for who is no person."""
    year = actor.on.year
    found = list(_attended([actor.person_id or 0], year))
    counting = once_each(each for _person, _pk, _name, each in found)
    shown = [(pk, name, each) for _person, pk, name, each in found if each in counting]
    shown.sort(key=lambda row: row[2].held_on, reverse=True)
    return MyLife(
        year=year,
        attended=tuple(shown),
        study_hours=hours(study_minutes(counting)),
        wanted_hours=parameters.in_force(actor.on).whole("life.study_hours"),
    )


def study_of(person_ids: Iterable[int], year: int) -> dict[int, Decimal]:
    """Return the hours of study of these people in a year, whichever branch recorded them."""
    by_person: dict[int, list[Attended]] = {}
    for person, _pk, _name, each in _attended(person_ids, year):
        by_person.setdefault(person, []).append(each)
    return {person: hours(study_minutes(found)) for person, found in by_person.items()}


def hours(minutes: int) -> Decimal:
    """Return minutes as hours, to one decimal."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


def _attended(person_ids: Iterable[int], year: int) -> Iterable[tuple[int, int, str, Attended]]:
    rows = Attendance.objects.filter(
        person__in=list(person_ids), is_present=True, meeting__held_on__year=year
    )
    for row in rows.select_related("meeting__unit").order_by("meeting__held_on", "pk"):
        meeting = row.meeting
        yield (
            row.person_id,
            meeting.pk,
            meeting.name,
            Attended(
                meeting.activity,
                meeting.held_on,
                meeting.minutes,
                meeting.is_study,
                meeting.unit.name,
            ),
        )
