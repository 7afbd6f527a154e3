"""A street with two branches, a line's branch and a station, its officers and members."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.kernel.actor import Actor, system
from gongjian.members import actions
from gongjian.members.actions import MemberFacts, Question, Report
from gongjian.members.models import (
    DataRequest,
    FloatingMember,
    FormalRelation,
    Person,
    Transfer,
)
from gongjian.members.terms import Channel, ParticipationKind, RequestKind
from gongjian.org.models import Unit

JOINED = date(2015, 7, 1)

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Street:
    """Branches ``first`` and ``second`` and a station in one street; ``line`` under a bureau."""

    district: Unit
    street: Unit
    station: Unit
    first: Unit
    second: Unit
    bureau: Unit
    line: Unit
    officer: Actor
    line_officer: Actor
    keeper: Actor
    secretary: Actor
    other_secretary: Actor
    line_secretary: Actor


def make_street() -> Street:
    """Return the street with one person in each office."""
    district = make_unit("测试区", "district", line="territorial")
    street = make_unit("测试街道", "street", under=district, line="territorial")
    station = make_unit("测试社区", "community", under=street, line="territorial")
    first = make_unit("小个专第一支部", "branch", under=street, line="territorial")
    second = make_unit("小个专第二支部", "branch", under=street, line="territorial")
    bureau = make_unit("测试市场监管局", "bureau", line="sectoral")
    line = make_unit("个私协会支部", "branch", under=bureau, line="sectoral")
    return Street(
        district,
        street,
        station,
        first,
        second,
        bureau,
        line,
        officer=actor_of(make_person(district, "district_officer", name="组织员")),
        line_officer=actor_of(make_person(bureau, "line_officer", name="条线干部")),
        keeper=actor_of(make_person(station, "station_keeper", name="站长")),
        secretary=actor_of(make_person(first, "branch_secretary", name="第一书记员")),
        other_secretary=actor_of(make_person(second, "branch_secretary", name="第二书记员")),
        line_secretary=actor_of(make_person(line, "branch_secretary", name="条线书记员")),
    )


def make_branch(under: Unit, name: str = "") -> Unit:
    """Enter one more branch below a unit on the territorial line."""
    number = next(_numbers)
    return make_unit(name or f"支部{number}", "branch", under=under, line="territorial")


def make_member(unit: Unit, *, formal: bool = True, on: date = FOUNDED) -> Person:
    """Enter a member whose relation the branch holds since a day."""
    number = next(_numbers)
    facts = MemberFacts(
        name=f"党员{number}",
        mobile=f"1370000{number:04d}",
        unit_id=unit.pk,
        joined_on=JOINED,
        formal_since=JOINED.replace(year=2016) if formal else None,
    )
    return actions.enter_member(facts, actor=office(on), at=moment(on))


def hold(person_id: int, unit: Unit, *, since: date = FOUNDED) -> FormalRelation:
    """Let a unit hold somebody's relation, of whatever type it is."""
    return FormalRelation.objects.create(person_id=person_id, unit=unit, valid_from=since)


def make_stay(station: Unit, *, on: date = TODAY) -> FloatingMember:
    """Report a floating member in at the desk."""
    number = next(_numbers)
    report = Report(f"流动党员{number}", f"1360000{number:04d}", "外省某支部")
    return actions.report_in(
        report, station_id=station.pk, channel=Channel.DESK, actor=office(on), at=moment(on)
    )


def clock(on: date = TODAY) -> Actor:
    """Return the actor of the clock."""
    return system("clock", on, actions.EXPIRE)


def somebody_below(office_holder: Person) -> Person:
    """Return a member with a guest's place, below the unit of an officer; made if there is none."""
    member = Person.objects.filter(membership__isnull=False, participations__isnull=False).first()
    if member is None:
        home, other = make_branch(office_holder.unit), make_branch(office_holder.unit)
        member = make_member(home)
        actions.add_participation(
            member.pk,
            unit_id=other.pk,
            kind=ParticipationKind.LINE,
            actor=office(),
            at=moment(),
        )
    return member


def somebody_moving(office_holder: Person) -> Transfer:
    """Return a transfer below the unit of an officer, its letter out; made if there is none."""
    moving = Transfer.objects.first()
    if moving is None:
        target = make_branch(office_holder.unit)
        somebody_below(office_holder)
        member = make_member(make_branch(office_holder.unit))
        asked = actions.request_transfer(
            member.pk, to_unit_id=target.pk, actor=office(), at=moment()
        )
        moving = actions.issue_letter(asked.pk, actor=office(), at=moment())
    return moving


def somebody_floating(office_holder: Person) -> FloatingMember:
    """Return a floating member at a station below the unit of an officer; made if there is none."""
    found = FloatingMember.objects.filter(state="reported").first()
    if found is None:
        found = make_stay(make_unit("", "community", under=office_holder.unit, line="territorial"))
    return found


def somebody_taken_in(office_holder: Person) -> FloatingMember:
    """Return a floating member in a branch below the unit of an officer; made if there is none."""
    found = FloatingMember.objects.filter(state="attached").first()
    if found is None:
        station = make_unit("", "community", under=office_holder.unit, line="territorial")
        found = actions.attach(
            make_stay(station).pk,
            branch_id=make_branch(station).pk,
            actor=office(),
            at=moment(),
        )
    return found


def a_data_request(person: Person) -> DataRequest:
    """Return what a person with a sign-in has asked about their data; asked now if nothing."""
    found = DataRequest.objects.filter(person=person, state="open").first()
    if found is None:
        question = Question(RequestKind.OBJECT, "members.Person.unit", "已离开")
        found = actions.ask(question, actor=actor_of(person), at=moment())
    return found
