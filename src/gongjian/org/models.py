"""Places, units, where units stand in each line and when, and service rooms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.fields import PathField
from gongjian.kernel.models import Record

from .terms import Level, Line, NameKind


def dates_in_order(name: str) -> models.CheckConstraint:
    """Return the constraint that a dated row ends after it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name
    )


class Territory(models.Model):
    """A place from province to community (区划). Reference data: its code is its path.

    Codes have 2, 4, 6, 9 or 12 digits by level, so the places within one are those whose codes
    begin with its code. ``system`` says whose code it is and of which date; local codes are the
    district's own.
    """

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    system = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="territory_level")
        ]
        indexes = [models.Index(fields=["name"], name="territory_name")]

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """A node of the trees: an authority, an organisation, a community, a firm, a zone.

    ``name`` is the name in use; other spellings and former names stand in ``UnitName``.
    """

    type = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    uscc = models.CharField(max_length=18, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=120, blank=True)
    party_organisation = models.CharField(max_length=80, blank=True)
    founded_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="unit_uscc"),
            models.UniqueConstraint(
                fields=["name", "territory"],
                condition=Q(closed_on__isnull=True),
                name="unit_name_in_place",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="unit_name")]

    def __str__(self) -> str:
        return self.name


class UnitName(Record):
    """Another name of a unit, from a date to a date: the cure for the alias traps."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=NameKind)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_name_once")]
        indexes = [models.Index(fields=["name"], name="unit_other_name")]


class Placement(Record):
    """Where a unit stands in one line from a date to a date.

    ``path`` lists the ids from the root to the unit: ``/1/5/17/``. One unit has one place on one
    line at any moment (constraint ``placement_one_place``).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    line = models.CharField(max_length=20, choices=Line)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            dates_in_order("placement_dates"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="placement_not_under_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["line", "path", "valid_from", "valid_to", "unit"], name="placement_below"
            ),
            models.Index(fields=["unit", "line", "valid_from"], name="placement_of_unit"),
        ]


class Responsibility(Record):
    """Which unit is responsible for a place on one line, from a date to a date (事权划分).

    One unit on one line at any moment (constraint ``responsibility_one_unit``); the unit of the
    smallest place around it answers for what lies there. ``ended_by`` is the document that ended
    it or handed it over. Who the person is stands in ``members``.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="responsibilities")
    line = models.CharField(max_length=20, choices=Line)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [dates_in_order("responsibility_dates")]
        indexes = [
            models.Index(fields=["line", "territory", "valid_from"], name="responsibility_place"),
            models.Index(fields=["unit", "line"], name="responsibility_of_unit"),
        ]


class StructureHead(models.Model):
    """The one row that changes with every change of the trees: what copies of them compare."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="structure_head_is_one_row")]


class Room(Record):
    """A room of a unit's service centre (党群服务中心) that others may use."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="room_name_in_unit"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="room_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name
