"""Who may see and do what: by the unit that marks a place, the one that sends, and oneself."""

from __future__ import annotations

from django.db.models import F, Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org

from .models import Assignment

VIEW, EDIT, APPRAISE, WRITE = (
    "instructor.view",
    "instructor.edit",
    "instructor.appraise",
    "visit.write",
)
"""See the roster, places and notes; arrange them; appraise; write notes of one's own visits."""


def own(actor: Actor, field: str) -> Q:
    """Return the condition that the instructor at ``field`` is the actor."""
    return Q(**{field: actor.person_id}) if actor.person_id is not None else org.NOTHING


def held() -> Q:
    """Return the condition on assignments that held for a day at least."""
    return Q(valid_to__gt=F("valid_from"))


def instructors(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Instructor`` rows: sent by units in reach, and oneself to see."""
    within = org.units(actor, permission, "unit_id")
    return within | own(actor, "person_id") if permission == VIEW else within


def points(actor: Actor, permission: str) -> Q:
    """Return the condition on ``ContactPoint`` rows.

    Whoever reaches the unit that marked a place arranges it; who sends its instructor, and the
    instructor, see it.
    """
    within = org.units(actor, permission, "unit_id")
    if permission != VIEW:
        return within
    sent = Assignment.objects.filter(
        held(), org.units(actor, VIEW, "instructor__unit_id") | own(actor, "instructor__person_id")
    )
    return within | Q(pk__in=sent.values("point_id"))


def assignments(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Assignment`` rows; notes are written for one's own alone."""
    mine = own(actor, "instructor__person_id")
    if permission == WRITE:
        return mine if actor.may(WRITE) else org.NOTHING
    within = org.units(actor, permission, "point__unit_id")
    if permission != VIEW:
        return within
    return within | org.units(actor, VIEW, "instructor__unit_id") | mine


def visits(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Visit`` rows: as the assignment, under which it was made."""
    return Q(assignment__in=Assignment.objects.filter(assignments(actor, permission)).values("pk"))


def findings(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Finding`` rows.

    Whoever raised it says that it is done, or who has the place now.
    """
    if permission == WRITE:
        mine = Assignment.objects.filter(assignments(actor, WRITE))
        now = mine.filter(org.on_day(actor.on)).values("point_id")
        return Q(visit__assignment__in=mine.values("pk")) | Q(visit__assignment__point_id__in=now)
    seen = Assignment.objects.filter(assignments(actor, permission)).values("pk")
    return Q(visit__assignment__in=seen)


def appraisals(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Appraisal`` rows: the sending unit's, and one's own (G5, G6)."""
    mine = own(actor, "instructor__person_id")
    if permission == WRITE:
        return mine if actor.may(WRITE) else org.NOTHING
    within = org.units(actor, APPRAISE, "instructor__unit_id")
    return within | mine if permission == VIEW else within & ~mine
