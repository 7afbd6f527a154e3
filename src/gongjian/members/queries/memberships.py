"""Members as their branches see them: the list, one member, who does what for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import NotVisible
from gongjian.org import queries as org
from gongjian.org.policy import on_day
from gongjian.org.terms import Line

from .. import policy, rules
from ..models import (
    Appointment,
    FormalRelation,
    Membership,
    ParticipationRelation,
    Person,
)
from ..terms import Relation, Standing
from .people import Viewer, reaching_unit
from .stays import StayRow, stays_of
from .transfers import TransferRow, transfers_of


@dataclass(frozen=True)
class MemberRow:
    """A member or guest of a branch as a list shows them; ``branch`` empty: outside."""

    id: int
    name: str
    branch: str
    guest_of: str
    standing: Standing | None
    since: date | None


@dataclass(frozen=True)
class MemberList:
    """One page of members, and how many there are on all pages."""

    rows: tuple[MemberRow, ...]
    total: int


@dataclass(frozen=True)
class RelationLine:
    """A relation to a branch, dated; ``ending`` is the key of a participation that can be ended."""

    relation: Relation
    unit_id: int
    unit: str
    valid_from: date
    valid_to: date | None
    document: str
    ending: int | None


@dataclass(frozen=True)
class CardLine:
    """One branch on the dual-management card: its lines, who leads it, what it does."""

    unit_id: int
    unit: str
    relation: Relation
    lines: tuple[Any, ...]
    secretaries: tuple[str, ...]
    duties: tuple[Any, ...]


@dataclass(frozen=True)
class MemberPage:
    """What a branch holds about one person; the mobile number is masked for everybody."""

    id: int
    name: str
    mobile: str
    standing: Standing | None
    joined_on: date | None
    formal_since: date | None
    birth_year: int | None
    ended_on: date | None
    ended_why: str
    card: tuple[CardLine, ...]
    relations: tuple[RelationLine, ...]
    transfers: tuple[TransferRow, ...]
    stays: tuple[StayRow, ...]
    viewers: tuple[Viewer, ...]
    is_self: bool
    may_edit: bool
    may_transfer: bool
    is_away: bool


def list_members(actor: Actor, query: TableQuery) -> MemberList:
    """Return one page of those whose branch is in reach, or who take part in one that is."""
    found = _people(actor)
    if query.text:
        found = found.filter(Q(name__icontains=query.text) | Q(home__icontains=query.text))
    found = _narrowed(found, query.filters, actor.on)
    page = found.order_by("home", "name", "pk")[query.rows]
    return MemberList(tuple(_row(each, actor.on) for each in page), found.count())


def _people(actor: Actor) -> QuerySet[Any]:
    about = on_day(actor.on) & Q(person=OuterRef("pk"))
    held = FormalRelation.objects.filter(about)
    parts = ParticipationRelation.objects.filter(about).order_by("valid_from", "pk")
    in_reach = policy.relations(actor, "member.view")
    found = Person.objects.filter(policy.members(actor, "member.view")).annotate(
        home=Subquery(held.values("unit__name")[:1]),
        since=Subquery(held.values("valid_from")[:1]),
        guest_of=Subquery(parts.values("unit__name")[:1]),
        guest_since=Subquery(parts.values("valid_from")[:1]),
        formal_since=F("membership__formal_since"),
        joined_on=F("membership__joined_on"),
        is_home=Exists(held.filter(in_reach)),
        is_guest=Exists(parts.filter(in_reach)),
    )
    return found.filter(Q(home__isnull=False) | Q(guest_of__isnull=False))


def _narrowed(found: QuerySet[Any], filters: Any, on: date) -> QuerySet[Any]:
    match filters.get("standing", ""):
        case Standing.FORMAL:
            found = found.filter(formal_since__lte=on)
        case Standing.PROBATIONARY:
            found = found.filter(joined_on__isnull=False).exclude(formal_since__lte=on)
    match filters.get("relation", ""):
        case "home":
            return found.filter(is_home=True)
        case "guest":
            return found.filter(is_guest=True)
    return found


def _standing(formal_since: date | None, joined_on: date | None, on: date) -> Standing | None:
    if joined_on is None:
        return None
    is_formal = formal_since is not None and formal_since <= on
    return Standing.FORMAL if is_formal else Standing.PROBATIONARY


def _row(person: Any, on: date) -> MemberRow:
    return MemberRow(
        id=person.pk,
        name=person.name,
        branch=person.home or "",
        guest_of=person.guest_of or "",
        standing=_standing(person.formal_since, person.joined_on, on),
        since=person.since or person.guest_since,
    )


def get_member(person_id: int, actor: Actor) -> MemberPage:
    """Return a member with their branches, transfers and stays.

    Raises:
        NotVisible: no branch of theirs is in reach.
    """
    visible = policy.members(actor, "member.view")
    person = fetch(Person.objects.all(), person_id, allowed=visible, visible=visible)
    kept = Membership.objects.filter(person=person).first() or Membership()
    lines = _relations(person.pk)
    present = [line for line in lines if line.valid_to is None or line.valid_to > actor.on]
    stays = stays_of(person.pk, actor)
    mine = Person.objects.filter(pk=person.pk)
    return MemberPage(
        id=person.pk,
        name=person.name,
        mobile=rules.masked(person.mobile),
        standing=_standing(kept.formal_since, kept.joined_on, actor.on),
        joined_on=kept.joined_on,
        formal_since=kept.formal_since,
        birth_year=kept.birth_year,
        ended_on=kept.ended_on,
        ended_why=kept.get_ended_why_display(),
        card=_card(present, actor.on),
        relations=tuple(lines),
        transfers=transfers_of(person.pk, actor),
        stays=stays,
        viewers=member_viewers([line.unit_id for line in present], on=actor.on),
        is_self=person.pk == actor.person_id,
        may_edit=mine.filter(policy.members(actor, "member.edit")).exists(),
        may_transfer=mine.filter(policy.members(actor, "transfer.request")).exists(),
        is_away=any(stay.is_open for stay in stays),
    )


def _relations(person_id: int) -> list[RelationLine]:
    formal = FormalRelation.objects.filter(person_id=person_id).select_related("unit")
    parts = ParticipationRelation.objects.filter(person_id=person_id).select_related("unit")
    lines = [
        RelationLine(
            Relation.FORMAL, r.unit_id, r.unit.name, r.valid_from, r.valid_to, r.document, None
        )
        for r in formal
    ]
    for r in parts:
        ending = r.pk if r.valid_to is None else None
        lines.append(
            RelationLine(
                Relation(r.kind), r.unit_id, r.unit.name, r.valid_from, r.valid_to, "", ending
            )
        )
    return sorted(lines, key=lambda line: (line.valid_from, line.unit), reverse=True)


def _card(present: list[RelationLine], on: date) -> tuple[CardLine, ...]:
    unit_ids = {line.unit_id for line in present}
    lines: dict[int, list[Any]] = {}
    for unit_id, line, _path in org.paths_of(unit_ids, on=on):
        lines.setdefault(unit_id, []).append(dict(Line.choices).get(line, line))
    leaders: dict[int, list[str]] = {}
    held = Appointment.objects.filter(on_day(on), role="branch_secretary", unit_id__in=unit_ids)
    for unit_id, name in held.order_by("person__name").values_list("unit_id", "person__name"):
        leaders.setdefault(unit_id, []).append(name)
    order = list(Relation)
    return tuple(
        CardLine(
            line.unit_id,
            line.unit,
            line.relation,
            tuple(lines.get(line.unit_id, ())),
            tuple(leaders.get(line.unit_id, ())),
            rules.duties_of(line.relation),
        )
        for line in sorted(present, key=lambda line: order.index(line.relation))
    )


def member_viewers(unit_ids: Iterable[int], *, on: date) -> tuple[Viewer, ...]:
    """Return through which roles somebody's membership is seen, by the branches they are in."""
    seen: dict[tuple[str, str], None] = {}
    for unit_id in sorted(set(unit_ids)):
        reaching = Appointment.objects.filter(on_day(on), reaching_unit("member.view", unit_id, on))
        names = reaching.order_by("unit__name").values_list("role", "unit__name")
        seen |= dict.fromkeys(names)
    return tuple(Viewer(role, unit, False) for role, unit in seen)


def person_of_participation(participation_id: int) -> int:
    """Return whose participation this is; what may be done with it is the action's to say.

    Raises:
        NotVisible: there is none.
    """
    row = ParticipationRelation.objects.filter(pk=participation_id).only("person_id").first()
    if row is None:
        raise NotVisible
    return row.person_id
