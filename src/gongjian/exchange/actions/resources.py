"""Offering resources, changing and pausing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.members import actions as members
from gongjian.org import queries as org

from .. import policy
from ..models import Resource, ResourceSkill
from ..terms import ResourceState
from .access import require_unit, today
from .needs import DatesCrossed, NotInZone


class ResourceGone(DomainError):
    code = "resource_withdrawn"
    message = _("This offer has been withdrawn. Enter a new one.")


@dataclass(frozen=True)
class ResourceEntry:
    """What is entered about a resource. ``skills`` are names; ``territory`` a code."""

    unit_id: int
    title: str
    capacity: int
    available_from: date
    available_to: date | None = None
    skills: tuple[str, ...] = ()
    category_id: int | None = None
    territory: str | None = None
    source_key: str = ""


def offer_resource(entry: ResourceEntry, *, actor: Actor, at: datetime) -> Resource:
    """Offer what a unit can give; it can be asked for at once."""
    unit = require_unit(actor, "resource.offer", entry.unit_id)
    zone = org.zone_of(unit.pk, on=today(at))
    if zone is None:
        raise NotInZone(unit=unit.name)
    check_entry(entry)
    with audit.act(actor, "exchange.resource.offer", at=at) as journal:
        resource = Resource(
            zone=zone,
            unit=unit,
            offered_by_id=actor.person_id,
            offered_at=at,
            source_key=entry.source_key,
        )
        journal.create(_with_entry(resource, entry))
        _set_skills(resource, entry, journal)
        return resource


def change_resource(
    resource_id: int, entry: ResourceEntry, *, actor: Actor, at: datetime
) -> Resource:
    """Change what is offered; claims already made keep their terms."""
    check_entry(entry)
    with audit.act(actor, "exchange.resource.change", at=at) as journal:
        resource = _locked(resource_id, actor)
        return write_resource(resource, entry, journal)


def write_resource(resource: Resource, entry: ResourceEntry, journal: audit.Journal) -> Resource:
    """Write an entry over a resource."""
    journal.save(_with_entry(resource, entry))
    _set_skills(resource, entry, journal)
    return resource


def set_resource_state(
    resource_id: int, state: ResourceState, *, actor: Actor, at: datetime
) -> Resource:
    """Pause a resource, offer it again, or withdraw it for good."""
    with audit.act(
        actor, "exchange.resource.state", at=at, detail={"state": state.value}
    ) as journal:
        resource = _locked(resource_id, actor)
        if resource.state == ResourceState.WITHDRAWN:
            raise ResourceGone
        resource.state = state
        return journal.save(resource, "state")


def check_entry(entry: ResourceEntry) -> None:
    """Refuse dates that make no sense."""
    if entry.available_to is not None and entry.available_to < entry.available_from:
        raise DatesCrossed(field="available_to")


def _with_entry(resource: Resource, entry: ResourceEntry) -> Resource:
    resource.title, resource.capacity = entry.title, entry.capacity
    resource.category_id = entry.category_id
    resource.territory_id = entry.territory or resource.unit.territory_id
    resource.available_from, resource.available_to = entry.available_from, entry.available_to
    return resource


def _set_skills(resource: Resource, entry: ResourceEntry, journal: audit.Journal) -> None:
    wanted = {skill.pk: skill for skill in members.get_or_add_skills(entry.skills, journal)}
    for held in ResourceSkill.objects.filter(resource=resource):
        if wanted.pop(held.skill_id, None) is None:
            journal.delete(held)
    journal.create_many(
        [ResourceSkill(resource=resource, skill=skill) for skill in wanted.values()]
    )


def _locked(resource_id: int, actor: Actor) -> Resource:
    return fetch(
        Resource.objects.select_related("unit"),
        resource_id,
        allowed=policy.resources(actor, "resource.offer"),
        visible=policy.resources(actor, "resource.view"),
        lock=True,
    )
