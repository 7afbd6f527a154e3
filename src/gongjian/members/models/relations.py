"""Members: the least about their membership, the one formal relation, any participation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit, dates_in_order

from ..terms import EndReason, ParticipationKind
from .people import Person


class Membership(Record):
    """That a person is a Party member: the month of joining, since when formal, until when.

    No identity number and no dues amount stand anywhere (guardrail G1).
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="membership")
    joined_on = models.DateField()
    formal_since = models.DateField(null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=20, choices=EndReason, blank=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(joined_on__day=1), name="membership_joined_month"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="")
                | Q(ended_on__isnull=False) & ~Q(ended_why=""),
                name="membership_ended_why",
            ),
        ]


class FormalRelation(Record):
    """The branch that holds a member's relation (组织关系), from a day to a day.

    One branch at any moment (``formal_relation_open_once``, ``formal_relation_once_at_a_time``).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="formal_relations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            dates_in_order("formal_relation_dates"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to__isnull=True),
                name="formal_relation_open_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "valid_from"], name="formal_relation_of_unit")]


class ParticipationRelation(Record):
    """A branch in which somebody takes part without voting there, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ParticipationKind)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            dates_in_order("participation_dates"),
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(valid_to__isnull=True),
                name="participation_open_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "valid_from"], name="participation_of_unit")]
