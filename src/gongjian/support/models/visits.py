"""Visit notes, and the issues found on a visit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record

from ..terms import IssueKind, IssueState
from .assignments import Assignment


class Visit(Record):
    """A note of one visit: one of an assignment and day (``visit_once_a_day``).

    ``key`` was made where the note was written, before there was a connection: sent again, it is
    the same note. ``done`` holds codes of ``terms.VisitAct``. There is no photo and no position.
    """

    key = models.UUIDField(unique=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField()
    done = models.JSONField(default=list)
    text = models.CharField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "visited_on"], name="visit_once_a_day")
        ]
        indexes = [models.Index(fields=["visited_on"], name="visit_on_day")]


class Finding(Record):
    """An issue found on a visit; it stays open until whoever raised it says that it is done."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=12, choices=IssueKind)
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=6, choices=IssueState, default=IssueState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=IssueState.OPEN, closed_at__isnull=True)
                | Q(state=IssueState.CLOSED, closed_at__isnull=False) & ~Q(closed_how=""),
                name="finding_closed_how",
            )
        ]
        indexes = [models.Index(fields=["state"], name="finding_state")]
