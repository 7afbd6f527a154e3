"""Needs and resources of a whole roster, entered in few statements and one event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.members import actions as members
from gongjian.members.models import Skill
from gongjian.org import policy as org_policy
from gongjian.org import queries as org
from gongjian.org.models import Unit

from ..models import Need, NeedSkill, NeedSpan, Resource, ResourceSkill
from ..terms import NeedState
from .access import today
from .needs import NeedEntry, NotInZone, check_dates, write_entry
from .resources import ResourceEntry, check_entry, write_resource

BRING = "roster.import"
"""The permission to enter other units' needs and resources from their roster."""


def bring_needs(
    new: Sequence[NeedEntry], changed: Mapping[int, NeedEntry], *, actor: Actor, at: datetime
) -> list[Need]:
    """Raise the new needs of a roster, unverified like any others, and change earlier ones.

    Raises:
        Forbidden: a unit is out of reach.
        NotInZone: a unit stands in no zone.
        AlreadyUnderWay: units have taken a changed need on.
        DatesCrossed, NeedInPast: the dates of a need make no sense.
    """
    for entry in (*new, *changed.values()):
        check_dates(entry, at)
    detail = {"new": len(new), "changed": len(changed)}
    with audit.act(actor, "exchange.needs.bring", at=at, detail=detail) as journal:
        units, zones = _units_and_zones((e.unit_id for e in (*new, *changed.values())), actor, at)
        skills = _skills((*new, *changed.values()), journal)
        needs = journal.create_many(
            [_need(entry, units[entry.unit_id], zones, actor, at) for entry in new]
        )
        journal.create_many(
            [NeedSpan(need=need, state=NeedState.RAISED, from_at=at) for need in needs]
        )
        journal.create_many(
            [
                NeedSkill(need=need, skill=skills[name])
                for need, entry in zip(needs, new, strict=True)
                for name in dict.fromkeys(entry.skills)
            ]
        )
        for need in Need.objects.select_for_update().filter(pk__in=list(changed)):
            write_entry(need, changed[need.pk], journal)
        return needs


def _need(
    entry: NeedEntry, unit: Unit, zones: Mapping[int, int], actor: Actor, at: datetime
) -> Need:
    return Need(
        zone_id=zones[unit.pk],
        unit=unit,
        raised_by_id=actor.person_id,
        title=entry.title,
        beneficiaries=entry.beneficiaries,
        category_id=entry.category_id,
        heads=entry.heads,
        territory_id=entry.territory or unit.territory_id,
        place=entry.place,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        training_required=entry.training_required,
        note=entry.note,
        raised_at=at,
        source_key=entry.source_key,
    )


def bring_resources(
    new: Sequence[ResourceEntry],
    changed: Mapping[int, ResourceEntry],
    *,
    actor: Actor,
    at: datetime,
) -> list[Resource]:
    """Enter the new resources of a roster and change earlier ones.

    Raises:
        Forbidden: a unit is out of reach.
        NotInZone: a unit stands in no zone.
        DatesCrossed: the last day is before the first.
    """
    for entry in (*new, *changed.values()):
        check_entry(entry)
    detail = {"new": len(new), "changed": len(changed)}
    with audit.act(actor, "exchange.resources.bring", at=at, detail=detail) as journal:
        units, zones = _units_and_zones((e.unit_id for e in (*new, *changed.values())), actor, at)
        skills = _skills(new, journal)
        resources = journal.create_many(
            [_resource(entry, units[entry.unit_id], zones, actor, at) for entry in new]
        )
        journal.create_many(
            [
                ResourceSkill(resource=resource, skill=skills[name])
                for resource, entry in zip(resources, new, strict=True)
                for name in dict.fromkeys(entry.skills)
            ]
        )
        found = Resource.objects.select_for_update(of=("self",)).select_related("unit")
        for resource in found.filter(pk__in=list(changed)):
            write_resource(resource, changed[resource.pk], journal)
        return resources


def _resource(
    entry: ResourceEntry, unit: Unit, zones: Mapping[int, int], actor: Actor, at: datetime
) -> Resource:
    return Resource(
        zone_id=zones[unit.pk],
        unit=unit,
        offered_by_id=actor.person_id,
        title=entry.title,
        category_id=entry.category_id,
        capacity=entry.capacity,
        territory_id=entry.territory or unit.territory_id,
        available_from=entry.available_from,
        available_to=entry.available_to,
        offered_at=at,
        source_key=entry.source_key,
    )


def _units_and_zones(
    unit_ids: Iterable[int], actor: Actor, at: datetime
) -> tuple[dict[int, Unit], dict[int, int]]:
    """Return the units, all within reach, and the zone of each."""
    wanted = set(unit_ids)
    units = Unit.objects.filter(org_policy.scope(actor, BRING)).in_bulk(wanted)
    if wanted - units.keys():
        raise Forbidden
    zones = org.zones_of(wanted, on=today(at))
    for unit_id in wanted - zones.keys():
        raise NotInZone(unit=units[unit_id].name)
    return units, zones


def _skills(entries: Iterable[Any], journal: audit.Journal) -> dict[str, Skill]:
    names = dict.fromkeys(name for entry in entries for name in entry.skills)
    return {skill.name: skill for skill in members.get_or_add_skills(names, journal)}
