"""The list of entities: those that a question, a search and the reader's reach leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.figures import Asked
from gongjian.org import queries as org
from gongjian.org.models import Territory

from .. import policy
from ..models import Entity, Trade, Venue
from ..rules.postings import Ids, intersection
from ..terms import Coverage
from .columns import Chosen, choose, find
from .entities_coverage import coverage_of, where_on
from .search import search

COUNTED, DOUBTFUL, CLOSED = "", "doubtful", "closed"
STATES = (DOUBTFUL, CLOSED)
"""What a list may be of, beside what counts on the day."""

MOST_PLACES = 400


@dataclass(frozen=True)
class EntityRow:
    """An entity in a list, with what covers it on the day; ``unit`` covers it."""

    id: int
    name: str
    code: str
    doubtful_code: bool
    kind: str
    trade: str
    territory: str
    place: str
    venue: str
    address: str
    staff: int | None
    founded_on: date | None
    closed_on: date | None
    coverage: Coverage
    unit: str


@dataclass(frozen=True)
class EntityRows:
    """One page of entities; ``total`` counts all that fit, or so many at least."""

    rows: tuple[EntityRow, ...]
    total: int
    is_all: bool = True


def find_entities(
    asked: Asked, query: TableQuery, actor: Actor, state: str = COUNTED
) -> EntityRows:
    """Return one page of the entities that count on the day asked, by id.

    ``query.text`` searches names, initials and codes. ``state`` asks for those with a doubtful
    code, or for those that have closed by that day instead.
    """
    if not query.text and state == COUNTED:
        ids, total = find(asked, actor, query.rows)
        return EntityRows(rows_of(ids, asked.on), total)
    found, is_all = all_ids(asked, query.text, actor, state)
    return EntityRows(rows_of(found[query.rows].tolist(), asked.on), len(found), is_all)


def all_ids(
    asked: Asked, text: str, actor: Actor, state: str, permission: str = "entity.view"
) -> tuple[Ids, bool]:
    """Return the ids of all entities that fit, in order, and whether these are all."""
    hits = search(text) if text else None
    if state == CLOSED:
        closed = _closed(asked, actor, permission)
        return hits.among(closed) if hits else (closed, True)
    chosen = choose(asked, actor, org.units_asked(asked), permission=permission)
    some = [hits.ids] if hits else []
    if state == DOUBTFUL:
        some.append(_doubtful())
    if not some:
        return np.array(chosen.ids(slice(None)), np.uint32), True
    fitting = _chosen_of(chosen, intersection(some))
    return hits.among(fitting) if hits else (fitting, True)


def _chosen_of(chosen: Chosen, ids: Ids) -> Ids:
    """Return those of some entities that are chosen, in order: by what they are now or were."""
    facts, earlier = chosen.copy.facts, len(chosen.copy.homes)
    now = facts.position(ids.astype(np.int64))
    is_chosen = (now >= 0) & chosen.rows[now]
    were = facts["entity"][:earlier][chosen.rows[:earlier]]
    return ids[is_chosen | np.isin(ids, were)]


def _doubtful() -> Ids:
    return _keys(Entity.objects.filter(doubtful_code=True))


def _keys(found: QuerySet[Entity]) -> Ids:
    """Return the keys in order. Asked for them in order, SQLite would read the whole table."""
    return np.sort(np.array(found.order_by().values_list("pk", flat=True), np.uint32))


def _closed(asked: Asked, actor: Actor, permission: str) -> Ids:
    """Return the ids of what has closed by the day, as it was at the end."""
    found = Entity.objects.filter(
        policy.scope(actor, permission), closed_on__lte=asked.on, merged_into__isnull=True
    )
    paths = {"kind": "kind", "section": "trade__section", "venue": "venue_id"}
    for code, value in asked.filters.items():
        if code == "territory":
            found = found.filter(policy.within((value,)))
        elif code == "division":
            found = found.filter(trade_id__startswith=value)
        elif code in paths:
            found = found.filter(**{paths[code]: value})
    return _keys(found)


def rows_of(ids: Iterable[int], on: date) -> tuple[EntityRow, ...]:
    """Return entities by id as lists show them, in the order given, in five queries."""
    wanted = list(ids)
    found = Entity.objects.select_related("trade", "territory", "venue").in_bulk(wanted)
    known = coverage_of(where_on(found.values(), on), on)
    rows = []
    for pk in wanted:
        entity, covered = found[pk], known[pk]
        rows.append(
            EntityRow(
                id=pk,
                name=entity.name,
                code=entity.code,
                doubtful_code=entity.doubtful_code,
                kind=entity.kind,
                trade=entity.trade.name if entity.trade else "",
                territory=entity.territory_id,
                place=entity.territory.name,
                venue=entity.venue.name if entity.venue else "",
                address=entity.address,
                staff=entity.staff,
                founded_on=entity.founded_on,
                closed_on=entity.closed_on,
                coverage=covered.coverage,
                unit=covered.cover.unit.name if covered.cover else "",
            )
        )
    return tuple(rows)


@dataclass(frozen=True)
class Choices:
    """What a list of entities can be narrowed to: places, trades' sections and divisions, a venue.

    ``divisions`` are those of the section that is chosen.
    """

    places: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    divisions: tuple[tuple[str, str], ...] = ()
    venue: tuple[str, str] | None = None


def list_choices(actor: Actor, *, venue: str = "", place: str = "", section: str = "") -> Choices:
    """Return what a list can be narrowed to, with the venue and place that were asked for.

    Places are those one level below the ones in reach, and the places within ``place``.
    """
    held = policy.reach(actor, "entity.view")
    inside = Q(level=1) if held.everything else Q(parent_id__in=held.places) | Q(pk__in=held.places)
    if place.isascii() and place.isdigit():
        inside |= Q(pk=place) | Q(parent_id=place)
    places = Territory.objects.filter(inside).order_by("code")[:MOST_PLACES]
    trades = Trade.objects.annotate(size=Length("code")).filter(
        Q(size=1) | Q(size=2, section=section)
    )
    known = list(trades.order_by("code").values_list("code", "name"))
    chosen = None
    if venue.isascii() and venue.isdigit() and len(venue) < 18:
        chosen = Venue.objects.filter(policy.venues(actor, "entity.view"), pk=venue).first()
    return Choices(
        tuple((place.code, place.name) for place in places),
        tuple((code, name) for code, name in known if len(code) == 1),
        tuple((code, name) for code, name in known if len(code) == 2),
        (str(chosen.pk), chosen.name) if chosen else None,
    )


def narrowed(asked: Asked, **filters: str) -> Asked:
    """Return the question with some filters set; empty ones fall away."""
    kept = {code: value for code, value in {**asked.filters, **filters}.items() if value}
    return replace(asked, filters=kept)
