"""Which instructor looks after which place, for which period."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record

from .points import ContactPoint
from .roster import Instructor


class Assignment(Record):
    """An instructor looks after a place from a day until the day before ``valid_to``.

    The same instructor never twice at once (``assignment_once_at_a_time``). One that ends on the
    day it began never held. ``load_reason`` says why somebody has more places than usual.
    """

    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="assignments")
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="assignments")
    valid_from = models.DateField()
    valid_to = models.DateField()
    load_reason = models.CharField(max_length=200, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="assignment_dates"
            )
        ]
        indexes = [
            models.Index(fields=["point", "valid_to"], name="assignment_of_point"),
            models.Index(fields=["instructor", "valid_to"], name="assignment_of_instructor"),
        ]
