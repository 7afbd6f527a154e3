"""The records that are expected by a day, and those of them that there are: one truth for all."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from ..models import PlanItem


def expected(on: date, moment: datetime) -> QuerySet[PlanItem]:
    """Return what should have its record by a day: its period is over, and it was not left out.

    What is optional is never expected.
    """
    over = PlanItem.objects.filter(ends_on__lt=on, is_optional=False)
    return over.exclude(skipped_at__lte=moment)


def is_held(moment: datetime) -> Q:
    """Return the condition that there was a record of it by then."""
    return Q(meeting__recorded_at__lte=moment)
