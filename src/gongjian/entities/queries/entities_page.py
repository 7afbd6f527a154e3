"""One entity: its facts over time, its names, and what covers it in both lines on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.org import queries as org

from .. import policy
from ..models import Cover, EarlierFacts, Entity, EntityContact, EntityName
from ..rules.contacts import masked_mobile, masked_name
from ..rules.coverage import around
from ..terms import Coverage, CoveredBy
from .entities_coverage import coverage_of, where_on
from .standings import Standing, standings

SHOWN_MERGED = 50


@dataclass(frozen=True)
class Period:
    """What an entity was from a day to a day; the last period may be open."""

    kind: str
    trade: str
    place: tuple[str, ...]
    venue_id: int | None
    venue: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class CoverRow:
    """A cover of an entity, of its venue or of a place around it."""

    id: int
    unit_id: int
    unit: str
    by: str
    target: str
    target_kind: str
    valid_from: date
    valid_to: date | None
    document: str
    is_direct: bool


@dataclass(frozen=True)
class EntityPage:
    """All that an entity's page shows; the contact is masked here for everybody."""

    entity: Entity
    on: date
    place: tuple[str, ...]
    names: tuple[EntityName, ...]
    periods: tuple[Period, ...]
    covers: tuple[CoverRow, ...]
    coverage: Coverage
    cover: Cover | None
    standings: tuple[Standing, ...]
    contact_name: str
    contact_mobile: str
    merged: tuple[tuple[int, str], ...]
    may_edit: bool
    may_cover: bool
    may_reveal: bool

    @property
    def has_contact(self) -> bool:
        return bool(self.contact_name or self.contact_mobile)


def get_entity(entity_id: int, actor: Actor, on: date) -> EntityPage:
    """Return an entity within reach, with what covers it on a day.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    visible = policy.scope(actor, "entity.view")
    entities = Entity.objects.select_related("trade", "territory", "venue", "merged_into")
    entity = fetch(entities, entity_id, allowed=visible, visible=visible)
    (where,) = where_on([entity], on)
    covered = coverage_of([where], on)[entity_id]
    cover = covered.cover
    branch = cover.unit_id if cover and cover.by == CoveredBy.BRANCH else None
    place = org.territory_trail(entity.territory_id)
    contact = EntityContact.objects.filter(pk=entity_id).first()
    merged = Entity.objects.filter(merged_into=entity).values_list("pk", "name")
    return EntityPage(
        entity=entity,
        on=on,
        place=place,
        names=tuple(EntityName.objects.filter(entity=entity).order_by("kind", "name")),
        periods=_periods(entity, place),
        covers=_covers(entity),
        coverage=covered.coverage,
        cover=cover,
        standings=standings(where.territory, branch, on),
        contact_name=masked_name(contact.name) if contact else "",
        contact_mobile=masked_mobile(contact.mobile) if contact else "",
        merged=tuple(merged[:SHOWN_MERGED]),
        may_edit=_may(entity_id, actor, "entity.edit"),
        may_cover=_may(entity_id, actor, "cover.edit"),
        may_reveal=_may(entity_id, actor, "entity.contact"),
    )


def _may(entity_id: int, actor: Actor, permission: str) -> bool:
    if not actor.may(permission):
        return False
    if policy.reach_as_far(actor, permission, "entity.view"):
        return True
    return Entity.objects.filter(policy.scope(actor, permission), pk=entity_id).exists()


def _periods(entity: Entity, place: tuple[str, ...]) -> tuple[Period, ...]:
    trails = {entity.territory_id: place}
    earlier = EarlierFacts.objects.filter(entity=entity).select_related("trade", "venue")
    rows: list[tuple[Entity | EarlierFacts, date, date | None]] = [
        (entity, entity.since, entity.closed_on)
    ]
    rows += [(row, row.valid_from, row.valid_to) for row in earlier.order_by("-valid_from")]
    for row, _from, _to in rows:
        if row.territory_id not in trails:
            trails[row.territory_id] = org.territory_trail(row.territory_id)
    return tuple(
        Period(
            kind=row.kind,
            trade=row.trade.name if row.trade else "",
            place=trails[row.territory_id],
            venue_id=row.venue_id,
            venue=row.venue.name if row.venue else "",
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for row, valid_from, valid_to in rows
    )


def _covers(entity: Entity) -> tuple[CoverRow, ...]:
    rows = Cover.objects.filter(entity=entity)
    if entity.venue_id:
        rows = rows | Cover.objects.filter(venue_id=entity.venue_id)
    rows = rows | Cover.objects.filter(territory_id__in=[*around(entity.territory_id)])
    return tuple(cover_rows(rows.filter(policy.held()).order_by("-valid_from", "-pk")[:100]))


def cover_rows(rows: QuerySet[Cover]) -> list[CoverRow]:
    """Return covers as pages show them."""
    return [
        CoverRow(
            id=row.pk,
            unit_id=row.unit_id,
            unit=row.unit.name,
            by=row.by,
            target=_target(row),
            target_kind=_target_kind(row),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            document=row.document,
            is_direct=row.entity_id is not None,
        )
        for row in rows.select_related("unit", "entity", "venue", "territory")
    ]


def _target(row: Cover) -> str:
    return str(row.entity or row.venue or row.territory)


def _target_kind(row: Cover) -> str:
    if row.entity_id is not None:
        return "entity"
    return "venue" if row.venue_id is not None else "territory"
