"""Contact points: the list with who looks after each, and one place's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from gongjian.entities.queries.reached import reached_entities, reached_venues
from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.members import queries as members
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import AUTHORITY, UNIT_TYPES
from gongjian.org.models import Unit
from gongjian.org.policy import on_day

from .. import policy
from ..models import Assignment, ContactPoint, Visit
from ..terms import PlaceKind, PointStanding
from . import assignments
from .assignments import AssignmentRow
from .naming import kind_at, name_at
from .visits import VisitRow, rows_of_point


@dataclass(frozen=True)
class PointRow:
    """A contact point as the list shows it: who looks after it today, and until when."""

    id: int
    name: str
    kind: PlaceKind
    unit: str
    standing: PointStanding
    instructor: str
    last_day: date | None
    vacant_since: date | None
    last_visit: date | None


@dataclass(frozen=True)
class PointList:
    """One page of contact points, with how many of all stand how."""

    rows: tuple[PointRow, ...]
    total: int


@dataclass(frozen=True)
class PointPage:
    """One place: what it asked for, who looked after it when, the last notes."""

    row: PointRow
    unit_id: int
    need: str
    document: str
    valid_from: date
    valid_to: date | None
    ended_by: str
    entity_id: int | None
    venue_id: int | None
    branch_id: int | None
    assignments: tuple[AssignmentRow, ...]
    visits: tuple[VisitRow, ...]
    may_edit: bool


def without_instructor(on: date) -> QuerySet[Any]:
    """Return the contact points of a day that nobody looks after on it."""
    held = Assignment.objects.filter(on_day(on), point=OuterRef("pk"))
    return ContactPoint.objects.filter(on_day(on)).filter(~Exists(held))


def _with_holder(on: date) -> QuerySet[Any]:
    """Return contact points with who looks after each on a day, the last of them first.

    ``follows`` tells that somebody still does in the days to come, without a day between.
    """
    of_point = Assignment.objects.filter(policy.held(), point=OuterRef("pk"))
    now = of_point.filter(on_day(on)).order_by("-valid_to", "pk")
    days = parameters.in_force(on).whole("instructor.ending_days")
    last = on + timedelta(days=days)
    after = of_point.filter(valid_from__lte=OuterRef("ends"), valid_to__gt=OuterRef("ends"))
    before = of_point.filter(valid_to__lte=on).order_by("-valid_to")
    seen = Visit.objects.filter(assignment__point=OuterRef("pk")).order_by("-visited_on")
    return ContactPoint.objects.select_related("unit").annotate(
        name=name_at(),
        kind=kind_at(),
        holder=Subquery(now.values("instructor__person__name")[:1]),
        ends=Subquery(now.values("valid_to")[:1]),
        follows=Case(When(ends__gt=last, then=Value(True)), default=Exists(after)),
        ended=Subquery(before.values("valid_to")[:1]),
        last_visit=Subquery(seen.values("visited_on")[:1]),
    )


def list_points(actor: Actor, query: TableQuery) -> PointList:
    """Return one page of the contact points in reach; filters ``standing`` and ``kind``."""
    found = _with_holder(actor.on).filter(policy.points(actor, policy.VIEW), on_day(actor.on))
    if query.text:
        found = found.filter(name__icontains=query.text)
    if kind := query.filters.get("kind"):
        found = found.filter(kind=kind)
    match query.filters.get("standing"):
        case PointStanding.NONE:
            found = found.filter(holder__isnull=True)
        case PointStanding.ENDING:
            found = found.filter(holder__isnull=False, follows=False)
        case PointStanding.HELD:
            found = found.filter(holder__isnull=False, follows=True)
    page = found.order_by("name", "pk")[query.rows]
    return PointList(tuple(_row(each) for each in page), found.count())


def _row(row: Any) -> PointRow:
    standing = PointStanding.NONE
    if row.holder:
        standing = PointStanding.HELD if row.follows else PointStanding.ENDING
    return PointRow(
        id=row.pk,
        name=row.name,
        kind=PlaceKind(row.kind),
        unit=row.unit.name,
        standing=standing,
        instructor=row.holder or "",
        last_day=row.ends - timedelta(days=1) if row.ends else None,
        vacant_since=None if row.holder else row.ended or row.valid_from,
        last_visit=row.last_visit,
    )


def get_point(point_id: int, actor: Actor) -> PointPage:
    """Return a contact point.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    visible = policy.points(actor, policy.VIEW)
    row = fetch(_with_holder(actor.on), point_id, allowed=visible, visible=visible)
    held = assignments.rows().filter(policy.held(), point=row.pk)
    edits = ContactPoint.objects.filter(policy.points(actor, policy.EDIT), pk=row.pk)
    return PointPage(
        row=_row(row),
        unit_id=row.unit_id,
        need=row.need,
        document=row.document,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        ended_by=row.ended_by,
        entity_id=row.entity_id,
        venue_id=row.venue_id,
        branch_id=row.branch_id,
        assignments=tuple(
            assignments.row_of(each, actor.on) for each in held.order_by("-valid_to", "pk")
        ),
        visits=rows_of_point(row.pk, actor),
        may_edit=actor.may(policy.EDIT) and edits.exists(),
    )


def places(kind: PlaceKind, actor: Actor) -> QuerySet[Any]:
    """Return what the actor may mark as a contact point of a kind; for a few, never to count."""
    if kind == PlaceKind.ENTITY:
        reached: QuerySet[Any] = reached_entities(actor)
        return reached.filter(closed_on__isnull=True, merged_into__isnull=True)
    if kind == PlaceKind.VENUE:
        return reached_venues(actor).filter(closed_on__isnull=True)
    return members.list_branches(actor, policy.EDIT)


def find_place(kind: PlaceKind, text: str, actor: Actor) -> tuple[int, ...]:
    """Return the places of a kind by full name, or an entity by its code; two at most."""
    name = text.strip()
    named = Q(name=name)
    if kind == PlaceKind.ENTITY:
        named |= Q(code=name.upper())
    return tuple(places(kind, actor).filter(named).order_by("pk").values_list("pk", flat=True)[:2])


def list_units(actor: Actor, *, authorities: bool = False) -> tuple[tuple[int, str], ...]:
    """Return the open units for which the actor arranges instructors, by name."""
    found = Unit.objects.filter(org_policy.scope(actor, policy.EDIT), closed_on__isnull=True)
    if authorities:
        found = found.filter(marks_places())
    return tuple(found.order_by("name", "pk").values_list("pk", "name"))


def marks_places() -> Q:
    """Return the condition on ``Unit`` rows: authorities, which alone mark contact points."""
    types = [each.code for each in UNIT_TYPES.values() if each.kind.code == AUTHORITY.code]
    return Q(type__in=types)
