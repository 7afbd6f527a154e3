"""Where a brand or a finding stood on a past day: read from its steps."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from ..models import BrandStep, FindingStep


def stood_as(on: date) -> Subquery:
    """Return the state in which a brand was at the end of a day; none before its proposal."""
    steps = BrandStep.objects.filter(brand=OuterRef("pk"), on__lte=on)
    return Subquery(steps.order_by("-on", "-pk").values("state")[:1])


def finding_stood_as(moment: datetime) -> Subquery:
    """Return the state in which a finding was at a moment; none before it was raised."""
    steps = FindingStep.objects.filter(finding=OuterRef("pk"), at__lte=moment)
    return Subquery(steps.order_by("-at", "-pk").values("state")[:1])
