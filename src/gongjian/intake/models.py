"""An uploaded roster while it is checked, decided on and entered."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models

from gongjian.kernel.models import Job

from .terms import RosterState, RowStatus


class Roster(models.Model):
    """A file that somebody wants to enter: what it is, where it stands, what was decided.

    A working paper, not a record: what is entered from it is audited, and the file itself is
    deleted as soon as it is entered or cancelled. ``choices`` answers doubts by their key.
    """

    account_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, validators=[MinLengthValidator(64)])
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="rosters/", blank=True)
    state = models.CharField(max_length=10, choices=RosterState, default=RosterState.WAITING)
    refusal = models.CharField(max_length=400, blank=True)
    faults = models.PositiveIntegerField(default=0)
    doubts = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account_id", "-received_at"], name="roster_of_account")]

    def __str__(self) -> str:
        return self.name


class RosterFault(models.Model):
    """One fault of a roster, in the order of the file; its words are in ``terms``."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="fault_rows")
    sheet = models.CharField(max_length=120)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=120)
    value = models.CharField(max_length=200)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)


class RosterRow(models.Model):
    """What one row of a roster would do; ``changes`` are column, value before, value after."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="rows")
    form = models.CharField(max_length=10)
    row = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=RowStatus)
    label = models.CharField(max_length=200)
    changes = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["roster", "form", "status", "row"], name="roster_row_shown")
        ]
