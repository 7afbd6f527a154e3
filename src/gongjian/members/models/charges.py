"""Who, as a person, answers for a unit's responsibility (专人负责制)."""

from __future__ import annotations

from django.db import models

from gongjian.kernel.models import Record
from gongjian.org.models import Responsibility, dates_in_order

from .people import Person


class Charge(Record):
    """A person answers for one responsibility of a unit, from a date to a date.

    One person at any moment (constraint ``charge_one_person``). ``document`` is what names them,
    ``ended_by`` what relieved them.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="charges")
    responsibility = models.ForeignKey(
        Responsibility, on_delete=models.PROTECT, related_name="charges"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [dates_in_order("charge_dates")]
        indexes = [
            models.Index(fields=["responsibility", "valid_from"], name="charge_of_responsibility")
        ]
