"""Transfers of the formal relation (组织关系转接), each with its letter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit

from ..terms import OPEN_TRANSFERS, TransferState
from .people import Person


class Transfer(Record):
    """One move of a member's formal relation to another branch, here or outside.

    Until it is received the branch that it leaves stays responsible: the relation itself moves
    with the receipt alone. ``to_name`` names an organisation that has no page here.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=TransferState, default=TransferState.REQUESTED)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    letter = models.CharField(max_length=30, blank=True)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=OPEN_TRANSFERS),
                name="transfer_open_once",
            ),
            models.UniqueConstraint(
                fields=["letter"], condition=~Q(letter=""), name="transfer_letter_once"
            ),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=True) & ~Q(to_name="")
                | Q(to_unit__isnull=False, to_name=""),
                name="transfer_goes_to_one",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True, due_on__isnull=True)
                | Q(due_on__gt=models.F("issued_on")),
                name="transfer_letter_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["from_unit", "state"], name="transfer_from"),
            models.Index(fields=["to_unit", "state"], name="transfer_to"),
        ]
