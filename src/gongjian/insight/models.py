"""Published totals: numbers that others have said, kept apart from what is computed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.org.models import Territory, Unit
from gongjian.org.terms import Line

from .terms import Breakdown, Qualifier


class PublishedTotal(Record):
    """A number from outside, with how exact it says it is, for which day, and who said it.

    ``value`` is null where the text names a total or a part without its number. ``as_of_inferred``
    tells that the text gives no day and the one here was inferred. It may be a part of ``whole``,
    whose ``breakdown`` says how its parts make it up, and of which it may be said to be so many
    ``percent``. It speaks of a place, or of a ``unit_at``
    with all below it on ``line``. ``figure`` is the code of the declared figure that it can be
    compared with, for which ``filters`` holds values by dimension.
    """

    subject = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    unit = models.CharField(max_length=20)
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    as_of = models.DateField()
    as_of_inferred = models.BooleanField(default=False)
    publication = models.CharField(max_length=160)
    published_on = models.DateField(null=True)
    quote = models.CharField(max_length=400, blank=True)
    whole = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    percent_qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    breakdown = models.CharField(max_length=16, choices=Breakdown, default=Breakdown.NONE)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    unit_at = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.CharField(max_length=20, default=Line.TERRITORIAL)
    figure = models.CharField(max_length=60, blank=True)
    filters = models.JSONField(default=dict)
    withdrawn_on = models.DateField(null=True)
    withdrawn_for = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="published_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(whole__isnull=False, percent__gt=0),
                name="published_percent_of_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(whole__isnull=True) | ~Q(whole=F("id")),
                name="published_not_part_of_itself",
            ),
        ]
        indexes = [models.Index(fields=["-as_of", "id"], name="published_as_of")]

    def __str__(self) -> str:
        return self.subject
