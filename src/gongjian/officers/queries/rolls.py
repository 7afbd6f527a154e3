"""Who has the right to vote in a branch on a day, and the limits of that day."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from gongjian.kernel import parameters
from gongjian.members.models import FormalRelation
from gongjian.org.catalogue import COMMUNITY, UNIT_TYPES
from gongjian.org.models import Placement
from gongjian.org.policy import on_day
from gongjian.org.terms import Line

from ..rules import Limits


def limits_on(day: date) -> Limits:
    """Return the thresholds in force on a day."""
    values = parameters.in_force(day)
    return Limits(
        committee_from=values.whole("org.committee_from"),
        committee_least=values.whole("org.committee_least"),
        committee_most=values.whole("org.committee_most"),
        years=values.whole("term.years"),
        years_community=values.whole("term.years_community"),
        extension_years=values.whole("term.extension_years"),
        remind_days=values.whole("term.remind_days"),
        quorum=values.whole("election.quorum"),
        contest=values.whole("election.contest"),
    )


def formal_relations(on: date) -> QuerySet[FormalRelation]:
    """Return the relations of formal members on a day, with the person.

    Only they vote and stand (选举工作条例 art. 5): no probationary member, and no guest.
    """
    held = FormalRelation.objects.filter(on_day(on), person__membership__formal_since__lte=on)
    return held.select_related("person").order_by("person__name", "person_id")


def electors_of(unit_id: int, *, on: date) -> dict[int, str]:
    """Return who has the right to vote in a branch on a day: names by person."""
    held = formal_relations(on).filter(unit_id=unit_id)
    return {each.person_id: each.person.name for each in held}


def term_years(unit_id: int, *, on: date) -> int:
    """Return how many years a term of this branch takes: longer in a community."""
    limits = limits_on(on)
    placed = Placement.objects.filter(
        on_day(on), unit_id=unit_id, line=Line.TERRITORIAL, parent__isnull=False
    )
    above = placed.values_list("parent__type", flat=True).first()
    is_community = bool(above) and UNIT_TYPES[str(above)].kind == COMMUNITY
    return limits.years_community if is_community else limits.years
