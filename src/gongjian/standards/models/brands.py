"""What a branch stands for: one branch, one specialty, one brand (一个支部、一个特色、一个品牌)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit

from ..terms import IN_FORCE, UNDECIDED, BrandState


class Brand(Record):
    """A unit's specialty (特色) and the brand that carries it, as one record: one to one to one.

    ``duty`` is the function of the unit that it grows from (工作职能). ``review_on`` is the day by
    which it is to be renewed or ended; nothing happens by itself on that day. At most one brand of
    a unit is in force (``brand_in_force_once``), and at most one more is being prepared.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    duty = models.CharField(max_length=200)
    specialty = models.CharField(max_length=400)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=BrandState, default=BrandState.PROPOSED)
    running_from = models.DateField(null=True)
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=IN_FORCE), name="brand_in_force_once"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=UNDECIDED), name="brand_undecided_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*IN_FORCE, BrandState.ENDED])
                | Q(running_from__isnull=False, review_on__isnull=False),
                name="brand_running_dates",
            ),
            models.CheckConstraint(
                condition=Q(state=BrandState.ENDED, ended_on__gte=F("running_from"))
                | ~Q(state=BrandState.ENDED) & Q(ended_on__isnull=True),
                name="brand_ended_on",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(specialty=""), name="brand_words"),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="brand_to_renew")]

    def __str__(self) -> str:
        return self.name


class BrandStep(Record):
    """One step of a brand's life: what happened, from which day, and the words that go with it.

    ``state`` is where it stood after the step, so any past day can be asked.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="steps")
    event = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=BrandState)
    on = models.DateField()
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "on"], name="brand_step_on")]
