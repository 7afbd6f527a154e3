"""Contact points (党建联系点): the places that an authority wants looked after."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.entities.models import Entity, Venue
from gongjian.kernel.models import Record
from gongjian.org.models import Unit, dates_in_order


class ContactPoint(Record):
    """An entity, a venue or a branch that a unit has marked, from a day to a day.

    One at any moment for each of them (``contact_point_..._once``). ``need`` is what the place
    itself asked for: an instructor comes where one is wanted (domain 2.6).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    need = models.CharField(max_length=400)
    document = models.CharField(max_length=120, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            dates_in_order("contact_point_dates"),
            models.CheckConstraint(
                condition=(
                    Q(entity__isnull=False, venue__isnull=True, branch__isnull=True)
                    | Q(entity__isnull=True, venue__isnull=False, branch__isnull=True)
                    | Q(entity__isnull=True, venue__isnull=True, branch__isnull=False)
                ),
                name="contact_point_one_place",
            ),
            models.CheckConstraint(condition=~Q(need=""), name="contact_point_wanted"),
        ]
        indexes = [models.Index(fields=["unit", "valid_from"], name="contact_point_of_unit")]
