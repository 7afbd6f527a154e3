"""A street whose bureau sends instructors, places that they look after, notes that they write."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from factories.entities import COMMUNITY, TOWN, make_entity, make_responsible
from factories.members import actor_of, make_person
from factories.memberships import make_branch, make_member
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.kernel.actor import Actor
from gongjian.members import actions as members
from gongjian.members.models import Person
from gongjian.org.models import Unit
from gongjian.support import actions
from gongjian.support.actions import AssignmentEntry, PointEntry, RosterEntry, VisitEntry
from gongjian.support.models import Appraisal, Assignment, ContactPoint, Finding, Instructor, Visit
from gongjian.support.rules import Note
from gongjian.support.terms import PlaceKind, Verdict, VisitAct

LAST_DAY = date(2026, 12, 31)
NOTE = Note((VisitAct.TALKED.value,), "看了新店面，谈了招工。", (("business", "招牌要换新"),))

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Site:
    """A street that marks places and a bureau that sends instructors, with their officers."""

    district: Unit
    street: Unit
    bureau: Unit
    officer: Person
    line_officer: Person


def make_site() -> Site:
    """Return the street and the bureau."""
    district = make_unit("测试区", "district", line="territorial")
    street = make_unit("测试街道", "street", under=district, line="territorial")
    make_responsible(street, TOWN)
    bureau = make_unit("测试市场监管局", "bureau", line="sectoral")
    return Site(
        district,
        street,
        bureau,
        officer=make_person(district, "district_officer", name="组织员"),
        line_officer=make_person(bureau, "line_officer", name="条线干部"),
    )


def make_volunteer_member(under: Unit) -> Person:
    """Enter a formal member with a sign-in, in a branch of their own under a unit."""
    number = next(_numbers)
    person = make_member(make_branch(under))
    members.open_account(
        person.pk,
        username=f"zhidao{number}",
        password="a long password",
        actor=office(),
        at=moment(FOUNDED),
    )
    person.refresh_from_db()
    return person


def make_instructor(unit: Unit, *, under: Unit | None = None) -> Instructor:
    """Put a member on the roster, sent by a unit."""
    person = make_volunteer_member(under or unit)
    return actions.put_on_roster(
        RosterEntry(person.pk, unit.pk, FOUNDED, FOUNDED, "同意选派〔2026〕1号"),
        actor=office(),
        at=moment(FOUNDED),
    )


def actor_who_is(instructor: Instructor) -> Actor:
    """Return the actor that an instructor is today."""
    return actor_of(instructor.person)


def make_point(unit: Unit, name: str = "") -> ContactPoint:
    """Mark a shop as a contact point of a unit."""
    entity = make_entity(name, COMMUNITY)
    entry = PointEntry(unit.pk, PlaceKind.ENTITY, entity.pk, "想有人帮着理一理组织生活", FOUNDED)
    return actions.mark(entry, actor=office(), at=moment(FOUNDED))


def make_assignment(
    instructor: Instructor,
    point: ContactPoint,
    *,
    from_day: date = FOUNDED,
    last_day: date = LAST_DAY,
    load_reason: str = "",
) -> Assignment:
    """Let an instructor look after a place."""
    entry = AssignmentEntry(instructor.pk, from_day, last_day, load_reason)
    return actions.assign(point.pk, entry, actor=office(), at=moment(from_day))


def entry_of(
    assignment: Assignment, *, on: date = TODAY, note: Note = NOTE, key: UUID | None = None
) -> VisitEntry:
    """Return a note about the place of an assignment."""
    return VisitEntry(key or uuid4(), assignment.point_id, on, note)


def make_visit(assignment: Assignment, *, on: date = TODAY, note: Note = NOTE) -> Visit:
    """Record a note as the instructor does."""
    entry = entry_of(assignment, on=on, note=note)
    actor = actor_who_is(assignment.instructor)
    return actions.record_visit(entry, actor=actor, at=moment())[0]


def make_appraisal(instructor: Instructor, giver: Actor | None = None) -> Appraisal:
    """Appraise an instructor's present year."""
    entry = actions.AppraisalEntry(TODAY.year, Verdict.COMPETENT, "走访按时，问题有回音。")
    return actions.appraise(instructor.pk, entry, actor=giver or office(), at=moment())


def some_assignment(holder: Person) -> Assignment:
    """Return an assignment below the unit of an officer; made if there is none."""
    found = Assignment.objects.first()
    if found is None:
        found = make_assignment(make_instructor(holder.unit), make_point(holder.unit))
    return found


def some_visit(holder: Person) -> Visit:
    """Return a note about this assignment; made if there is none."""
    return Visit.objects.first() or make_visit(some_assignment(holder))


def some_issue(holder: Person) -> Finding:
    """Return an issue of this note."""
    return Finding.objects.filter(visit=some_visit(holder)).order_by("pk")[0]


def some_appraisal(holder: Person) -> Appraisal:
    """Return an appraisal that this instructor objects to; given if there is none."""
    found = Appraisal.objects.first()
    if found is None:
        instructor = some_assignment(holder).instructor
        found = make_appraisal(instructor)
        actions.object_to(found.pk, "漏记一次", actor=actor_who_is(instructor), at=moment())
    return found


def add_support(holder: Person) -> None:
    """Add an instructor with a place, a note and an issue, and a place without anybody."""
    assignment = make_assignment(make_instructor(holder.unit), make_point(holder.unit))
    make_visit(assignment)
    make_point(holder.unit)
