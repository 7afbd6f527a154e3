"""Rounds in which the branches of one unit review each other, and what they look at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit
from gongjian.org.terms import Line

from ..terms import RoundState


class Round(Record):
    """A round of peer review (互查): whose branches, on which line, from when to when.

    ``proposed_on`` is the day on whose structure the branches were taken, ``turn`` where the
    rotation stands that proposed the pairs.
    """

    superior = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=20, choices=Line)
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.PROPOSED)
    proposed_on = models.DateField()
    turn = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="round_days"),
            models.UniqueConstraint(
                fields=["superior", "line", "name"],
                condition=~Q(state=RoundState.WITHDRAWN),
                name="round_name_once",
            ),
        ]
        indexes = [models.Index(fields=["superior", "-starts_on"], name="round_of_unit")]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(Record):
    """Something that every review of a round looks at."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="checklist_item_once")
        ]

    def __str__(self) -> str:
        return self.text
