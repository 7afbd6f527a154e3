"""Reads about where members work: the list of those in reach, and one member's record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import NotVisible
from gongjian.members.models import FormalRelation
from gongjian.members.queries.reached import reached_members
from gongjian.org.policy import on_day

from ..models import Workplace


@dataclass(frozen=True)
class WorkplaceRow:
    """A member and the unit where they work on the day; empty: none is on record."""

    person_id: int
    name: str
    branch: str
    entity_id: int | None
    entity: str
    since: date | None


@dataclass(frozen=True)
class WorkplaceList:
    """One page of members, and how many there are on all pages."""

    rows: tuple[WorkplaceRow, ...]
    total: int


@dataclass(frozen=True)
class WorkplaceLine:
    """Where a member worked, from a day to a day."""

    entity_id: int
    entity: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class WorkplacePage:
    """One member's workplaces, the latest first, and whether the reader may change them."""

    person_id: int
    name: str
    lines: tuple[WorkplaceLine, ...]
    may_edit: bool


def list_workplaces(actor: Actor, query: TableQuery) -> WorkplaceList:
    """Return one page of the members in reach; filter ``known``: whether a unit is on record."""
    found = _members(actor)
    if query.text:
        found = found.filter(name__icontains=query.text)
    if known := query.filters.get("known"):
        found = found.filter(entity_id__isnull=known == "no")
    page = found.order_by("home", "name", "pk")[query.rows]
    return WorkplaceList(tuple(map(_row, page)), found.count())


def _members(actor: Actor) -> QuerySet[Any]:
    about = on_day(actor.on) & Q(person=OuterRef("pk"))
    held = FormalRelation.objects.filter(about)
    works = Workplace.objects.filter(about)
    return reached_members(actor).annotate(
        home=Subquery(held.values("unit__name")[:1]),
        entity_id=Subquery(works.values("entity_id")[:1]),
        entity_name=Subquery(works.values("entity__name")[:1]),
        since=Subquery(works.values("valid_from")[:1]),
    )


def _row(person: Any) -> WorkplaceRow:
    return WorkplaceRow(
        person.pk,
        person.name,
        person.home or "",
        person.entity_id,
        person.entity_name or "",
        person.since,
    )


def get_workplaces(person_id: int, actor: Actor) -> WorkplacePage:
    """Return where one member worked and works.

    Raises:
        NotVisible: there is no such member, or they are out of reach.
    """
    person = reached_members(actor).filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    rows = Workplace.objects.filter(person=person).select_related("entity").order_by("-valid_from")
    return WorkplacePage(
        person.pk,
        person.name,
        tuple(
            WorkplaceLine(row.entity_id, row.entity.name, row.valid_from, row.valid_to)
            for row in rows
        ),
        may_edit=reached_members(actor, "member.edit").filter(pk=person_id).exists(),
    )
