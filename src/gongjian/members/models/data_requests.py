"""What people ask about what is held about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongjian.kernel.models import Record

from ..terms import RequestKind, RequestState
from .people import Person


class DataRequest(Record):
    """A request to correct a registered field, or an objection to it, and its answer.

    ``field`` is a label of the field register; ``text`` is the right value, or why one objects.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=RequestKind)
    field = models.CharField(max_length=80)
    text = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "field"],
                condition=Q(state=RequestState.OPEN),
                name="data_request_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.DECLINED) | ~Q(answer=""),
                name="data_request_declined_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="data_request_due")]
