"""A register on its way in, and entities that may be one and the same."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Job, Record
from gongjian.org.models import Territory

from ..terms import PairReason, PairState, RegisterState
from .registry import Entity


class RegisterFile(models.Model):
    """A register that somebody wants to enter: what it is, and how far it has come.

    A working paper, not a record: what is entered from it is audited by batches, and the file is
    deleted once it is entered or thrown away. ``as_of`` is the day that its facts are of;
    ``whole_of`` the place that it is the whole register of, if the person said so. ``columns``
    are the keys of the columns found, ``counts`` what its rows would do or did, ``batches`` how
    many of them are written.
    """

    account_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, validators=[MinLengthValidator(64)])
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="registers/", blank=True)
    as_of = models.DateField()
    whole_of = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=RegisterState, default=RegisterState.WAITING)
    refusal = models.CharField(max_length=400, blank=True)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    batches = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account_id", "-received_at"], name="register_of_account")]

    def __str__(self) -> str:
        return self.name


class RegisterFault(models.Model):
    """One of the first faults of a register, as its page shows it; the workbook has them all."""

    register = models.ForeignKey(RegisterFile, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40)
    value = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    hint = models.CharField(max_length=120, blank=True)


class MissingEntity(models.Model):
    """An entity that a whole register of its place does not have: a person decides on it."""

    register = models.ForeignKey(RegisterFile, on_delete=models.CASCADE, related_name="missing")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "entity"], name="missing_entity_once")
        ]


class DoubtfulPair(Record):
    """Two entities that may be one; the one with the smaller key stands first.

    ``merged`` keeps what a merge moved, so that it can be undone exactly.
    """

    first = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=PairReason)
    state = models.CharField(max_length=10, choices=PairState, default=PairState.OPEN)
    merged = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="doubtful_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="doubtful_pair_in_order"
            ),
        ]
        indexes = [models.Index(fields=["state", "reason", "id"], name="doubtful_pair_queue")]
