"""Who may see and do what, by where units stand: the one truth for lists and objects."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from gongjian.kernel.actor import Actor, Grant, Permission
from gongjian.kernel.fields import below

from .models import Placement
from .terms import AROUND, BELOW, HERE, OWN, Line

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING
"""Not an empty ``Q``: that one vanishes when it is joined to another condition by *or*."""


def on_day(day: date) -> Q:
    """Return the condition that a dated row holds on this day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def _path(grant: Grant, permission: Permission) -> str | None:
    path = grant.paths.get(permission.line)
    if path and permission.reach == AROUND:
        around = path.rstrip("/").rpartition("/")[0] + "/"
        return around if around != "/" else path
    return path


def units(actor: Actor, permission: str, field: str = "pk") -> Q:
    """Return the condition that the unit id at ``field`` is within the actor's reach."""
    if permission in actor.system_permissions:
        return EVERYTHING
    here: set[int] = set()
    under = Q()
    for grant, held in actor.holding(permission):
        if held.reach in (HERE, BELOW, AROUND):
            here.add(grant.unit_id)
        path = _path(grant, held)
        if held.reach in (BELOW, AROUND) and path:
            under |= Q(line=held.line) & below("path", path)
    within = Q(**{f"{field}__in": here}) if here else NOTHING
    if under:
        placed = Placement.objects.filter(on_day(actor.on), under).values("unit_id")
        within |= Q(**{f"{field}__in": placed})
    return within


def scope(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Unit`` rows: the units this permission reaches."""
    return units(actor, permission)


def holders(permission: Permission, unit_id: int, on: date, field: str = "unit_id") -> Q:
    """Return the condition on units whose role holders reach ``unit_id`` by this permission.

    The reverse of :func:`units`: it answers "who can see this?".
    """
    if permission.reach == OWN:
        return NOTHING
    reached_by = Q(**{field: unit_id})
    placed = Placement.objects.filter(on_day(on), line=permission.line)
    path = placed.filter(unit_id=unit_id).values_list("path", flat=True).first()
    if permission.reach == HERE or path is None:
        return reached_by
    above = [int(part) for part in path.strip("/").split("/")]
    reached_by |= Q(**{f"{field}__in": above})
    if permission.reach == AROUND:
        beside = placed.filter(parent_id__in=above)
        reached_by |= Q(**{f"{field}__in": beside.values("unit_id")})
    return reached_by


def zones(actor: Actor) -> Q:
    """Return the condition on ``Unit`` rows: zones in reach, and those of units in reach.

    So an officer of a sectoral line, on which no zone stands, opens the zones of the line's units;
    the figures there count only what is in reach.
    """
    reached = Placement.objects.filter(
        on_day(actor.on), units(actor, "zone.view", "unit_id"), line=Line.ALLIANCE
    )
    return Q(type="zone") & (scope(actor, "zone.view") | Q(pk__in=reached.values("parent_id")))
