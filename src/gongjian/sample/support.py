"""The demonstration's instructors: three who serve, a place without anybody, notes of visits.

Everybody and everything said here is invented.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from gongjian.kernel import actor as actors
from gongjian.kernel.actor import Actor
from gongjian.members import actions as members
from gongjian.members import queries as people
from gongjian.members.actions import MemberFacts
from gongjian.members.models import FormalRelation, Person
from gongjian.org.models import Unit
from gongjian.support import actions
from gongjian.support.actions import (
    AssignmentEntry,
    Note,
    PointEntry,
    RosterEntry,
    VisitEntry,
)
from gongjian.support.models import ContactPoint, Instructor
from gongjian.support.terms import ROLE, IssueKind, PlaceKind, VisitAct

from .cast import CAST
from .district import POOL, SHOPS, unit_named

PERMISSIONS = (
    "instructor.view",
    "instructor.edit",
    "people.view",
    "member.view",
    "member.edit",
    "unit.view",
)

STREET, STATION, LINE_BRANCH = "百丈街道", "百丈市场监管所", "鄞州区个私协会党支部"
KEYS = UUID("5b0a1f66-6f6f-4a0c-9a26-0d3a6f1f7d10")

NEEDS = (
    (SHOPS, "支部刚成立，想有人帮着把“三会一课”理顺。"),
    (POOL, "党员分散在几十家店里，希望有人一起走访。"),
    (LINE_BRANCH, "会员常问政策，想有人定期来讲。"),
)

NOTES = (
    Note(
        (VisitAct.TALKED.value, VisitAct.LIFE.value),
        "一起排了下季度的主题党日，书记说人难到齐，改在打烊后开。",
        ((IssueKind.ORGANISATION.value, "会议记录本只记到九月"),),
    ),
    Note(
        (VisitAct.MEMBERS.value, VisitAct.POLICY.value),
        "走了四家店，讲了个体工商户的新政策。",
        (
            (IssueKind.BUSINESS.value, "两家店不清楚怎么申请分型分类"),
            (IssueKind.PREMISES.value, "党群服务站晚上没有灯"),
        ),
    ),
)


def build_support(at: datetime) -> None:
    """Mark three places, put two instructors on the roster and let them write notes."""
    actor = actors.system("sample", at.date(), *PERMISSIONS)
    began = at.date() - timedelta(days=300)
    street, station = unit_named(STREET), unit_named(STATION)
    points = [_mark(street, name, need, began, actor, at) for name, need in NEEDS]
    first = _on_roster(_of_the_cast(actor, at), station, began, actor, at)
    second = _on_roster(_formal_members(unit_named(SHOPS))[-1], station, began, actor, at)
    last = date(at.year + 1, 12, 31)
    for instructor, point in ((first, points[0]), (first, points[1]), (second, points[0])):
        entry = AssignmentEntry(instructor.pk, began, last)
        actions.assign(point.pk, entry, actor=actor, at=at)
    writer = people.get_actor_of_person(first.person_id, on=at.date())
    _write(points[0], NOTES[0], at.date() - timedelta(days=20), writer, at)
    _write(points[1], NOTES[1], at.date() - timedelta(days=100), writer, at)


def _mark(
    street: Unit, branch: str, need: str, day: date, actor: Actor, at: datetime
) -> ContactPoint:
    entry = PointEntry(street.pk, PlaceKind.BRANCH, unit_named(branch).pk, need, day)
    return actions.mark(entry, actor=actor, at=at)


def _of_the_cast(actor: Actor, at: datetime) -> Person:
    """Return the instructor who can sign in, a member of the line's branch."""
    part = next(each for each in CAST if each.role == ROLE)
    facts = MemberFacts(
        name=part.name,
        mobile=part.mobile,
        unit_id=unit_named(LINE_BRANCH).pk,
        joined_on=date(2012, 7, 1),
        formal_since=date(2013, 7, 1),
        document="示例",
    )
    return members.enter_member(facts, actor=actor, at=at - timedelta(days=400))


def _formal_members(unit: Unit) -> list[Person]:
    held = FormalRelation.objects.filter(
        unit=unit, valid_to__isnull=True, person__membership__formal_since__isnull=False
    )
    return [each.person for each in held.select_related("person").order_by("pk")]


def _on_roster(person: Person, unit: Unit, day: date, actor: Actor, at: datetime) -> Instructor:
    entry = RosterEntry(person.pk, unit.pk, day, day, "百丈市场监管所同意选派函")
    return actions.put_on_roster(entry, actor=actor, at=at)


def _write(point: ContactPoint, note: Note, day: date, writer: Actor, at: datetime) -> None:
    key = uuid5(KEYS, f"{point.branch_id}{day}")
    actions.record_visit(VisitEntry(key, point.pk, day, note), actor=writer, at=at)
