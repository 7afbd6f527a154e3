"""Marking contact points, and closing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, queries
from ..models import Assignment, ContactPoint
from ..terms import PlaceKind
from .access import cut, locked_point, require_reason


class OnePlace(DomainError):
    code = "contact_point_place"
    message = _("There is no such place within your reach. Choose one entity, venue or branch.")
    field = "name"


class SeveralPlaces(DomainError):
    code = "contact_point_several"
    message = _("Several places have this name. For an entity, write the credit code.")
    field = "name"


class NoAuthority(DomainError):
    code = "contact_point_authority"
    message = _("“%(unit)s” is no authority. Choose the one that answers for the place.")
    field = "unit_id"


class NeedMissing(DomainError):
    code = "contact_point_need"
    message = _("Write what the place asked for: an instructor comes where one is wanted.")
    field = "need"


class MarkedAlready(Conflict):
    code = "contact_point_marked"
    message = _("This place is a contact point already.")
    field = "name"


class ClosesTooEarly(DomainError):
    code = "contact_point_closes_too_early"
    message = _("It was marked on %(day)s. Choose a later day, if it is not closed already.")
    field = "from_day"


@dataclass(frozen=True)
class PointEntry:
    """Which place a unit marks from when, what the place asked for, and by which document."""

    unit_id: int
    kind: PlaceKind
    place_id: int
    need: str
    from_day: date
    document: str = ""


def mark(entry: PointEntry, *, actor: Actor, at: datetime) -> ContactPoint:
    """Mark an entity, a venue or a branch as a contact point.

    Raises:
        NotVisible, Forbidden: the unit is out of reach.
        NoAuthority, OnePlace, NeedMissing, MarkedAlready: as they say.
    """
    with audit.act(actor, "support.point.mark", at=at) as journal:
        unit = fetch(
            Unit.objects.filter(closed_on__isnull=True),
            entry.unit_id,
            allowed=org_policy.scope(actor, policy.EDIT),
            visible=org_policy.scope(actor, policy.VIEW),
        )
        if not Unit.objects.filter(queries.marks_places(), pk=unit.pk).exists():
            raise NoAuthority(unit=unit.name)
        if not entry.need.strip():
            raise NeedMissing
        if not queries.places(entry.kind, actor).filter(pk=entry.place_id).exists():
            raise OnePlace
        target: dict[str, Any] = {f"{entry.kind.value}_id": entry.place_id}
        running = Q(valid_to__isnull=True) | Q(valid_to__gt=entry.from_day)
        if ContactPoint.objects.filter(running, **target).exists():
            raise MarkedAlready
        return journal.create(
            ContactPoint(
                unit=unit,
                need=entry.need.strip(),
                document=entry.document.strip(),
                valid_from=entry.from_day,
                **target,
            )
        )


def close_point(
    point_id: int, *, from_day: date, reason: str, actor: Actor, at: datetime
) -> ContactPoint:
    """Close a contact point from a day on; who looked after it is free then.

    Raises:
        ReasonMissing, ClosesTooEarly: as they say.
    """
    reason = require_reason(reason)
    with audit.act(actor, "support.point.close", at=at) as journal:
        point = locked_point(point_id, actor)
        if point.valid_to is not None or from_day <= point.valid_from:
            raise ClosesTooEarly(day=point.valid_from)
        running = Assignment.objects.select_for_update().filter(point=point, valid_to__gt=from_day)
        for assignment in running.order_by("pk"):
            cut(assignment, from_day, reason, journal)
        point.valid_to, point.ended_by = from_day, reason[:120]
        return journal.save(point, "valid_to", "ended_by")
