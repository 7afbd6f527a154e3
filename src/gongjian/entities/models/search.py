"""Where the pieces of names and codes are looked up: derived from the registry's rows."""

from __future__ import annotations

from django.db import models


class SearchPart(models.Model):
    """A part of the index of names and codes: the packed postings of one bucket.

    Derived data, written in the same transaction as the rows that it leads to. ``bucket`` -1 holds
    postings of any bucket that came in a small write and are not sorted in yet; ``size`` counts
    postings. See ``rules.postings``.
    """

    bucket = models.SmallIntegerField(db_index=True)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
