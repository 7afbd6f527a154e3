"""What an instructor sees: my places and what is due, and the places a note can be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from gongjian.kernel.actor import Actor
from gongjian.org.policy import on_day

from .. import policy, rules
from ..models import Assignment, Finding, Visit
from ..terms import DAYS_TO_WRITE, IssueState, PlaceKind
from .cadence import due_and_made, visits_wanted
from .naming import kind_at, name_at


@dataclass(frozen=True)
class PlaceDue:
    """One of my places: visits ``made`` of those ``wanted`` this quarter, issues still open."""

    point_id: int
    place: str
    kind: PlaceKind
    last_day: date
    made: int
    wanted: int
    last_visit: date | None
    open: int

    @property
    def is_due(self) -> bool:
        return self.made < self.wanted


@dataclass(frozen=True)
class MyPlaces:
    """My places, what is due first; ``until`` is the last day of the quarter."""

    places: tuple[PlaceDue, ...]
    until: date

    @property
    def due(self) -> int:
        return sum(each.is_due for each in self.places)


@dataclass(frozen=True)
class NotePlace:
    """A place that a note can be about, by the days on which it was mine."""

    point_id: int
    place: str
    first: date
    last: date


def get_my_places(actor: Actor) -> MyPlaces:
    """Return the places that the actor looks after today."""
    wanted = visits_wanted(actor.on)
    last = Visit.objects.filter(assignment__point=OuterRef("point")).order_by("-visited_on")
    still = Finding.objects.filter(
        visit__assignment__point=OuterRef("point"), state=IssueState.OPEN
    )
    counted = still.order_by().values("visit__assignment__point").annotate(many=Count("pk"))
    found = (
        due_and_made(actor.on)
        .filter(policy.assignments(actor, policy.WRITE))
        .annotate(
            place_kind=kind_at("point__"),
            last_visit=Subquery(last.values("visited_on")[:1]),
            open=Coalesce(Subquery(counted.values("many"), output_field=IntegerField()), 0),
        )
    )
    rows = [_due(each, wanted) for each in found.order_by("place", "pk")]
    rows.sort(key=lambda each: not each.is_due)
    after = rules.quarter_of(actor.on).after
    return MyPlaces(tuple(rows), after - timedelta(days=1))


def _due(row: Any, wanted: int) -> PlaceDue:
    return PlaceDue(
        point_id=row.point_id,
        place=row.place,
        kind=PlaceKind(row.place_kind),
        last_day=row.valid_to - timedelta(days=1),
        made=row.made,
        wanted=wanted,
        last_visit=row.last_visit,
        open=row.open,
    )


def list_note_places(actor: Actor) -> tuple[NotePlace, ...]:
    """Return the places that are mine, or were some time ago, by name; each once."""
    lately = actor.on - timedelta(days=DAYS_TO_WRITE)
    now = on_day(actor.on) | Q(valid_to__gt=lately, valid_from__lte=actor.on)
    held = Assignment.objects.filter(
        policy.assignments(actor, policy.WRITE), policy.held(), now
    ).annotate(place=name_at("point__"))
    found: dict[int, NotePlace] = {}
    for each in held.order_by("valid_from"):
        last = each.valid_to - timedelta(days=1)
        first = found[each.point_id].first if each.point_id in found else each.valid_from
        found[each.point_id] = NotePlace(each.point_id, each.place, first, last)
    return tuple(sorted(found.values(), key=lambda each: each.place))
