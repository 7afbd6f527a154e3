"""Who is an instructor (党建工作指导员), sent by which unit, and the yearly appraisal."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit, dates_in_order

from ..terms import AppraisalState, Verdict


class Instructor(Record):
    """A member whom a unit sends as an instructor, from a day to a day.

    Once at any moment (``instructor_once_at_a_time``). ``willing_on`` is the day on which they
    said that they are willing; ``document`` is what the sending unit agreed with.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    willing_on = models.DateField()
    document = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            dates_in_order("instructor_dates"),
            models.CheckConstraint(
                condition=Q(willing_on__lte=F("valid_from")), name="instructor_willing_first"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="instructor_agreed"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="instructor_open_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "valid_from"], name="instructor_of_unit")]


class Appraisal(Record):
    """The sending unit's appraisal of a year, with its reason; it is shown to nobody in a row.

    ``final_on`` is the day from which it stands unless it was objected to; an objection is
    answered by somebody else than who appraised (``appraisal_answered_by_another``).
    """

    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="appraisals")
    year = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=AppraisalState, default=AppraisalState.GIVEN)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    final_on = models.DateField()
    objection = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instructor", "year"], name="appraisal_once_a_year"),
            models.CheckConstraint(condition=~Q(reason=""), name="appraisal_has_reason"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | Q(given_by__isnull=True)
                | ~Q(answered_by=F("given_by")),
                name="appraisal_answered_by_another",
            ),
        ]
