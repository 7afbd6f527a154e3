"""Reads about pairing agreements and how alive they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery

from .. import policy, rules
from ..models import Pairing
from ..terms import PairingState


@dataclass(frozen=True)
class Health:
    """When the two sides last did something, and since when the agreement is dormant."""

    last_on: date
    dormant_since: date | None


@dataclass(frozen=True)
class PairingRow:
    """An agreement as a list shows it."""

    id: int
    title: str
    first: str
    second: str
    valid_from: date
    valid_to: date | None
    state: PairingState
    health: Health
    goals: int
    reached: int


@dataclass(frozen=True)
class PairingList:
    """One page of agreements, and how many there are on all pages."""

    rows: tuple[PairingRow, ...]
    total: int


@dataclass(frozen=True)
class Goal:
    id: int
    text: str
    due_on: date | None
    reached_on: date | None


@dataclass(frozen=True)
class Activity:
    """Something that the two sides did; ``item_id`` where it was a confirmed service."""

    held_on: date
    title: str
    item_id: int | None


@dataclass(frozen=True)
class PairingPage:
    """One agreement with its goals and activities."""

    row: PairingRow
    first_id: int
    second_id: int
    measures: str
    goals: tuple[Goal, ...]
    activities: tuple[Activity, ...]
    may_edit: bool


LAST_ON = Greatest("valid_from", Coalesce(Max("activities__held_on"), "valid_from"))
"""The last activity's day, or the day of signing while there is none."""

GOALS = {
    "goal_count": Count("goals", distinct=True),
    "reached_count": Count("goals", filter=Q(goals__reached_on__isnull=False), distinct=True),
}

SHOWN_ACTIVITIES = 50


def _with_health(found: QuerySet[Pairing]) -> QuerySet[Pairing]:
    return found.select_related("first", "second").annotate(last_on=LAST_ON, **GOALS)


def list_pairings(actor: Actor, query: TableQuery) -> PairingList:
    """Return one page of agreements; the filter ``health`` asks for living or dormant ones."""
    found = _with_health(Pairing.objects.filter(policy.pairings(actor, "pairing.view")))
    if query.text:
        found = found.filter(
            Q(first__name__icontains=query.text)
            | Q(second__name__icontains=query.text)
            | Q(title__icontains=query.text)
        )
    found = _by_health(found, query.filters.get("health", ""), actor.on)
    page = found.order_by("state", "first__name", "pk")[query.rows]
    days = _dormant_days(actor.on)
    return PairingList(tuple(_row(each, actor.on, days) for each in page), found.count())


def _by_health(found: QuerySet[Any], health: str, on: date) -> QuerySet[Any]:
    if health == "ended":
        return found.filter(state=PairingState.ENDED)
    asleep = Q(last_on__lte=on - timedelta(days=_dormant_days(on)))
    if health == "dormant":
        return found.filter(asleep, state=PairingState.ACTIVE)
    if health == "active":
        return found.filter(~asleep, state=PairingState.ACTIVE)
    return found


def _dormant_days(on: date) -> int:
    return parameters.in_force(on).whole("pairing.dormant_days")


def _row(pairing: Pairing, on: date, dormant_days: int) -> PairingRow:
    return PairingRow(
        id=pairing.pk,
        title=pairing.title,
        first=pairing.first.name,
        second=pairing.second.name,
        valid_from=pairing.valid_from,
        valid_to=pairing.valid_to,
        state=PairingState(pairing.state),
        health=_health(pairing, on, dormant_days),
        goals=pairing.goal_count,  # type: ignore[attr-defined]
        reached=pairing.reached_count,  # type: ignore[attr-defined]
    )


def _health(pairing: Pairing, on: date, dormant_days: int) -> Health:
    last_on: date = pairing.last_on  # type: ignore[attr-defined]
    is_asleep = pairing.state == PairingState.ACTIVE and rules.is_dormant(last_on, on, dormant_days)
    return Health(last_on, last_on + timedelta(days=dormant_days) if is_asleep else None)


def dormant(actor: Actor) -> QuerySet[Any]:
    """Return the dormant agreements that the actor can wake, the longest asleep first."""
    mine = _with_health(Pairing.objects.filter(policy.pairings(actor, "pairing.edit")))
    return _by_health(mine, "dormant", actor.on).order_by("last_on", "pk")


def get_pairing(pairing_id: int, actor: Actor) -> PairingPage:
    """Return one agreement.

    Raises:
        NotVisible: there is none, or the actor may not see it.
    """
    visible = policy.pairings(actor, "pairing.view")
    pairing = fetch(
        _with_health(Pairing.objects.all()), pairing_id, allowed=visible, visible=visible
    )
    may = Pairing.objects.filter(policy.pairings(actor, "pairing.edit"), pk=pairing_id).exists()
    goals = pairing.goals.order_by("due_on", "pk")
    activities = pairing.activities.order_by("-held_on", "-pk")[:SHOWN_ACTIVITIES]
    return PairingPage(
        row=_row(pairing, actor.on, _dormant_days(actor.on)),
        first_id=pairing.first_id,
        second_id=pairing.second_id,
        measures=pairing.measures,
        goals=tuple(Goal(g.pk, g.text, g.due_on, g.reached_on) for g in goals),
        activities=tuple(Activity(a.held_on, a.title, a.item_id) for a in activities),
        may_edit=may and pairing.state == PairingState.ACTIVE,
    )


@dataclass(frozen=True)
class Partner:
    """The other side of a pairing in force."""

    pairing_id: int
    unit_id: int
    name: str


def pairings_in_force(on: date) -> QuerySet[Pairing]:
    """Return the agreements in force on a day."""
    return Pairing.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on
    ).exclude(state=PairingState.ENDED, valid_to__isnull=True)


def partners_of(
    unit_ids: Collection[int], actor: Actor, *, on: date
) -> dict[int, tuple[Partner, ...]]:
    """Return the partners of each of these units on a day, by name, as far as the actor sees."""
    found = pairings_in_force(on).filter(
        policy.pairings(actor, "pairing.view"), Q(first__in=unit_ids) | Q(second__in=unit_ids)
    )
    sides: dict[int, list[Partner]] = {}
    for each in found.select_related("first", "second"):
        for one, other in ((each.first, each.second), (each.second, each.first)):
            if one.pk in unit_ids:
                sides.setdefault(one.pk, []).append(Partner(each.pk, other.pk, other.name))
    return {
        pk: tuple(sorted(partners, key=lambda each: (each.name, each.pairing_id)))
        for pk, partners in sides.items()
    }
