"""Writes to covers: which unit covers an entity, a venue or a place, from a day to a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit
from gongjian.org.policy import on_day

from .. import policy
from ..models import Cover, Entity, Venue
from ..terms import CoveredBy
from .access import Merged, require_place
from .entities import ClosedEntity
from .head import raise_version
from .many import insert_rows
from .venues import VenueClosed

COVER = "cover.edit"
"""The permission to say which unit covers what."""


class TargetUnclear(DomainError):
    code = "cover_target"
    message = _("Name one entity, one venue or one place.")


class UnitClosed(Conflict):
    code = "cover_unit_closed"
    message = _("“%(unit)s” is closed on that day. Choose another unit.")
    field = "unit"


class CoveredLater(Conflict):
    code = "covered_later"
    message = _("“%(unit)s” covers it from %(day)s on. Choose a day after that, or end it first.")
    field = "from_day"


class NotCoveredThen(Conflict):
    code = "not_covered_then"
    message = _("This cover does not hold on %(day)s. Choose a day while it holds.")
    field = "day"


@dataclass(frozen=True)
class Target:
    """What is covered: one entity, one venue, or one place by its code."""

    entity_id: int | None = None
    venue_id: int | None = None
    territory: str | None = None

    def __post_init__(self) -> None:
        if sum(each is not None for each in self._all) != 1:
            raise TargetUnclear

    @property
    def _all(self) -> tuple[int | str | None, ...]:
        return self.entity_id, self.venue_id, self.territory

    @property
    def condition(self) -> Q:
        return Q(entity_id=self.entity_id, venue_id=self.venue_id, territory_id=self.territory)


def cover(
    unit_id: int,
    target: Target,
    *,
    from_day: date,
    actor: Actor,
    at: datetime,
    by: str = CoveredBy.BRANCH,
    document: str = "",
) -> Cover:
    """Let a unit cover a target from a day on; who covered it the same way ends on that day.

    Covering again what the unit covers already changes nothing.

    Raises:
        NotVisible: the target is out of sight.
        Forbidden: the unit or the target is out of the actor's reach.
        UnitClosed: as said.
        CoveredLater: a cover of the same kind begins on a later day.
    """
    with audit.act(actor, "entities.cover", at=at, detail={"unit": unit_id}) as journal:
        version = raise_version()
        _require_unit(unit_id, from_day, actor)
        _require_target(target, actor)
        known = Cover.objects.filter(target.condition, by=CoveredBy(by)).select_related("unit")
        later = known.filter(policy.held(), valid_from__gt=from_day).first()
        if later is not None:
            raise CoveredLater(unit=later.unit.name, day=later.valid_from.isoformat())
        present = known.filter(on_day(from_day)).first()
        if present is not None:
            if present.unit_id == unit_id:
                return present
            _end(present, from_day, version, journal)
        made = Cover(
            version=version,
            unit_id=unit_id,
            by=by,
            entity_id=target.entity_id,
            venue_id=target.venue_id,
            territory_id=target.territory,
            valid_from=from_day,
            document=document,
        )
        made.save(force_insert=True)
        journal.wrote(Cover, [made.pk])
        return made


def _end(row: Cover, day: date, version: int, journal: audit.Journal) -> None:
    journal.remember(Cover, [row.pk])
    row.valid_to, row.version = day, version
    row.save(update_fields=["valid_to", "version"])
    journal.wrote(Cover, [row.pk])


def _require_unit(unit_id: int, day: date, actor: Actor) -> None:
    reached = Unit.objects.filter(org_policy.scope(actor, COVER), pk=unit_id).first()
    if reached is None:
        raise Forbidden
    if reached.closed_on is not None and reached.closed_on <= day:
        raise UnitClosed(unit=reached.name)


def _require_target(target: Target, actor: Actor) -> None:
    if target.entity_id is not None:
        entity = fetch(
            Entity.objects.all(),
            target.entity_id,
            allowed=policy.scope(actor, COVER),
            visible=policy.scope(actor, "entity.view"),
        )
        if entity.merged_into_id is not None:
            raise Merged
        if entity.closed_on is not None:
            raise ClosedEntity(day=entity.closed_on.isoformat())
    elif target.venue_id is not None:
        venue = fetch(
            Venue.objects.all(),
            target.venue_id,
            allowed=policy.venues(actor, COVER),
            visible=policy.venues(actor, "entity.view"),
        )
        if venue.closed_on is not None:
            raise VenueClosed
    else:
        require_place(str(target.territory), actor, COVER)


def uncover(cover_id: int, *, day: date, actor: Actor, at: datetime) -> Cover:
    """End a cover on a day; on the day it began, it never held.

    Raises:
        NotVisible: there is no such cover, or the actor may not see what it covers.
        Forbidden: the actor may not end it.
        NotCoveredThen: it does not hold on that day.
    """
    with audit.act(actor, "entities.uncover", at=at, detail={"cover": cover_id}) as journal:
        version = raise_version()
        row = fetch(
            Cover.objects.all(),
            cover_id,
            allowed=policy.covers(actor, COVER),
            visible=policy.covers(actor, "entity.view"),
            lock=True,
        )
        if row.valid_from > day or (row.valid_to is not None and row.valid_to <= day):
            raise NotCoveredThen(day=day.isoformat())
        _end(row, day, version, journal)
        return row


class CoverEntry(NamedTuple):
    """One cover as it is entered in bulk: one of the three targets is given."""

    unit_id: int
    by: str
    entity_id: int | None
    venue_id: int | None
    territory_id: str | None
    valid_from: date
    valid_to: date | None = None
    document: str = ""


def cover_many(entries: Iterable[CoverEntry], *, actor: Actor, at: datetime) -> int:
    """Enter any number of covers at once, as a register or a sample brings them; return how many.

    What covers their targets already stays; where both would hold, the database refuses all.

    Raises:
        Forbidden: the actor is no one who may cover everywhere.
    """
    if not policy.reach(actor, COVER).everything:
        raise Forbidden
    rows = list(entries)
    with audit.act(actor, "entities.cover.many", at=at, detail={"covers": len(rows)}) as journal:
        insert_rows(Cover, CoverEntry._fields, rows, raise_version(), journal)
        return len(rows)
