"""Versions of packs that were loaded, with their files as they were."""

from __future__ import annotations

from django.db import models

from gongjian.kernel.models import Record


class PackVersion(Record):
    """A version of a pack, kept for ever; ``number`` counts the versions of one pack from 1.

    On a day that version holds which began last; of two that begin on the same day, the one
    loaded later. ``rank`` is 0 for a pack that builds on none, and one more for each below it.
    """

    pack = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    builds_on = models.CharField(max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField()
    sample = models.BooleanField()
    digest = models.CharField(max_length=64)
    valid_from = models.DateField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="pack_version_number"),
            models.UniqueConstraint(fields=["pack", "version"], name="pack_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class PackFile(Record):
    """One file of a version, in base64: what `export` gives back byte for byte."""

    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "path"], name="pack_file_once"),
        ]
