"""The roster, contact points and assignments: conditions, load, rotation without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.members import actor_of, make_person
from factories.memberships import make_branch, make_member
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.support import (
    LAST_DAY,
    Site,
    actor_who_is,
    make_assignment,
    make_instructor,
    make_point,
    make_site,
    make_volunteer_member,
)
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.members.models import Appointment
from gongjian.org.actions import DocumentMissing
from gongjian.support import actions, queries
from gongjian.support.actions import (
    AssignedAlready,
    AssignmentEntry,
    ClosesTooEarly,
    LeavesTooEarly,
    LoadTooHigh,
    MarkedAlready,
    NeedMissing,
    NoAuthority,
    NotFormal,
    NotOnRoster,
    NotWilling,
    OnePlace,
    OnRosterAlready,
    OverAlready,
    PeriodWrong,
    PointEntry,
    ReasonMissing,
    RosterEntry,
)
from gongjian.support.models import Assignment
from gongjian.support.terms import PlaceKind, PointStanding

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def entry(site: Site, person, **changes) -> RosterEntry:
    facts = {
        "person_id": person.pk,
        "unit_id": site.street.pk,
        "from_day": TODAY,
        "willing_on": TODAY,
        "document": "同意选派",
    }
    return RosterEntry(**(facts | changes))


# --- the roster ------------------------------------------------------------------------------


def test_a_formal_member_is_sent_with_their_will_and_the_units_agreement(site) -> None:
    person = make_volunteer_member(site.street)
    actor = actor_of(site.officer)
    assert not actor_of(person).may("visit.write")
    instructor = actions.put_on_roster(entry(site, person), actor=actor, at=moment())
    assert (instructor.unit, instructor.valid_from) == (site.street, TODAY)
    assert actor_of(person).may("visit.write")
    with pytest.raises(OnRosterAlready):
        actions.put_on_roster(entry(site, person), actor=actor, at=moment())


def test_what_the_conditions_refuse(site) -> None:
    actor = actor_of(site.officer)
    probationary = make_member(make_branch(site.street), formal=False)
    formal = make_member(make_branch(site.street))
    stranger = make_person(site.street)
    for person in (probationary, stranger):
        with pytest.raises(NotFormal):
            actions.put_on_roster(entry(site, person), actor=actor, at=moment())
    tomorrow = TODAY + timedelta(days=1)
    for willing_on, from_day in ((TODAY, TODAY - timedelta(days=1)), (tomorrow, tomorrow)):
        asked = entry(site, formal, willing_on=willing_on, from_day=from_day)
        with pytest.raises(NotWilling):
            actions.put_on_roster(asked, actor=actor, at=moment())
    with pytest.raises(DocumentMissing):
        actions.put_on_roster(entry(site, formal, document=" "), actor=actor, at=moment())


def test_out_of_reach_stays_out_of_reach(site) -> None:
    elsewhere = make_unit("别区", "district", line="territorial")
    other = actor_of(make_person(elsewhere, "district_officer"))
    formal = make_member(make_branch(site.street))
    with pytest.raises(NotVisible):
        actions.put_on_roster(entry(site, formal), actor=other, at=moment())
    asked = entry(site, formal, unit_id=elsewhere.pk)
    with pytest.raises(NotVisible):
        actions.put_on_roster(asked, actor=other, at=moment())
    instructor = make_instructor(site.street)
    with pytest.raises(NotVisible):
        queries.get_instructor(instructor.pk, other)
    with pytest.raises(Forbidden):
        actions.leave_roster(
            instructor.pk,
            from_day=TODAY,
            reason="调离",
            actor=actor_who_is(instructor),
            at=moment(),
        )


def test_who_leaves_the_roster_leaves_places_that_stand_as_vacant(site) -> None:
    instructor = make_instructor(site.street)
    point = make_point(site.street)
    make_assignment(instructor, point)
    actor = actor_of(site.officer)
    with pytest.raises(ReasonMissing):
        actions.leave_roster(instructor.pk, from_day=TODAY, reason=" ", actor=actor, at=moment())
    with pytest.raises(LeavesTooEarly):
        actions.leave_roster(
            instructor.pk, from_day=FOUNDED, reason="调离", actor=actor, at=moment()
        )
    actions.leave_roster(instructor.pk, from_day=TODAY, reason="调离", actor=actor, at=moment())
    assert queries.get_point(point.pk, actor).row.standing == PointStanding.NONE
    assert queries.get_point(point.pk, actor).row.vacant_since == TODAY
    appointment = Appointment.objects.get(person=instructor.person, role="instructor")
    assert appointment.valid_to == TODAY
    with pytest.raises(NotOnRoster):
        make_assignment(instructor, point, from_day=TODAY)


# --- contact points --------------------------------------------------------------------------


def test_a_place_is_marked_once_and_because_it_asked(site) -> None:
    actor = actor_of(site.officer)
    point = make_point(site.street)
    again = PointEntry(site.street.pk, PlaceKind.ENTITY, point.entity_id, "再来一次", TODAY)
    with pytest.raises(MarkedAlready):
        actions.mark(again, actor=actor, at=moment())
    branch = make_branch(site.street)
    asked = PointEntry(site.street.pk, PlaceKind.BRANCH, branch.pk, " ", TODAY)
    with pytest.raises(NeedMissing):
        actions.mark(asked, actor=actor, at=moment())
    by_branch = PointEntry(branch.pk, PlaceKind.BRANCH, branch.pk, "要人", TODAY)
    with pytest.raises(NoAuthority):
        actions.mark(by_branch, actor=actor, at=moment())
    nowhere = PointEntry(site.street.pk, PlaceKind.VENUE, 999, "要人", TODAY)
    with pytest.raises(OnePlace):
        actions.mark(nowhere, actor=actor, at=moment())
    far = make_branch(make_unit("别区", "district", line="territorial"))
    beyond = PointEntry(site.street.pk, PlaceKind.BRANCH, far.pk, "要人", TODAY)
    with pytest.raises(OnePlace):
        actions.mark(beyond, actor=actor, at=moment())


def test_closing_a_place_frees_who_looked_after_it(site) -> None:
    actor = actor_of(site.officer)
    instructor, point = make_instructor(site.street), make_point(site.street)
    make_assignment(instructor, point)
    with pytest.raises(ClosesTooEarly):
        actions.close_point(point.pk, from_day=FOUNDED, reason="停业", actor=actor, at=moment())
    actions.close_point(point.pk, from_day=TODAY, reason="停业", actor=actor, at=moment())
    assert queries.count_load(instructor.pk, TODAY) == 0
    assert queries.list_points(actor, TableQuery()).total == 0
    with pytest.raises(PeriodWrong):
        make_assignment(instructor, point, from_day=TODAY)


# --- assignments -----------------------------------------------------------------------------


def test_the_same_instructor_is_never_twice_at_a_place_at_once(site) -> None:
    instructor, point = make_instructor(site.street), make_point(site.street)
    first = make_assignment(instructor, point, last_day=TODAY)
    with pytest.raises(AssignedAlready):
        make_assignment(instructor, point, from_day=TODAY)
    make_assignment(instructor, point, from_day=TODAY + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=first.pk).update(valid_to=LAST_DAY)


def test_a_load_above_the_usual_needs_a_reason(site) -> None:
    instructor = make_instructor(site.street)
    for _number in range(5):
        make_assignment(instructor, make_point(site.street))
    point = make_point(site.street)
    with pytest.raises(LoadTooHigh):
        make_assignment(instructor, point)
    made = make_assignment(instructor, point, load_reason="同一栋楼，一次走完")
    assert made.load_reason == "同一栋楼，一次走完"


def test_days_outside_the_roster_or_backwards_are_refused(site) -> None:
    instructor, point = make_instructor(site.street), make_point(site.street)
    with pytest.raises(PeriodWrong):
        make_assignment(instructor, point, last_day=date(2025, 12, 31))
    with pytest.raises(PeriodWrong):
        make_assignment(instructor, point, from_day=date(2025, 12, 31))


def test_rotation_leaves_not_a_day_between(site) -> None:
    actor = actor_of(site.officer)
    old, new = make_instructor(site.street), make_instructor(site.bureau, under=site.street)
    point = make_point(site.street)
    before = make_assignment(old, point)
    entry = AssignmentEntry(new.pk, TODAY, LAST_DAY)
    with pytest.raises(NotVisible):  # the bureau's instructor is not the district's to see
        actions.replace(before.pk, entry, actor=actor, at=moment())
    after = actions.replace(before.pk, entry, actor=office(), at=moment())
    before.refresh_from_db()
    assert before.valid_to == after.valid_from == TODAY
    row = queries.get_point(point.pk, actor).row
    assert (row.standing, row.instructor) == (PointStanding.HELD, new.person.name)
    late = AssignmentEntry(new.pk, TODAY + timedelta(days=1), LAST_DAY)
    with pytest.raises(OverAlready):
        actions.replace(before.pk, late, actor=office(), at=moment())


def test_what_ends_with_nobody_after_it_stands_on_the_list(site) -> None:
    actor = actor_of(site.officer)
    point = make_point(site.street)
    soon = make_assignment(make_instructor(site.street), point, last_day=TODAY + timedelta(days=9))

    def listed(standing: PointStanding) -> list[int]:
        found = queries.list_points(actor, TableQuery(filters={"standing": standing.value}))
        return [row.id for row in found.rows]

    assert listed(PointStanding.ENDING) == [point.pk]
    late = make_assignment(make_instructor(site.street), point, from_day=TODAY + timedelta(days=12))
    assert listed(PointStanding.ENDING) == [point.pk]  # two days lie between
    actions.end_assignment(
        late.pk, from_day=late.valid_from, reason="另作安排", actor=actor, at=moment()
    )
    actions.end_assignment(soon.pk, from_day=TODAY, reason="借调", actor=actor, at=moment())
    assert listed(PointStanding.NONE) == [point.pk]
    assert listed(PointStanding.ENDING) == []
    make_assignment(make_instructor(site.street), point, from_day=TODAY, last_day=date(2027, 6, 30))
    assert listed(PointStanding.HELD) == [point.pk]


def test_an_assignment_that_ends_on_its_first_day_never_held(site) -> None:
    point = make_point(site.street)
    made = make_assignment(make_instructor(site.street), point)
    actions.end_assignment(
        made.pk, from_day=FOUNDED, reason="弄错了", actor=actor_of(site.officer), at=moment()
    )
    assert queries.get_point(point.pk, actor_of(site.officer)).assignments == ()
    with pytest.raises(OverAlready):
        actions.end_assignment(
            made.pk, from_day=TODAY, reason="弄错了", actor=office(), at=moment()
        )
