"""The list by which a branch is divided: its parts, and who goes into which."""

from __future__ import annotations

from django.db import models

from gongjian.kernel.models import Record
from gongjian.members.models import Person

from .cases import Case


class Part(Record):
    """A branch below the general branch that is proposed; number 1 is the divided branch itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="formation_part_number"),
            models.UniqueConstraint(fields=["case", "name"], name="formation_part_name"),
        ]


class Seat(Record):
    """A member of the divided branch, and the part that the list gives them; one each.

    Gone once the branch is divided: from then on the relation says it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seats")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="formation_seat_once")
        ]
