"""Groups and the trades that they are for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.entities.models import Trade, Venue
from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Territory, Unit

from ..terms import By


class Group(Record):
    """People who share a trade, an identity or a task in one place; no organisation (002-09).

    It has no place in the trees, holds no relation and counts as no organisation. ``unit`` keeps
    it. ``type`` is the code of a group type of the day on which it was opened; ``by`` says what
    that type said then. ``contact`` is somebody who took that on themselves.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    by = models.CharField(max_length=10, choices=By)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=400)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True)
    next_what = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(ended_on__isnull=True),
                name="group_name_open_once",
            ),
            models.CheckConstraint(
                condition=Q(territory__isnull=False, venue__isnull=True)
                | Q(territory__isnull=True, venue__isnull=False),
                name="group_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="")
                | Q(ended_on__isnull=False, ended_on__gte=F("opened_on")) & ~Q(ended_why=""),
                name="group_ended_why",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "ended_on"], name="group_in_place"),
            models.Index(fields=["venue", "ended_on"], name="group_in_venue"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupTrade(Record):
    """A trade that a group is for; finer codes of the same trade are meant too."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="trades")
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "trade"], name="group_trade_once")]
