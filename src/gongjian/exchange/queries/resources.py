"""Reads about resources: the list, and one resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery

from .. import policy
from ..models import Resource
from ..terms import ResourceState

RESOURCE_SORTS = {"title": "title", "unit": "unit__name", "from": "available_from"}


@dataclass(frozen=True)
class ResourceRow:
    """A resource as list and page show it; ``own`` where the actor may change it."""

    id: int
    title: str
    unit_id: int
    unit: str
    category: str
    skills: tuple[str, ...]
    capacity: int
    place: str
    available_from: date
    available_to: date | None
    state: ResourceState
    offered_by: str
    offered_at: datetime
    own: bool


@dataclass(frozen=True)
class ResourceList:
    """One page of resources, and how many there are on all pages."""

    rows: tuple[ResourceRow, ...]
    total: int


def list_resources(actor: Actor, query: TableQuery) -> ResourceList:
    """Return a page of the resources in sight, narrowed and sorted as asked."""
    found = Resource.objects.filter(policy.resources(actor, "resource.view"))
    if state := query.filters.get("state"):
        found = found.filter(state=state)
    if category := query.filters.get("category"):
        found = found.filter(category_id=int(category))
    if query.filters.get("mine"):
        found = found.filter(policy.resources(actor, "resource.offer"))
    if query.text:
        found = found.filter(Q(title__icontains=query.text) | Q(unit__name__icontains=query.text))
    order = F(RESOURCE_SORTS[query.sort_key])
    ordered = found.order_by(order.desc() if query.descending else order.asc(), "-pk")
    rows = list(_shown(ordered)[query.rows])
    own = _own(actor, [row.pk for row in rows])
    return ResourceList(rows=tuple(_row(row, row.pk in own) for row in rows), total=found.count())


def _shown(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    return rows.select_related("unit", "category", "territory", "offered_by").prefetch_related(
        "skills__skill"
    )


def _own(actor: Actor, ids: list[int]) -> set[int]:
    mine = Resource.objects.filter(policy.resources(actor, "resource.offer"), pk__in=ids)
    return set(mine.values_list("pk", flat=True))


def _row(resource: Resource, own: bool) -> ResourceRow:
    return ResourceRow(
        id=resource.pk,
        title=resource.title,
        unit_id=resource.unit_id,
        unit=resource.unit.name,
        category=resource.category.name if resource.category else "",
        skills=tuple(held.skill.name for held in resource.skills.all()),
        capacity=resource.capacity,
        place=resource.territory.name if resource.territory else "",
        available_from=resource.available_from,
        available_to=resource.available_to,
        state=ResourceState(resource.state),
        offered_by=resource.offered_by.name if resource.offered_by else "",
        offered_at=resource.offered_at,
        own=own,
    )


def get_resource(resource_id: int, actor: Actor) -> ResourceRow:
    """Return a resource within sight.

    Raises:
        NotVisible: there is none, or it is out of sight.
    """
    seen = policy.resources(actor, "resource.view")
    resource = fetch(_shown(Resource.objects.all()), resource_id, allowed=seen, visible=seen)
    return _row(resource, resource.pk in _own(actor, [resource.pk]))
