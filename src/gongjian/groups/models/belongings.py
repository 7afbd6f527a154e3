"""Who was asked into a group and joined, and what people say of themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person

from ..terms import OPEN_ANSWERS, Answer
from .groups import Group


class Belonging(Record):
    """How somebody stands to a group, one row open at a time; who joins again has a new row.

    ``is_named``: they agree that their name stands with what the group did when they came.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="belongings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Answer)
    is_named = models.BooleanField(default=False)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(state__in=OPEN_ANSWERS),
                name="belonging_open_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[Answer.ASKED, Answer.DECLINED],
                    joined_on__isnull=True,
                    left_on__isnull=True,
                    is_named=False,
                )
                | Q(state=Answer.JOINED, joined_on__isnull=False, left_on__isnull=True)
                | Q(
                    state=Answer.LEFT,
                    joined_on__isnull=False,
                    left_on__isnull=False,
                    left_on__gte=F("joined_on"),
                    is_named=False,
                ),
                name="belonging_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="belonging_of_person"),
            models.Index(fields=["group", "state"], name="belonging_to_group"),
        ]


class Identity(Record):
    """What somebody says of themselves, such as that they run a business.

    ``type`` is the code of a group type by identity. Nobody else enters it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "type"], name="identity_said_once")
        ]
        indexes = [models.Index(fields=["type"], name="identity_by_type")]
