"""Terms of a branch's officers, and who holds which post in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit, dates_in_order

from ..terms import Post
from .elections import Election


class Term(Record):
    """The time for which a branch's officers are in office: until ``ends_on``, as it is planned.

    One term at any moment (``term_one_at_a_time``). ``valid_to`` is the day on which it did end.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, null=True, related_name="term"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ends_on = models.DateField()
    document = models.CharField(max_length=120)
    extended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            dates_in_order("term_dates"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("valid_from")), name="term_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to__isnull=True), name="term_open_once"
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="term_end")]


class Office(Record):
    """A post that somebody holds in a term, from a day to a day."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="offices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    post = models.CharField(max_length=12, choices=Post)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            dates_in_order("office_dates"),
            models.UniqueConstraint(
                fields=["term", "person"],
                condition=Q(valid_to__isnull=True),
                name="office_one_each",
            ),
            models.UniqueConstraint(
                fields=["term"],
                condition=Q(valid_to__isnull=True, post=Post.SECRETARY),
                name="office_one_secretary",
            ),
        ]
