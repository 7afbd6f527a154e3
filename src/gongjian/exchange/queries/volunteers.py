"""Reads for volunteers: services to join, and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.members.models import Skill

from .. import policy
from ..models import NeedSkill, ServiceItem, SignUp
from ..terms import ItemState
from .items import TAKEN, Planned

WHEN = ("week", "month", "weekend")
"""Values of the filter by time: in seven days, in thirty, on a Saturday or Sunday."""

SATURDAY, SUNDAY = 7, 1


@dataclass(frozen=True)
class ShiftRow:
    """A service that takes volunteers, as a list shows it."""

    id: int
    title: str
    unit: str
    place: str
    starts_at: datetime
    ends_at: datetime
    places: int
    taken: int
    skills: tuple[str, ...]
    training_required: bool

    @property
    def left(self) -> int:
        return max(0, self.places - self.taken)


@dataclass(frozen=True)
class ShiftList:
    """One page of services to join, and how many there are on all pages."""

    rows: tuple[ShiftRow, ...]
    total: int


@dataclass(frozen=True)
class Mine:
    """One's own place in a service."""

    signup_id: int
    signed_at: datetime
    trained_at: datetime | None
    deployed_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True)
class ShiftPage:
    """A service as a volunteer sees it before and after taking a place."""

    row: ShiftRow
    beneficiaries: str
    note: str
    asking: str
    liaison: str
    trainings: tuple[Planned, ...]
    mine: Mine | None
    takes_volunteers: bool


@dataclass(frozen=True)
class MyService:
    """A service in which one has or had a place."""

    item_id: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    state: ItemState
    training_required: bool
    trainings: tuple[Planned, ...]
    mine: Mine


def _open(actor: Actor, at: datetime) -> QuerySet[ServiceItem]:
    return ServiceItem.objects.filter(policy.items(actor, "shift.view"), ends_at__gt=at)


def list_shifts(actor: Actor, query: TableQuery, *, at: datetime) -> ShiftList:
    """Return one page of the services that a volunteer can join, the next one first."""
    found = _open(actor, at)
    if query.text:
        found = found.filter(
            Q(need__title__icontains=query.text)
            | Q(place__icontains=query.text)
            | Q(need__unit__name__icontains=query.text)
        )
    if skill := query.filters.get("skill"):
        found = found.filter(need__skills__skill__code=skill)
    found = _within(found, query.filters.get("when", ""), at)
    page = _with_skills(found.select_related("need", "unit").annotate(taken=TAKEN))
    rows = page.order_by("starts_at", "pk")[query.rows]
    return ShiftList(tuple(map(_row, rows)), found.count())


def _within(found: QuerySet[ServiceItem], when: str, at: datetime) -> QuerySet[ServiceItem]:
    if when == "weekend":
        return found.filter(starts_at__week_day__in=(SATURDAY, SUNDAY))
    if when in WHEN:
        days = 7 if when == "week" else 30
        return found.filter(starts_at__lt=at + timedelta(days=days))
    return found


def _with_skills(found: QuerySet[ServiceItem]) -> QuerySet[ServiceItem]:
    skills = NeedSkill.objects.select_related("skill").order_by("skill__name")
    return found.prefetch_related(Prefetch("need__skills", skills))


def list_asked_skills(actor: Actor, *, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return code and name of each skill that some open service asks for."""
    asked = NeedSkill.objects.filter(need__in=_open(actor, at).values("need_id"))
    found = Skill.objects.filter(pk__in=asked.values("skill_id")).order_by("name")
    return tuple(found.values_list("code", "name"))


def _row(item: ServiceItem) -> ShiftRow:
    return ShiftRow(
        id=item.pk,
        title=item.need.title,
        unit=item.unit.name,
        place=item.place,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        places=item.places,
        taken=item.taken,  # type: ignore[attr-defined]
        skills=tuple(asked.skill.name for asked in item.need.skills.all()),
        training_required=item.training_required,
    )


def get_shift(item_id: int, actor: Actor, *, at: datetime) -> ShiftPage:
    """Return a service to join, or one in which the actor has a place.

    Raises:
        NotVisible: there is none, or it is not open to the actor.
    """
    own_signups = SignUp.objects.filter(policy.own_signups(actor))
    own = Q(pk__in=own_signups.values("item_id"))
    visible = policy.items(actor, "shift.view") | own
    rows = _with_skills(ServiceItem.objects.annotate(taken=TAKEN)).select_related(
        "need", "need__unit", "unit", "liaison"
    )
    item = fetch(rows, item_id, allowed=visible, visible=visible)
    mine = own_signups.filter(item=item, left_at__isnull=True).first()
    is_open = item.state in (ItemState.AGREED, ItemState.DELIVERING) and item.ends_at > at
    return ShiftPage(
        row=_row(item),
        beneficiaries=item.need.beneficiaries,
        note=item.need.note,
        asking=item.need.unit.name,
        liaison=item.liaison.name,
        trainings=_trainings(item),
        mine=_mine(mine) if mine else None,
        takes_volunteers=is_open,
    )


def _trainings(item: ServiceItem) -> tuple[Planned, ...]:
    planned = sorted(item.trainings.all(), key=lambda training: training.starts_at)
    return tuple(Planned(each.starts_at, each.place, each.trainer) for each in planned)


def _mine(signup: SignUp) -> Mine:
    return Mine(signup.pk, signup.signed_at, signup.trained_at, signup.deployed_at, signup.left_at)


def list_my_services(actor: Actor, *, most: int = 100) -> tuple[MyService, ...]:
    """Return the services in which the actor has or had a place, the latest first."""
    found = SignUp.objects.filter(policy.own_signups(actor)).select_related("item", "item__need")
    signups = found.prefetch_related("item__trainings").order_by("-item__starts_at", "-pk")[:most]
    return tuple(
        MyService(
            item_id=signup.item_id,
            title=signup.item.need.title,
            place=signup.item.place,
            starts_at=signup.item.starts_at,
            ends_at=signup.item.ends_at,
            state=ItemState(signup.item.state),
            training_required=signup.item.training_required,
            trainings=_trainings(signup.item),
            mine=_mine(signup),
        )
        for signup in signups
    )
