"""Which places are due a visit in the quarter of a day, and which have had it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongjian.kernel import parameters
from gongjian.org.policy import on_day

from .. import rules
from ..models import Assignment, Visit
from .naming import name_at


def due_and_made(on: date) -> QuerySet[Any]:
    """Return the assignments of a day with the visits ``made`` to their place in its quarter.

    By whichever instructor: what a predecessor did this quarter is not asked for again. Each is
    due ``instructor.visit_per_quarter`` visits.
    """
    quarter = rules.quarter_of(on)
    made = Visit.objects.filter(
        assignment__point=OuterRef("point"), visited_on__gte=quarter.first, visited_on__lte=on
    )
    counted = made.order_by().values("assignment__point").annotate(many=Count("pk"))
    return Assignment.objects.filter(on_day(on)).annotate(
        made=Coalesce(Subquery(counted.values("many"), output_field=IntegerField()), 0),
        place=name_at("point__"),
    )


def visits_wanted(on: date) -> int:
    """Return how many visits a place is due in a quarter."""
    return parameters.in_force(on).whole("instructor.visit_per_quarter")


def made_visits(on: date) -> QuerySet[Any]:
    """Return the assignments of a day whose place has had its visits in the quarter."""
    return due_and_made(on).filter(made__gte=visits_wanted(on))


def missing_visits(on: date) -> QuerySet[Any]:
    """Return the assignments of a day whose place is still due a visit in the quarter."""
    return due_and_made(on).filter(Q(made__lt=visits_wanted(on)))
