"""Groups: the list, one group as a reader may see it, what opening one starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.states import may_step
from gongjian.members.queries import mobiles_for_roster
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import Belonging, Gathering, Group, Presence
from ..terms import OPEN_ANSWERS, Answer, By
from .types import GroupType, list_types, type_name


@dataclass(frozen=True)
class GroupRow:
    """A group as lists show it; ``people`` counts who is in it."""

    id: int
    name: str
    type: str
    by: By
    unit: str
    place: str
    people: int
    opened_on: date
    ended_on: date | None
    next_on: date | None


@dataclass(frozen=True)
class GroupList:
    """One page of groups, and how many there are on all pages."""

    rows: tuple[GroupRow, ...]
    total: int


@dataclass(frozen=True)
class Partner:
    """Somebody in a group; ``is_named`` as they agreed."""

    id: int
    name: str
    joined_on: date
    is_named: bool


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a group; the number is masked unless they agreed to share it."""

    name: str
    mobile: str


@dataclass(frozen=True)
class GatheringRow:
    """What a group did: ``named`` are those of the people there who agreed to be named."""

    id: int
    held_on: date
    text: str
    present: int
    named: tuple[str, ...]


@dataclass(frozen=True)
class GroupPage:
    """One group; ``partners`` is None for who may not know who is in it.

    ``answer`` is how the reader stands to it, None if nobody asked; ``may`` names the events that
    they may bring about.
    """

    row: GroupRow
    unit_id: int
    purpose: str
    trades: tuple[tuple[str, str], ...]
    territory: str
    venue: str
    ended_why: str
    next_what: str
    contact: Contact | None
    is_contact: bool
    asked: int
    partners: tuple[Partner, ...] | None
    gatherings: tuple[GatheringRow, ...]
    total: int
    answer: Answer | None
    is_named: bool
    may: frozenset[str]


@dataclass(frozen=True)
class Opening:
    """What a group is opened from: the actor's own units and the types in force."""

    units: tuple[tuple[int, str], ...]
    types: tuple[GroupType, ...]


def list_groups(actor: Actor, query: TableQuery) -> GroupList:
    """Return one page of the groups within reach, open ones first, then by unit and name."""
    found = Group.objects.filter(policy.groups(actor, "group.view"))
    if query.text:
        found = found.filter(Q(name__icontains=query.text) | Q(unit__name__icontains=query.text))
    if by := query.filters.get("by"):
        found = found.filter(by=by)
    if type_code := query.filters.get("type"):
        found = found.filter(type=type_code)
    if state := query.filters.get("state"):
        found = found.filter(ended_on__isnull=state == "open")
    page = with_people(found).order_by(
        F("ended_on").desc(nulls_first=True), "unit__name", "name", "pk"
    )[query.rows]
    return GroupList(tuple(map(row_of, page)), found.count())


