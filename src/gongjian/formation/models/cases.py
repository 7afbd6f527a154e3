"""Organisations by form, and the proposals from which they were founded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.entities.models import Entity, Venue
from gongjian.kernel.models import Record
from gongjian.org.models import Territory, Unit

from ..terms import BRANCHES, MINIMUM_FORMAL, OPEN_CASES, CaseState, Form, GroundKind


class Case(Record):
    """A proposal to set up an organisation: for whom, in which form, and how it was decided.

    What soft rules say against it is set aside by ``reason``. ``formal`` and ``members`` are
    counted from the relations when it is proposed, and again when the branch is founded.
    ``branch`` is the one that is to be divided, for a general branch above its parts.
    """

    form = models.CharField(max_length=12, choices=Form)
    ground = models.CharField(max_length=12, choices=GroundKind)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.PROPOSED)
    name = models.CharField(max_length=80)
    superior = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    formal = models.PositiveIntegerField()
    members = models.PositiveIntegerField()
    reason = models.CharField(max_length=400, blank=True)
    ends_on = models.DateField(null=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    document = models.CharField(max_length=120, blank=True)
    returned_why = models.CharField(max_length=400, blank=True)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "superior"],
                condition=Q(state__in=OPEN_CASES),
                name="formation_case_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.FOUNDED, unit__isnull=False)
                | ~Q(state=CaseState.FOUNDED) & Q(unit__isnull=True),
                name="formation_case_founded_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.APPROVED, CaseState.FOUNDED]) | ~Q(document=""),
                name="formation_case_approval_document",
            ),
        ]
        indexes = [models.Index(fields=["superior", "state"], name="formation_case_of_unit")]

    def __str__(self) -> str:
        return self.name


class CaseUnit(Record):
    """A market entity that the proposed organisation is to cover."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="units")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "entity"], name="formation_case_unit_once")
        ]


class Organisation(Record):
    """The form of an organisation, and its members on the day that it was founded.

    ``organisation_formal_members`` keeps the hard rule: no organisation is recorded below three
    formal members (《中国共产党章程》 article 30).
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=12, choices=Form)
    founded_on = models.DateField()
    formal_at_founding = models.PositiveIntegerField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(formal_at_founding__gte=MINIMUM_FORMAL),
                name="organisation_formal_members",
            ),
            models.CheckConstraint(
                condition=~Q(form=Form.TEMPORARY) | Q(ends_on__isnull=False),
                name="organisation_temporary_ends",
            ),
            models.CheckConstraint(
                condition=Q(form__in=[*BRANCHES, Form.GENERAL, Form.COMMITTEE]),
                name="organisation_form",
            ),
        ]
