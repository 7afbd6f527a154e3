"""Branches by who leads them: the list with what is lacking, and one branch's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES
from gongjian.org.models import Unit
from gongjian.org.policy import on_day

from .. import policy, rules
from ..models import Election, Office, Term
from ..rules import Led, Limits
from ..terms import OPEN_ELECTIONS, ElectionState, Lack, Post
from .rolls import electors_of, formal_relations, limits_on


@dataclass(frozen=True)
class LedRow:
    """A branch as the list shows it: how it is led, and what it lacks."""

    id: int
    name: str
    led: Led
    secretary: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class LedList:
    """One page of branches, and how many there are on all pages."""

    rows: tuple[LedRow, ...]
    total: int


@dataclass(frozen=True)
class OfficeLine:
    """A post that somebody holds or held."""

    id: int
    person_id: int
    person: str
    post: Post
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class TermLine:
    """A term with its officers."""

    id: int
    valid_from: date
    valid_to: date | None
    ends_on: date
    document: str
    extended_by: str
    offices: tuple[OfficeLine, ...]


@dataclass(frozen=True)
class ElectionLine:
    """An election as its branch's page shows it."""

    id: int
    on: date
    state: ElectionState
    seats: int


@dataclass(frozen=True)
class LedPage:
    """One branch: who leads it, since when and until when, and what the reader may do."""

    row: LedRow
    limits: Limits
    needs_committee: bool
    term: TermLine | None
    former: tuple[TermLine, ...]
    elections: tuple[ElectionLine, ...]
    electors: Mapping[int, str]
    may_run: bool
    may_decide: bool
    has_open_election: bool


def list_branches(actor: Actor, query: TableQuery) -> LedList:
    """Return one page of the branches in reach by name; ``lack`` narrows to what is missing."""
    limits = limits_on(actor.on)
    found = _branches(actor, actor.on).filter(org_policy.scope(actor, "office.view"))
    if query.text:
        found = found.filter(name__icontains=query.text)
    if lack := query.filters.get("lack"):
        found = found.filter(lacking(Lack(lack), actor.on, limits))
    page = found.order_by("name", "pk")[query.rows]
    return LedList(tuple(_row(each, actor.on, limits) for each in page), found.count())


def _branches(actor: Actor, on: date) -> QuerySet[Any]:
    """Return the open Party organisations with how each is led on a day."""
    types = [each.code for each in UNIT_TYPES.values() if each.kind.code == ORGANISATION.code]
    here = Q(unit_id=OuterRef("pk"))
    terms = Term.objects.filter(here & on_day(on))
    held = Office.objects.filter(on_day(on), term__valid_to__isnull=True)
    in_office = held.filter(term__unit_id=OuterRef("pk")).order_by()
    formal = formal_relations(on).filter(here).order_by()
    return Unit.objects.filter(type__in=types, closed_on__isnull=True).annotate(
        formal=_counted(formal, "unit_id"),
        officers=_counted(in_office, "term__unit_id"),
        ends_on=Subquery(terms.values("ends_on")[:1]),
        secretary=Subquery(in_office.filter(post=Post.SECRETARY).values("person__name")[:1]),
    )


def _counted(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def lacking(lack: Lack, on: date, limits: Limits) -> Q:
    """Return the condition on the branches of :func:`_branches` that lack this."""
    conditions = {
        Lack.OFFICERS: Q(formal__gt=0, officers=0),
        Lack.COMMITTEE: Q(formal__gte=limits.committee_from, officers__lt=limits.committee_least),
        Lack.OVER: Q(ends_on__lte=on),
        Lack.SOON: Q(ends_on__gt=on, ends_on__lte=on + timedelta(days=limits.remind_days)),
    }
    return conditions[lack]


def _row(unit: Any, on: date, limits: Limits) -> LedRow:
    led = Led(unit.formal, unit.officers, unit.ends_on)
    lacks = tuple(rules.lacks_of(led, on, limits))
    return LedRow(unit.pk, unit.name, led, unit.secretary or "", lacks)


def get_branch(unit_id: int, actor: Actor) -> LedPage:
    """Return a branch with its officers, terms and elections.

    Raises:
        NotVisible: it is no open branch in reach.
    """
    visible = org_policy.scope(actor, "office.view")
    unit = fetch(_branches(actor, actor.on), unit_id, allowed=visible, visible=visible)
    limits = limits_on(actor.on)
    terms = tuple(_terms(unit_id))
    elections = Election.objects.filter(unit_id=unit_id).order_by("-on", "-pk")
    lines = tuple(
        ElectionLine(each.pk, each.on, ElectionState(each.state), each.seats) for each in elections
    )
    mine = Unit.objects.filter(pk=unit_id)
    return LedPage(
        row=_row(unit, actor.on, limits),
        limits=limits,
        needs_committee=rules.needs_committee(unit.formal, limits),
        term=next((each for each in terms if each.valid_to is None), None),
        former=tuple(each for each in terms if each.valid_to is not None),
        elections=lines,
        electors=electors_of(unit_id, on=actor.on),
        may_run=mine.filter(org_policy.scope(actor, "election.run")).exists(),
        may_decide=mine.filter(org_policy.scope(actor, "election.decide")).exists(),
        has_open_election=any(each.state in OPEN_ELECTIONS for each in lines),
    )


def _terms(unit_id: int) -> list[TermLine]:
    offices: dict[int, list[OfficeLine]] = {}
    held = Office.objects.filter(term__unit_id=unit_id).select_related("person")
    order = list(Post)
    for each in sorted(held, key=lambda o: (order.index(Post(o.post)), o.valid_from)):
        offices.setdefault(each.term_id, []).append(
            OfficeLine(
                each.pk,
                each.person_id,
                each.person.name,
                Post(each.post),
                each.valid_from,
                each.valid_to,
            )
        )
    return [
        TermLine(
            term.pk,
            term.valid_from,
            term.valid_to,
            term.ends_on,
            term.document,
            term.extended_by,
            tuple(offices.get(term.pk, ())),
        )
        for term in Term.objects.filter(unit_id=unit_id).order_by("-valid_from")
    ]


def waiting_branches(actor: Actor, lack: Lack) -> QuerySet[Any]:
    """Return the branches whose election the actor runs or decides on, and that lack this."""
    limits = limits_on(actor.on)
    mine = org_policy.scope(actor, "election.run") | org_policy.scope(actor, "election.decide")
    found = _branches(actor, actor.on).filter(mine, lacking(lack, actor.on, limits))
    busy = Election.objects.filter(state__in=OPEN_ELECTIONS).values("unit_id")
    return found.exclude(pk__in=busy).order_by(F("ends_on").asc(nulls_first=True), "name", "pk")


def elections_waiting(actor: Actor, permission: str, state: ElectionState) -> QuerySet[Election]:
    """Return the elections in a state, their day come, for whose next step the actor is there."""
    found = Election.objects.filter(
        policy.of_unit(actor, permission), state=state, on__lte=actor.on
    )
    return found.select_related("unit").order_by("on", "pk")
