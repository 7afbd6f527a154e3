"""Re-organisations: what is prepared, its changes in order, and the rows that it wrote."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record
from gongjian.org.models import Unit

from .terms import ChangeKind, ReorganisationState


class Reorganisation(Record):
    """A set of changes that is applied as one, from one day on, by one document.

    ``unit`` is the authority that prepares it. ``applied_on`` is the day on which somebody
    applied it; from ``effective_on`` on it holds. ``edition`` counts the edits of the draft.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    document = models.CharField(max_length=120)
    effective_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=ReorganisationState, default=ReorganisationState.DRAFTING
    )
    edition = models.PositiveIntegerField(default=1)
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80, blank=True)
    applied_on = models.DateField(null=True)
    undone_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-drafted_at"], name="reorganisation_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["drafting", "dropped"]) | Q(applied_on__isnull=False),
                name="reorganisation_applied_on",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Change(Record):
    """One change of a re-organisation; ``facts`` are those of its kind (``terms``)."""

    reorganisation = models.ForeignKey(
        Reorganisation, on_delete=models.PROTECT, related_name="changes"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ChangeKind)
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="change_number_from_one")
        ]
        indexes = [models.Index(fields=["reorganisation", "number"], name="change_in_order")]


class Trace(Record):
    """What a re-organisation made of one row: what it was before, and after.

    ``before`` null is a row that it made, ``after`` null one that it deleted. Undoing puts back
    what was before, if it finds the row as it left it.
    """

    reorganisation = models.ForeignKey(
        Reorganisation, on_delete=models.PROTECT, related_name="traces"
    )
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "model", "row"], name="trace_once_a_row"
            )
        ]
