"""What a unit covers goes to another unit, or ends, when units are re-organised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Q

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor

from ..models import Cover
from .head import raise_version


def transfer_covers(
    from_unit: int, to_unit: int | None, *, on: date, document: str, actor: Actor, at: datetime
) -> int:
    """Let another unit cover from a day on what this one covers; return how many covers went.

    ``to_unit`` None ends them. For a composed act that has checked the reach of both units: it
    asks no permission. Rows that had not begun on the day never held with the first unit.
    """
    with audit.act(actor, "entities.covers.transfer", at=at) as journal:
        running = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        held = list(
            Cover.objects.select_for_update().filter(running, unit_id=from_unit).order_by("pk")
        )
        if not held:
            return 0
        version = raise_version()
        journal.remember(Cover, [row.pk for row in held])
        begun = [row.pk for row in held if row.valid_from < on]
        coming = [row.pk for row in held if row.valid_from >= on]
        for chunk in _chunks(begun):
            Cover.objects.filter(pk__in=chunk).update(valid_to=on, version=version)
        for chunk in _chunks(coming):
            Cover.objects.filter(pk__in=chunk).update(valid_to=F("valid_from"), version=version)
        fresh: list[Cover] = []
        if to_unit is not None:
            fresh = Cover.objects.bulk_create(
                [_taken_over(row, to_unit, on, document, version) for row in held],
                batch_size=audit.CHUNK,
            )
        journal.wrote(Cover, [*begun, *coming, *(row.pk for row in fresh)])
        return len(held)


def _taken_over(row: Cover, unit_id: int, on: date, document: str, version: int) -> Cover:
    return Cover(
        unit_id=unit_id,
        by=row.by,
        entity_id=row.entity_id,
        venue_id=row.venue_id,
        territory_id=row.territory_id,
        valid_from=max(row.valid_from, on),
        valid_to=row.valid_to,
        document=document,
        version=version,
    )


def _chunks(pks: list[int]) -> Iterable[list[int]]:
    return (pks[start : start + audit.CHUNK] for start in range(0, len(pks), audit.CHUNK))
