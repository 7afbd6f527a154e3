"""Floating members (流动党员): who has come, who takes them in, since when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit

from ..terms import OPEN_FLOATING, Channel, FloatingState
from .people import Person


class FloatingMember(Record):
    """A member away from the branch of their relation, from the report to the end of the stay.

    Before somebody takes them in, only name, mobile and home organisation are held, as they were
    said; then they are a person like all others, and the two fields here are emptied.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="floating")
    name = models.CharField(max_length=40, blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    home = models.CharField(max_length=80, blank=True)
    home_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    station = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=FloatingState)
    channel = models.CharField(max_length=5, choices=Channel, blank=True)
    left_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    welcomed_at = models.DateTimeField(null=True)
    attached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_contact_on = models.DateField(null=True)
    told_home_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=OPEN_FLOATING),
                name="floating_person_open_once",
            ),
            models.UniqueConstraint(
                fields=["name", "mobile"],
                condition=Q(state__in=OPEN_FLOATING) & ~Q(mobile=""),
                name="floating_report_open_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(name="", mobile=""),
                name="floating_held_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=FloatingState.ATTACHED)
                | Q(branch__isnull=False, person__isnull=False, attached_at__isnull=False),
                name="floating_attached_to_a_branch",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "state"], name="floating_at_station"),
            models.Index(fields=["branch", "state"], name="floating_at_branch"),
            models.Index(fields=["home_unit"], name="floating_from"),
        ]
