"""Venues: the list by place, and one venue with what is in it and what covers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.org import queries as org
from gongjian.org.models import Unit
from gongjian.org.policy import on_day
from gongjian.org.policy import scope as unit_scope

from .. import policy
from ..models import Cover, Entity, Venue
from ..terms import CoveredBy, VenueType
from .entities_page import CoverRow, cover_rows


@dataclass(frozen=True)
class VenueRow:
    """A venue in a list: how many open entities are in it today, and its branch on the day."""

    id: int
    name: str
    type: VenueType
    place: str
    address: str
    entities: int
    branch: str
    closed_on: date | None


@dataclass(frozen=True)
class VenueRows:
    """One page of venues; ``total`` counts all that fit."""

    rows: tuple[VenueRow, ...]
    total: int


def find_venues(query: TableQuery, actor: Actor, on: date) -> VenueRows:
    """Return one page of the venues within reach; filters ``type``, ``place`` and ``branch``."""
    found = _with_branch(Venue.objects.filter(policy.venues(actor, "entity.view")), on)
    if query.text:
        found = found.filter(name__icontains=query.text)
    if kind := query.filters.get("type"):
        found = found.filter(type=kind)
    if place := query.filters.get("place"):
        found = found.filter(policy.within((place,)))
    if branch := query.filters.get("branch"):
        found = found.filter(Q(branch__isnull=branch == "no"))
    found = found.filter(closed_on__isnull=query.filters.get("state") != "closed")
    sign = "-" if query.descending else ""
    first = f"{sign}territory_id" if query.sort_key == "place" else f"{sign}name"
    page = found.select_related("territory").order_by(first, "name", "pk")[query.rows]
    venues = list(page)
    inside = _inside([venue.pk for venue in venues])
    return VenueRows(tuple(_row(venue, inside) for venue in venues), found.count())


def _with_branch(found: QuerySet[Venue], on: date) -> QuerySet[Venue]:
    branch = Cover.objects.filter(on_day(on), venue=OuterRef("pk"), by=CoveredBy.BRANCH)
    return found.annotate(branch=Subquery(branch.values("unit__name")[:1]))


def _inside(venue_ids: list[int]) -> dict[int, int]:
    standing = Entity.objects.filter(
        venue_id__in=venue_ids, closed_on__isnull=True, merged_into__isnull=True
    )
    return dict(standing.order_by().values_list("venue_id").annotate(number=Count("pk")))


def _row(venue: Venue, inside: dict[int, int]) -> VenueRow:
    return VenueRow(
        id=venue.pk,
        name=venue.name,
        type=VenueType(venue.type),
        place=venue.territory.name,
        address=venue.address,
        entities=inside.get(venue.pk, 0),
        branch=venue.branch or "",  # type: ignore[attr-defined]
        closed_on=venue.closed_on,
    )


@dataclass(frozen=True)
class VenuePage:
    """One venue with its place, what covers it, and how many open entities are in it today."""

    venue: Venue
    place: tuple[str, ...]
    row: VenueRow
    covers: tuple[CoverRow, ...]
    may_edit: bool
    may_cover: bool


def get_venue(venue_id: int, actor: Actor, on: date) -> VenuePage:
    """Return a venue within reach.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    visible = policy.venues(actor, "entity.view")
    rows = _with_branch(Venue.objects.select_related("territory"), on)
    venue = fetch(rows, venue_id, allowed=visible, visible=visible)
    covers = Cover.objects.filter(policy.held(), venue=venue).order_by("-valid_from", "-pk")
    return VenuePage(
        venue=venue,
        place=org.territory_trail(venue.territory_id),
        row=_row(venue, _inside([venue_id])),
        covers=tuple(cover_rows(covers)),
        may_edit=_may(venue_id, actor, "entity.edit"),
        may_cover=_may(venue_id, actor, "cover.edit"),
    )


def _may(venue_id: int, actor: Actor, permission: str) -> bool:
    if not actor.may(permission):
        return False
    if policy.reach_as_far(actor, permission, "entity.view"):
        return True
    return Venue.objects.filter(policy.venues(actor, permission), pk=venue_id).exists()


def list_open_venues(actor: Actor, place: str) -> tuple[tuple[int, str], ...]:
    """Return the open venues within reach at a place, to choose one from."""
    found = Venue.objects.filter(
        policy.venues(actor, "entity.view"), policy.within((place,)), closed_on__isnull=True
    )
    return tuple(found.order_by("name").values_list("pk", "name"))


def list_covering_units(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the open units that the actor may let cover something, by name."""
    found = Unit.objects.filter(unit_scope(actor, "cover.edit"), closed_on__isnull=True)
    return tuple(found.order_by("name", "pk").values_list("pk", "name"))