def with_people(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Return these groups with all that a row shows."""
    joined = Belonging.objects.filter(group=OuterRef("pk"), state=Answer.JOINED).order_by()
    counted = joined.values("group").annotate(people=Count("pk")).values("people")
    return groups.select_related("unit", "territory", "venue").annotate(
        people=Coalesce(Subquery(counted), 0)
    )


def row_of(group: Group) -> GroupRow:
    """Return a group of ``with_people`` as lists show it."""
    people: int = vars(group)["people"]
    return GroupRow(
        id=group.pk,
        name=group.name,
        type=type_name(group.type),
        by=By(group.by),
        unit=group.unit.name,
        place=str(group.venue or group.territory),
        people=people,
        opened_on=group.opened_on,
        ended_on=group.ended_on,
        next_on=group.next_on,
    )


def get_group(group_id: int, actor: Actor, query: TableQuery) -> GroupPage:
    """Return one group with one page of what it did, the latest first.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    seen = policy.groups(actor, "group.view")
    rows = with_people(Group.objects.all()).select_related("contact")
    group = fetch(rows, group_id, allowed=seen, visible=seen)
    own = _own(group, actor)
    rights = _rights(group, actor)
    open_rows = group.belongings.filter(state__in=OPEN_ANSWERS).select_related("person")
    belongings = list(open_rows.order_by("person__name", "pk"))
    partners = tuple(_partner(row) for row in belongings if row.state == Answer.JOINED)
    gatherings = group.gatherings.order_by("-held_on", "-pk")
    return GroupPage(
        row=row_of(group),
        unit_id=group.unit_id,
        purpose=group.purpose,
        trades=tuple(group.trades.order_by("trade_id").values_list("trade_id", "trade__name")),
        territory=group.territory_id or "",
        venue=group.venue.name if group.venue else "",
        ended_why=group.ended_why,
        next_what=group.next_what,
        contact=_contact(group, actor),
        is_contact=group.contact_id is not None and group.contact_id == actor.person_id,
        asked=len(belongings),
        partners=partners if "group.names" in rights else None,
        gatherings=_gatherings(gatherings[query.rows], names="group.names" in rights),
        total=gatherings.count(),
        answer=Answer(own.state) if own else None,
        is_named=bool(own and own.is_named),
        may=_may(group, own, rights, actor),
    )


def _own(group: Group, actor: Actor) -> Belonging | None:
    mine = group.belongings.filter(person_id=actor.person_id or 0, state__in=OPEN_ANSWERS)
    return mine.first()


def _rights(group: Group, actor: Actor) -> frozenset[str]:
    of_group = Group.objects.filter(pk=group.pk)
    codes = ("group.edit", "group.record", "group.names")
    return frozenset(code for code in codes if of_group.filter(policy.groups(actor, code)).exists())


def _may(
    group: Group, own: Belonging | None, rights: frozenset[str], actor: Actor
) -> frozenset[str]:
    if group.ended_on is not None:
        return frozenset()
    found = {"edit"} if "group.edit" in rights else set()
    if "group.record" in rights:
        found.add("record")
    if actor.person_id is None:
        return frozenset(found)
    if "group.names" in rights and group.contact_id != actor.person_id:
        found.add("contact")
    if own is None:
        return frozenset({*found, "join"})
    events = {edge.event for edge in rules.ANSWER_EDGES}
    return frozenset(
        found | {event for event in events if may_step(rules.ANSWER_EDGES, own.state, event)}
    )


def _partner(row: Belonging) -> Partner:
    assert row.joined_on is not None
    return Partner(row.person_id, row.person.name, row.joined_on, row.is_named)


def _contact(group: Group, actor: Actor) -> Contact | None:
    if group.contact is None:
        return None
    mobile = mobiles_for_roster([group.contact.pk], actor)[group.contact.pk]
    return Contact(group.contact.name, mobile)


def _gatherings(rows: QuerySet[Gathering], *, names: bool) -> tuple[GatheringRow, ...]:
    """Return these rows with who is named, for those only who may know who is in the group."""
    found = list(rows)
    named: dict[int, list[str]] = {}
    if names:
        of_page = Presence.objects.filter(gathering__in=[row.pk for row in found])
        for pk, name in of_page.order_by("person__name").values_list("gathering", "person__name"):
            named.setdefault(pk, []).append(name)
    return tuple(
        GatheringRow(row.pk, row.held_on, row.text, row.present, tuple(named.get(row.pk, ())))
        for row in found
    )


@dataclass(frozen=True)
class Recording:
    """What a record is made from, or one of its records is corrected with.

    ``agreed`` are those in the group who agreed to be named.
    """

    group_id: int
    group: str
    agreed: tuple[tuple[int, str], ...]
    held_on: date | None = None
    text: str = ""
    present: int | None = None
    named: tuple[int, ...] = ()


def get_recording(group_id: int, actor: Actor, *, gathering_id: int | None = None) -> Recording:
    """Return what a record of a group is made from, or one of its records as it stands.

    Raises:
        NotVisible, Forbidden: the group is out of reach, or not the actor's to record for.
    """
    group = fetch(
        Group.objects.all(),
        group_id,
        allowed=policy.groups(actor, "group.record"),
        visible=policy.groups(actor, "group.view"),
    )
    agreed = group.belongings.filter(state=Answer.JOINED, is_named=True)
    people = tuple(agreed.order_by("person__name", "pk").values_list("person", "person__name"))
    if gathering_id is None:
        return Recording(group.pk, group.name, people)
    row = fetch(group.gatherings.all(), gathering_id, allowed=Q(), visible=Q())
    named = tuple(row.named.order_by("pk").values_list("person_id", flat=True))
    return Recording(group.pk, group.name, people, row.held_on, row.text, row.present, named)


def get_opening(actor: Actor) -> Opening:
    """Return what the actor opens a group from: units at which they hold a role that may."""
    own = {grant.unit_id for grant, _held in actor.holding("group.edit")}
    units = Unit.objects.filter(pk__in=own, closed_on__isnull=True).order_by("name", "pk")
    return Opening(tuple(units.values_list("pk", "name")), list_types(actor.on))
