"""Whom a group may concern, and why: from records that its keeper keeps anyway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from gongjian.formation.models import Workplace
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.members.models import Person
from gongjian.members.queries.reached import reached_members
from gongjian.org.policy import on_day

from .. import policy, rules
from ..models import Group, Identity
from ..rules import Known, Sought
from ..terms import OPEN_ANSWERS, By, Why


@dataclass(frozen=True)
class Proposed:
    """Somebody whom a group may concern: where they work, and why they are proposed."""

    id: int
    name: str
    entity: str
    trade: str
    why: tuple[Why, ...]


@dataclass(frozen=True)
class ProposalPage:
    """One page of those whom a group may concern; ``total`` counts all of them."""

    group_id: int
    group: str
    rows: tuple[Proposed, ...]
    total: int


def sought_by(group: Group) -> Sought:
    """Return whom a group is for."""
    return Sought(
        by=By(group.by),
        type=group.type,
        trades=frozenset(row.trade_id for row in group.trades.all()),
        territory=group.territory_id or "",
        venue_id=group.venue_id,
    )


def proposed(group: Group, actor: Actor) -> QuerySet[Person]:
    """Return whom a group may concern, as ``rules.concerns`` decides.

    Only members whose record the actor sees as their branch does, never oneself, and nobody who
    was asked before. Who else it concerns finds it on their own page.
    """
    sought = sought_by(group)
    works = Workplace.objects.filter(on_day(actor.on), _there(sought))
    if sought.trades:
        codes = (Q(entity__trade__code__startswith=code) for code in sought.trades)
        works = works.filter(reduce(or_, codes))
    found = reached_members(actor).filter(pk__in=works.values("person_id"))
    if sought.by == By.IDENTITY:
        said = Identity.objects.filter(type=sought.type)
        found = found.filter(pk__in=said.values("person_id"))
    known = group.belongings.filter(state__in=OPEN_ANSWERS)
    return found.exclude(pk=actor.person_id or 0).exclude(pk__in=known.values("person_id"))


def _there(sought: Sought) -> Q:
    if sought.venue_id is not None:
        return Q(entity__venue_id=sought.venue_id)
    return Q(entity__territory__code__startswith=sought.territory)


def list_proposed(group_id: int, actor: Actor, query: TableQuery) -> ProposalPage:
    """Return one page of those whom a group may concern, by name.

    Raises:
        NotVisible, Forbidden: the group is out of reach, or not the actor's to keep.
    """
    group = fetch(
        Group.objects.all(),
        group_id,
        allowed=policy.groups(actor, "group.edit"),
        visible=policy.groups(actor, "group.view"),
    )
    if group.ended_on is not None:
        return ProposalPage(group.pk, group.name, (), 0)
    found = proposed(group, actor)
    if query.text:
        found = found.filter(name__icontains=query.text)
    people = list(found.order_by("name", "pk")[query.rows])
    rows = _rows(people, sought_by(group), actor)
    return ProposalPage(group.pk, group.name, rows, found.count())


def _rows(people: list[Person], sought: Sought, actor: Actor) -> tuple[Proposed, ...]:
    works = works_of([person.pk for person in people], actor)
    said = identities_of(works)

    def row(person: Person) -> Proposed:
        work = works[person.pk]
        trade, about = work.entity.trade, known(work, said.get(person.pk, frozenset()))
        why = rules.concerns(sought, about)
        return Proposed(person.pk, person.name, work.entity.name, str(trade or ""), why)

    return tuple(map(row, people))


def works_of(person_ids: Iterable[int], actor: Actor) -> dict[int, Workplace]:
    """Return where these people work today."""
    rows = Workplace.objects.filter(on_day(actor.on), person__in=list(person_ids))
    return {row.person_id: row for row in rows.select_related("entity__trade")}


def identities_of(person_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return what these people say of themselves."""
    said: dict[int, set[str]] = {}
    rows = Identity.objects.filter(person__in=list(person_ids))
    for pk, code in rows.values_list("person", "type"):
        said.setdefault(pk, set()).add(code)
    return {pk: frozenset(codes) for pk, codes in said.items()}


def known(work: Workplace, identities: frozenset[str]) -> Known:
    """Return what a record says of somebody."""
    entity = work.entity
    return Known(entity.trade_id or "", entity.territory_id, entity.venue_id, identities)
