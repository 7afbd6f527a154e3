"""Where members work, the units that are watched, and which branch came from which."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.entities.models import Entity
from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit, dates_in_order

from ..terms import DescentKind, IncubationKind, IncubationState
from .cases import Case


class Workplace(Record):
    """The market entity in which a member works, from a day to a day; sensitive."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            dates_in_order("workplace_dates"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="workplace_open_once"
            ),
        ]
        indexes = [models.Index(fields=["entity", "valid_from"], name="workplace_of_entity")]


class Incubation(Record):
    """A unit that has grown to a branch of its own, or whose branch has become too small.

    Opens by itself; what follows is decided by people.
    """

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=IncubationKind)
    state = models.CharField(max_length=10, choices=IncubationState, default=IncubationState.OPEN)
    region = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    formal = models.PositiveIntegerField()
    opened_on = models.DateField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity"],
                condition=Q(state=IncubationState.OPEN),
                name="incubation_open_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="incubation_due")]


class Descent(Record):
    """That one organisation came from another: the parentage of branches (004-09)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DescentKind)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "parent", "kind"], name="descent_once"),
            models.CheckConstraint(
                condition=~Q(unit=models.F("parent")), name="descent_not_from_itself"
            ),
        ]
