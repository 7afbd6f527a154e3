"""Meetings as they were recorded, and who took part."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit

from ..terms import LONGEST


class Meeting(Record):
    """Something that a branch held: text is enough, a photo is never asked for.

    ``activity`` is the code of an activity type of the day; ``is_study`` says what that type
    said then. ``minutes`` is how long it took.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    is_study = models.BooleanField()
    text = models.CharField(max_length=4000)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST), name="life_meeting_minutes"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="life_meeting_has_text"),
        ]
        indexes = [models.Index(fields=["unit", "held_on"], name="life_meeting_of_unit")]

    def __str__(self) -> str:
        return self.name


class Attendance(Record):
    """A member or guest of the branch at a meeting: present, or excused; why is not recorded.

    Who is in neither list has no row.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="life_attendance_once")
        ]
        indexes = [models.Index(fields=["person"], name="life_attendance_of_person")]
