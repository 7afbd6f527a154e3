"""Reads about service items: the list, and one item with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.states import may_step
from gongjian.members import queries as members

from .. import policy, rules
from ..models import ServiceItem, SignUp
from ..terms import ItemState

TAKEN = Count("signups", filter=Q(signups__left_at__isnull=True))
"""Places that are taken: a volunteer who left has given the place back."""

SORTS = {"title": "need__title", "starts": "starts_at", "state": "state", "unit": "unit__name"}


@dataclass(frozen=True)
class Side:
    """One of the two units of a service, with its liaison."""

    unit_id: int
    unit: str
    liaison_id: int | None
    liaison: str
    mobile: str


@dataclass(frozen=True)
class ItemRow:
    """A service item as a list shows it."""

    id: int
    title: str
    giving: str
    asking: str
    starts_at: datetime
    state: ItemState
    places: int
    taken: int


@dataclass(frozen=True)
class ItemList:
    """One page of service items, and how many there are on all pages."""

    rows: tuple[ItemRow, ...]
    total: int


@dataclass(frozen=True)
class Planned:
    """A planned training."""

    starts_at: datetime
    place: str
    trainer: str


@dataclass(frozen=True)
class Ask:
    """One time that the requester was asked to confirm, and until when to answer."""

    number: int
    asked_at: datetime
    due_on: date


@dataclass(frozen=True)
class Volunteer:
    """A place taken: by whom, and what they have attended so far."""

    signup_id: int
    person_id: int
    name: str
    mobile: str
    seat: int
    trained_at: datetime | None
    deployed_at: datetime | None


@dataclass(frozen=True)
class ItemPage:
    """One service item as this actor may see it; ``roster`` is the giving side's alone.

    What the actor ``may`` do follows from the side for which they speak and from the state.
    """

    id: int
    claim_id: int
    need_id: int
    title: str
    beneficiaries: str
    note: str
    giving: Side
    asking: Side
    drafted_by: int
    place: str
    starts_at: datetime
    ends_at: datetime
    places: int
    taken: int
    deployed: int
    training_required: bool
    state: ItemState
    agreed_at: datetime | None
    delivered_at: datetime | None
    heads_delivered: int | None
    delivered_note: str
    missing_note: str
    confirmed_at: datetime | None
    confirmed_by: str
    thanks: str
    trainings: tuple[Planned, ...]
    asks: tuple[Ask, ...]
    roster: tuple[Volunteer, ...]
    may_agree: bool
    may_propose: bool
    may_run: bool
    may_deliver: bool
    may_confirm: bool

    @property
    def waits_for(self) -> str:
        """The unit that must agree to terms which the other one drafted."""
        return self.asking.unit if self.drafted_by == self.giving.unit_id else self.giving.unit


def _visible(actor: Actor) -> QuerySet[ServiceItem]:
    found = ServiceItem.objects.filter(policy.items(actor, "item.view"))
    return found.select_related("need", "need__unit", "unit")


def list_items(actor: Actor, query: TableQuery) -> ItemList:
    """Return one page of the service items that the actor may see."""
    found = _visible(actor)
    if query.text:
        found = found.filter(
            Q(need__title__icontains=query.text)
            | Q(unit__name__icontains=query.text)
            | Q(need__unit__name__icontains=query.text)
        )
    if state := query.filters.get("state"):
        found = found.filter(state=state)
    order = SORTS.get(query.sort_key, "starts_at")
    page = found.annotate(taken=TAKEN).order_by(f"{'-' if query.descending else ''}{order}", "-pk")
    return ItemList(tuple(map(_row, page[query.rows])), found.count())


def _row(item: ServiceItem) -> ItemRow:
    return ItemRow(
        id=item.pk,
        title=item.need.title,
        giving=item.unit.name,
        asking=item.need.unit.name,
        starts_at=item.starts_at,
        state=ItemState(item.state),
        places=item.places,
        taken=item.taken,  # type: ignore[attr-defined]
    )


def get_item(item_id: int, actor: Actor) -> ItemPage:
    """Return one service item.

    Raises:
        NotVisible: there is none, or the actor may not see it.
    """
    visible = policy.items(actor, "item.view")
    rows = ServiceItem.objects.select_related(
        "need", "need__unit", "unit", "liaison", "host_liaison", "confirmed_by"
    )
    item = fetch(rows, item_id, allowed=visible, visible=visible)
    runs, confirms = _sides(item, actor)
    signups = list(item.signups.filter(left_at__isnull=True).select_related("person"))
    mobiles = _mobiles(item, signups, runs or confirms, actor)
    speaks_for = {grant.unit_id for grant, _permission in actor.holding("item.agree")}
    sides = {item.unit_id, item.need.unit_id}
    other = next(iter(sides - {item.drafted_by_id}))
    return ItemPage(
        id=item.pk,
        claim_id=item.claim_id,
        need_id=item.need_id,
        title=item.need.title,
        beneficiaries=item.need.beneficiaries,
        note=item.need.note,
        giving=_side(item, "giving", mobiles),
        asking=_side(item, "asking", mobiles),
        drafted_by=item.drafted_by_id,
        place=item.place,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        places=item.places,
        taken=len(signups),
        deployed=sum(signup.deployed_at is not None for signup in signups),
        training_required=item.training_required,
        state=ItemState(item.state),
        agreed_at=item.agreed_at,
        delivered_at=item.delivered_at,
        heads_delivered=item.heads_delivered,
        delivered_note=item.delivered_note,
        missing_note=item.missing_note,
        confirmed_at=item.confirmed_at,
        confirmed_by=item.confirmed_by.name if item.confirmed_by and (runs or confirms) else "",
        thanks=item.thanks,
        trainings=tuple(
            Planned(each.starts_at, each.place, each.trainer)
            for each in item.trainings.order_by("starts_at")
        ),
        asks=tuple(
            Ask(each.number, each.asked_at, each.due_on) for each in item.asks.order_by("number")
        ),
        roster=_roster(signups, mobiles) if runs else (),
        may_agree=_can(item, "agree") and other in speaks_for,
        may_propose=_can(item, "agree") and not speaks_for.isdisjoint(sides),
        may_run=runs,
        may_deliver=runs and _can(item, "deliver"),
        may_confirm=confirms and _can(item, "confirm"),
    )


def _can(item: ServiceItem, event: str) -> bool:
    return may_step(rules.ITEM_EDGES, item.state, event)


def _sides(item: ServiceItem, actor: Actor) -> tuple[bool, bool]:
    """Tell whether the actor speaks for the giving side, and whether for the requester."""
    this = ServiceItem.objects.filter(pk=item.pk)
    runs = this.filter(policy.items(actor, "item.run")).exists()
    return runs, this.filter(policy.items(actor, "item.confirm")).exists()


def _mobiles(
    item: ServiceItem, signups: Iterable[SignUp], takes_part: bool, actor: Actor
) -> dict[int, str]:
    """Return the numbers of those who serve, for the two sides alone."""
    if not takes_part:
        return {}
    people = {item.liaison_id, *(signup.person_id for signup in signups)}
    if item.host_liaison_id is not None:
        people.add(item.host_liaison_id)
    return members.mobiles_for_roster(people, actor)


def _side(item: ServiceItem, which: str, mobiles: dict[int, str]) -> Side:
    unit = item.unit if which == "giving" else item.need.unit
    liaisons = (item.liaison, item.host_liaison)
    person = next((p for p in liaisons if p is not None and p.unit_id == unit.pk), None)
    return Side(
        unit_id=unit.pk,
        unit=unit.name,
        liaison_id=person.pk if person else None,
        liaison=person.name if person else "",
        mobile=mobiles.get(person.pk, "") if person else "",
    )


def _roster(signups: Iterable[SignUp], mobiles: dict[int, str]) -> tuple[Volunteer, ...]:
    return tuple(
        Volunteer(
            signup_id=signup.pk,
            person_id=signup.person_id,
            name=signup.person.name,
            mobile=mobiles.get(signup.person_id, ""),
            seat=signup.seat or 0,
            trained_at=signup.trained_at,
            deployed_at=signup.deployed_at,
        )
        for signup in sorted(signups, key=lambda signup: signup.seat or 0)
    )
