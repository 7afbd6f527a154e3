"""One branch's review of another, and what it found."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit

from ..terms import FindingState, ReviewState
from .rounds import ChecklistItem, Round


class Review(Record):
    """One branch reviews another in a round; ``learned`` is a practice worth copying (互学).

    Each branch reviews one and is reviewed by one, never itself and never its own reviewer. There
    is no mark and no number: an item of the checklist without a finding was fine.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reviewed = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.ASSIGNED)
    visited_on = models.DateField(null=True)
    learned = models.CharField(max_length=1000, blank=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "reviewer"], name="review_by_once"),
            models.UniqueConstraint(fields=["round", "reviewed"], name="review_of_once"),
            models.CheckConstraint(
                condition=~Q(reviewer=F("reviewed")), name="review_not_of_itself"
            ),
            models.UniqueConstraint(
                "round",
                Least("reviewer", "reviewed"),
                Greatest("reviewer", "reviewed"),
                name="review_not_of_each_other",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.HANDED_IN)
                | Q(visited_on__isnull=False, handed_in_at__isnull=False),
                name="review_handed_in",
            ),
        ]
        indexes = [models.Index(fields=["reviewed"], name="review_of_branch")]


class Finding(Record):
    """What a review found at an item of the checklist, and by when it is to be answered."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.OPEN)
    due_on = models.DateField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "item"], name="finding_once"),
            models.CheckConstraint(condition=~Q(words=""), name="finding_words"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="finding_due")]

    def __str__(self) -> str:
        return self.words


class FindingStep(Record):
    """What was said about a finding, and where it stood afterwards."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    event = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=FindingState)
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["finding", "at"], name="finding_step_at")]
