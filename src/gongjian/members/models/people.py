"""People: least data, dated appointments, skills and consents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit, dates_in_order

from ..terms import Purpose


class Skill(Record):
    """A skill that needs ask for and people or units offer. A district's own list."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class Person(Record):
    """Somebody the alliance works with. No identity number, no address, no birthday."""

    name = models.CharField(max_length=40)
    mobile = models.CharField(max_length=20, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="person"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    volunteer_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "mobile"], condition=~Q(mobile=""), name="person_once"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "name"], name="person_of_unit"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonSkill(Record):
    """A skill that a person says they have."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once")
        ]


class Appointment(Record):
    """A role that a person holds at a unit from a date to a date; the source of grants."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            dates_in_order("appointment_dates"),
            models.UniqueConstraint(
                fields=["person", "unit", "role"],
                condition=Q(valid_to__isnull=True),
                name="appointment_open_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="appointment_at_unit")]


class Consent(Record):
    """What a person has agreed to, for one purpose; withdrawal keeps the row (G9)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_open_once",
            )
        ]
