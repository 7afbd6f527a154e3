"""Floating members as their station, their branch and their home branch see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.parameters import Parameters

from .. import policy, rules
from ..models import FloatingMember
from ..terms import OPEN_FLOATING, WITHOUT_BRANCH, FloatingState
from .branches import list_branches


@dataclass(frozen=True)
class StayRow:
    """A floating member as a list shows them; ``days`` is how long nobody has had them."""

    id: int
    name: str
    home: str
    station: str
    branch: str
    state: FloatingState
    reported_at: datetime | None
    days: int | None
    is_late: bool
    alert: rules.Alert | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_FLOATING


@dataclass(frozen=True)
class StayList:
    """One page of floating members, and how many there are on all pages."""

    rows: tuple[StayRow, ...]
    total: int


@dataclass(frozen=True)
class StayPage:
    """One floating member; ``events`` are the steps that the reader may take now."""

    row: StayRow
    mobile: str
    channel: str
    person_id: int | None
    attached_at: datetime | None
    welcomed_at: datetime | None
    ended_at: datetime | None
    last_contact_on: date | None
    told_home_at: datetime | None
    is_home_here: bool
    events: tuple[str, ...]
    may_reveal: bool
    may_tell_home: bool
    may_note: bool
    branches: tuple[tuple[int, str], ...]


def list_stays(actor: Actor, query: TableQuery) -> StayList:
    """Return one page of floating members in sight, those longest without a branch first."""
    found = _stays().filter(policy.floating(actor, "floating.view"))
    match query.filters.get("state", ""):
        case "waiting":
            found = found.filter(state__in=WITHOUT_BRANCH)
        case "attached" | "left" as state:
            found = found.filter(state=state)
        case "done":
            found = found.exclude(state__in=OPEN_FLOATING)
    if query.text:
        found = found.filter(
            Q(name__icontains=query.text)
            | Q(person__name__icontains=query.text)
            | Q(home__icontains=query.text)
        )
    in_force = parameters.in_force(actor.on)
    page = found.order_by("ended_at", "attached_at", "reported_at", "pk")[query.rows]
    return StayList(tuple(_row(stay, actor.on, in_force) for stay in page), found.count())


def stays_of(person_id: int, actor: Actor) -> tuple[StayRow, ...]:
    """Return somebody's stays that the reader may see, the newest first."""
    found = _stays().filter(policy.floating(actor, "floating.view"), person_id=person_id)
    in_force = parameters.in_force(actor.on)
    return tuple(_row(stay, actor.on, in_force) for stay in found.order_by("-pk"))


def _stays() -> QuerySet[FloatingMember]:
    return FloatingMember.objects.select_related("person", "station", "branch")


def _row(stay: FloatingMember, on: date, in_force: Parameters) -> StayRow:
    state = FloatingState(stay.state)
    days = None
    if state in WITHOUT_BRANCH and stay.reported_at is not None:
        days = (on - timezone.localdate(stay.reported_at)).days
    return StayRow(
        id=stay.pk,
        name=stay.person.name if stay.person else stay.name,
        home=stay.home,
        station=stay.station.name if stay.station else "",
        branch=stay.branch.name if stay.branch else "",
        state=state,
        reported_at=stay.reported_at,
        days=days,
        is_late=days is not None and days > in_force.whole("floating.attach_days"),
        alert=_alert(stay, on, in_force),
    )


def _alert(stay: FloatingMember, on: date, in_force: Parameters) -> rules.Alert | None:
    if stay.last_contact_on is None or stay.state not in OPEN_FLOATING:
        return None
    first = in_force.whole("lost.alert_days")
    return rules.lost_alert(
        stay.last_contact_on, on, first, in_force.whole("lost.second_alert_days")
    )


def out_of_contact(on: date) -> Q:
    """Return the condition on floating members for whom an alert is due on a day."""
    days = parameters.in_force(on).whole("lost.alert_days")
    return Q(state__in=OPEN_FLOATING, last_contact_on__lte=on - timedelta(days=days))


def get_stay(stay_id: int, actor: Actor) -> StayPage:
    """Return a floating member and what the reader may do for them.

    Raises:
        NotVisible: neither station, branch nor home branch is in reach.
    """
    visible = policy.floating(actor, "floating.view")
    stay = fetch(_stays(), stay_id, allowed=visible, visible=visible)
    held = _permissions(stay, actor)
    ahead = [edge for edge in rules.FLOATING_EDGES if edge.before == stay.state]
    events = [edge.event for edge in ahead if edge.permission in held]
    if stay.state in WITHOUT_BRANCH and "floating.receive" in held and "attach" not in events:
        events.append("attach")
    number = stay.person.mobile if stay.person else stay.mobile
    is_open = stay.state in OPEN_FLOATING
    is_attached = stay.state == FloatingState.ATTACHED
    untold = is_attached and stay.told_home_at is None
    return StayPage(
        row=_row(stay, actor.on, parameters.in_force(actor.on)),
        mobile=rules.masked(number),
        channel=stay.get_channel_display(),
        person_id=stay.person_id,
        attached_at=stay.attached_at,
        welcomed_at=stay.welcomed_at,
        ended_at=stay.ended_at,
        last_contact_on=stay.last_contact_on,
        told_home_at=stay.told_home_at,
        is_home_here=stay.home_unit_id is not None,
        events=tuple(dict.fromkeys(events)),
        may_reveal=bool(number) and bool(held & {"floating.receive", "at branch"}),
        may_tell_home=untold and bool(held & {"member.edit", "at branch"}),
        may_note=is_open and "at branch" in held,
        branches=_branches(held, actor) if "attach" in events else (),
    )


def _permissions(stay: FloatingMember, actor: Actor) -> frozenset[str]:
    mine = FloatingMember.objects.filter(pk=stay.pk)
    found = {
        code
        for code in ("floating.receive", "floating.claim", "member.edit")
        if mine.filter(policy.floating(actor, code)).exists()
    }
    if "floating.claim" in found and stay.branch_id is not None:
        found.add("at branch")
    return frozenset(found)


def _branches(held: frozenset[str], actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the branches that the reader can bring the member to."""
    permission = "unit.view" if "floating.receive" in held else "floating.claim"
    return tuple(list_branches(actor, permission).values_list("pk", "name"))
