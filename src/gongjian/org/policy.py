"""Who may see and do what, by where units stand: the one truth for lists and objects."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from gongjian.kernel.actor import Actor, Grant, Permission
from gongjian.kernel.fields import below

from .models import Placement
from .terms import AROUND, BELOW, HERE

NOTHING = Q(pk__in=())


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
        return Q()
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
