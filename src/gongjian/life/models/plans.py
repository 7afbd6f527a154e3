"""What is expected of a branch in a period, as its plan was drawn from a template."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit

from .meetings import Meeting


class PlanItem(Record):
    """One record that is expected of a branch from ``starts_on`` to ``ends_on``, both included.

    It keeps the words of the template on the day when the plan was drawn, so that a later version
    of a pack does not change what was expected before. ``number`` counts several in one period,
    from 1. ``is_optional`` may be left out without a reason.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    activity = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    number = models.PositiveSmallIntegerField()
    is_optional = models.BooleanField()
    is_sample = models.BooleanField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="items")
    skipped_at = models.DateTimeField(null=True)
    skipped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "template", "name_zh", "starts_on", "number"],
                name="life_plan_item_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="life_plan_item_days"
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(skipped_at__isnull=True),
                name="life_plan_item_held_or_left_out",
            ),
            models.CheckConstraint(
                condition=Q(skipped_at__isnull=True) | Q(is_optional=True) | ~Q(skipped_why=""),
                name="life_plan_item_left_out_why",
            ),
        ]
        indexes = [models.Index(fields=["unit", "ends_on"], name="life_plan_item_of_unit")]

    def __str__(self) -> str:
        return self.name_zh
