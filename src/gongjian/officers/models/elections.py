"""Elections: who may vote and came, who stood, and the ballots as counted. No ballot has a name."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual

from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit

from ..terms import OPEN_ELECTIONS, QUORUM_LEAST, VALID_ELECTIONS, ElectionState


class Election(Record):
    """The election of a branch's officers on a day.

    ``due`` are those with the right to vote on that day, ``quorum`` the percent of them that was
    in force. ``election_quorum`` keeps the hard rule: no result below it stands as valid.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ElectionState, default=ElectionState.PLANNED)
    on = models.DateField()
    seats = models.PositiveSmallIntegerField()
    has_committee = models.BooleanField()
    planned_at = models.DateTimeField()
    quorum = models.PositiveSmallIntegerField(null=True)
    due = models.PositiveIntegerField(null=True)
    present = models.PositiveIntegerField(null=True)
    issued = models.PositiveIntegerField(null=True)
    returned = models.PositiveIntegerField(null=True)
    valid = models.PositiveIntegerField(null=True)
    without_right = models.CharField(max_length=120, blank=True)
    document = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=OPEN_ELECTIONS), name="election_open_once"
            ),
            # In SQL a comparison with nothing violates nothing: what must be there is asked first.
            models.CheckConstraint(
                condition=~Q(state__in=VALID_ELECTIONS)
                | Q(quorum__isnull=False, due__isnull=False, present__isnull=False)
                & Q(quorum__gte=QUORUM_LEAST, due__gt=0)
                & Q(GreaterThanOrEqual(F("present") * 100, F("due") * F("quorum"))),
                name="election_quorum",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=VALID_ELECTIONS)
                | Q(issued__isnull=False, returned__isnull=False, valid__isnull=False)
                & Q(present__lte=F("due"), issued__lte=F("present"))
                & Q(returned__lte=F("issued"), valid__lte=F("returned")),
                name="election_ballots",
            ),
            models.CheckConstraint(
                condition=~Q(state=ElectionState.CONFIRMED) | ~Q(document=""),
                name="election_confirmed_by_document",
            ),
        ]
        indexes = [models.Index(fields=["unit", "on"], name="election_of_unit")]


class Candidate(Record):
    """Who stands, and once the ballots are counted how many said yes, of how many due."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    yes = models.PositiveIntegerField(null=True)
    due = models.PositiveIntegerField(null=True)
    is_elected = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "person"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(is_elected=False)
                | Q(yes__isnull=False, due__isnull=False, yes__gt=F("due") - F("yes")),
                name="candidate_elected_by_majority",
            ),
        ]


class Elector(Record):
    """Who had the right to vote on the day of an election, and whether they came."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="electors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "person"], name="elector_once")]
