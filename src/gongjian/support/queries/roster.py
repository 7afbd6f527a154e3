"""The roster: who is sent by whom, with how many places; one instructor's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.members.models import Person
from gongjian.members.queries.reached import reached_members, reached_people
from gongjian.org.policy import on_day

from .. import policy
from ..models import Instructor
from . import assignments
from .appraisals import AppraisalRow, appraisals_of
from .assignments import AssignmentRow


@dataclass(frozen=True)
class InstructorRow:
    """Somebody on the roster, as the list shows them: ``places`` today."""

    id: int
    name: str
    unit: str
    valid_from: date
    valid_to: date | None
    places: int


@dataclass(frozen=True)
class InstructorList:
    """One page of the roster by name; ``usual`` places are looked after without a reason."""

    rows: tuple[InstructorRow, ...]
    total: int
    usual: int


@dataclass(frozen=True)
class InstructorPage:
    """One instructor: the conditions on record, the places, the appraisals one may see."""

    row: InstructorRow
    unit_id: int
    willing_on: date
    document: str
    assignments: tuple[AssignmentRow, ...]
    appraisals: tuple[AppraisalRow, ...]
    is_oneself: bool
    may_edit: bool
    may_appraise: bool
    years: tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """An instructor to choose: where they come from, and how many places they have already."""

    id: int
    name: str
    unit: str
    places: int


def list_instructors(actor: Actor, query: TableQuery) -> InstructorList:
    """Return one page of the roster in reach, by name; filter ``state`` also shows who left."""
    found = _rows(actor.on).filter(policy.instructors(actor, policy.VIEW))
    if query.filters.get("state") == "left":
        found = found.filter(valid_to__lte=actor.on)
    else:
        found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=actor.on))
    if query.text:
        found = found.filter(
            Q(person__name__icontains=query.text) | Q(unit__name__icontains=query.text)
        )
    page = found.order_by("person__name", "pk")[query.rows]
    usual = parameters.in_force(actor.on).whole("instructor.load")
    return InstructorList(tuple(_row(each) for each in page), found.count(), usual)


def _rows(on: date) -> QuerySet[Any]:
    today = Q(assignments__valid_from__lte=on, assignments__valid_to__gt=on)
    places = Count("assignments__point", filter=today, distinct=True)
    return Instructor.objects.select_related("person", "unit").annotate(places=places)


def _row(row: Any) -> InstructorRow:
    return InstructorRow(
        row.pk, row.person.name, row.unit.name, row.valid_from, row.valid_to, row.places
    )


def get_instructor(instructor_id: int, actor: Actor) -> InstructorPage:
    """Return somebody on the roster.

    Raises:
        NotVisible: there is none, or they are out of reach.
    """
    visible = policy.instructors(actor, policy.VIEW)
    row = fetch(_rows(actor.on), instructor_id, allowed=visible, visible=visible)
    held = assignments.rows().filter(policy.held(), instructor=row.pk)
    given = appraisals_of(row.pk, actor)
    is_oneself = row.person_id == actor.person_id
    last = min(actor.on, row.valid_to or actor.on).year
    years = range(row.valid_from.year, last + 1)
    return InstructorPage(
        row=_row(row),
        unit_id=row.unit_id,
        willing_on=row.willing_on,
        document=row.document,
        assignments=tuple(
            assignments.row_of(each, actor.on) for each in held.order_by("-valid_to", "pk")
        ),
        appraisals=given,
        is_oneself=is_oneself,
        may_edit=_may(row.pk, actor, policy.EDIT),
        may_appraise=not is_oneself and _may(row.pk, actor, policy.APPRAISE),
        years=tuple(sorted(set(years) - {each.year for each in given}, reverse=True)),
    )


def _may(instructor_id: int, actor: Actor, permission: str) -> bool:
    if not actor.may(permission):
        return False
    reached = Instructor.objects.filter(policy.instructors(actor, permission), pk=instructor_id)
    return reached.exists()


def list_choices(actor: Actor) -> tuple[Choice, ...]:
    """Return whom the actor may assign today, by name; the fewest places do not come first."""
    found = _rows(actor.on).filter(policy.instructors(actor, policy.VIEW), on_day(actor.on))
    return tuple(
        Choice(each.pk, each.person.name, each.unit.name, each.places)
        for each in found.order_by("person__name", "pk")
    )


def candidates(actor: Actor) -> QuerySet[Person]:
    """Return the people whose record the actor reaches: who may be put on the roster."""
    people = reached_people(actor).values("pk")
    reached = reached_members(actor).values("pk")
    return Person.objects.filter(Q(pk__in=people) | Q(pk__in=reached))


def find_candidates(text: str, actor: Actor) -> tuple[int, ...]:
    """Return the members in reach of this name, or name and last digits of the number."""
    name, _space, digits = text.strip().partition(" ")
    found = candidates(actor).filter(name=name, membership__isnull=False)
    if digits.strip():
        found = found.filter(mobile__endswith=digits.strip())
    return tuple(_few(found.order_by("pk").values_list("pk", flat=True)))


def _few(keys: Iterable[int]) -> Iterable[int]:
    return list(keys)[:2]
