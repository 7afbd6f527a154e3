"""What a group did, and who came and agreed to be named."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person

from .groups import Group


class Gathering(Record):
    """Something that a group did: a day, words, how many were there.

    ``present`` counts everybody who came, whether they are named or not.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="gatherings")
    held_on = models.DateField()
    text = models.CharField(max_length=2000)
    present = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(present__gte=1), name="gathering_present"),
            models.CheckConstraint(condition=~Q(text=""), name="gathering_has_text"),
        ]
        indexes = [models.Index(fields=["group", "held_on"], name="gathering_of_group")]


class Presence(Record):
    """Somebody of the group who came and agreed to be named; gone once they take that back."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="presence_once")
        ]
        indexes = [models.Index(fields=["person"], name="presence_of_person")]
