"""Pairing agreements between two units (结对共建), their goals and activities."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit

from ..terms import PairingState
from .items import ServiceItem


class Pairing(Record):
    """An agreement of two units: what for, by what measures, from when to when."""

    first = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    measures = models.CharField(max_length=400)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=PairingState, default=PairingState.ACTIVE)

    class Meta:
        constraints = [
            # One order for the two sides, so that a pair cannot be entered twice the other way.
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pairing_order"),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(state=PairingState.ACTIVE),
                name="pairing_active_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="pairing_dates",
            ),
        ]


class PairingGoal(Record):
    """A goal of a pairing, and when it was reached."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(max_length=120)
    due_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)


class PairingActivity(Record):
    """Something the two sides did together, or a service item between them that was confirmed."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="activities")
    held_on = models.DateField()
    title = models.CharField(max_length=120)
    item = models.OneToOneField(
        ServiceItem, on_delete=models.PROTECT, null=True, related_name="pairing_activity"
    )

    class Meta:
        indexes = [models.Index(fields=["pairing", "-held_on"], name="pairing_activity_on")]
