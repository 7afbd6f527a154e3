"""Whoever left long ago is forgotten: what they did stays, under no name (G16)."""

from datetime import timedelta

import pytest

from factories.members import account_of, actor_of, make_person
from factories.memberships import make_branch, make_member, make_street
from factories.org import FOUNDED, TODAY, moment, office
from gongjian.kernel import audit
from gongjian.kernel.actor import system
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import AuditEvent
from gongjian.kernel.retention import FORGET
from gongjian.members import actions
from gongjian.members.models import Appointment, FormalRelation, Person, PersonSkill, Skill
from gongjian.members.terms import FORGOTTEN, EndReason, Purpose

pytestmark = pytest.mark.django_db

KEPT = 1095


def forget(days: int = 0) -> int:
    day = TODAY + timedelta(days=days)
    return actions.forget_people(actor=system("forget", day, FORGET), at=moment(day))


@pytest.fixture
def branch():
    return make_branch(make_street().street)


def test_who_left_long_ago_has_no_name_and_no_number(branch):
    person = make_person(branch, "branch_secretary", name="测某")
    account = account_of(person)
    actions.change_person(
        person.pk,
        actions.PersonFacts("测某", branch.pk, "13900002222"),
        actor=office(),
        at=moment(),
    )
    skill = Skill.objects.create(code="电工", name="电工")
    PersonSkill.objects.create(person=person, skill=skill)
    Appointment.objects.filter(person=person).update(valid_to=TODAY)
    assert forget(KEPT - 1) == 0
    assert forget(KEPT) == 1
    person.refresh_from_db()
    assert (person.name, person.mobile, person.account) == (FORGOTTEN, "", None)
    account.refresh_from_db()
    assert not account.is_active
    assert "测" not in account.username
    assert not PersonSkill.objects.filter(person=person).exists()
    assert Appointment.objects.filter(person=person).exists()
    assert forget(KEPT) == 0


def test_a_member_whose_membership_ended_is_forgotten_after_the_time(branch):
    member = make_member(branch)
    actions.end_membership(
        member.pk, why=EndReason.DECEASED, document="登记", actor=office(), at=moment()
    )
    assert forget(KEPT - 1) == 0
    assert forget(KEPT) == 1
    held = FormalRelation.objects.get(person=member)
    assert (held.unit, held.valid_from, held.valid_to) == (branch, FOUNDED, TODAY)
    assert Person.objects.get(pk=member.pk).membership.birth_year is None
    assert list(audit.verify()) == []


def test_whoever_is_still_tied_to_a_unit_stays(branch):
    make_member(branch)
    serving = make_person(branch, "branch_secretary")
    Appointment.objects.create(
        person=serving, unit=branch, role="volunteer", valid_from=FOUNDED, valid_to=TODAY
    )
    assert forget(10 * KEPT) == 0


def test_a_consent_of_somebody_forgotten_allows_nothing(branch):
    person = make_person(branch, "branch_secretary")
    actions.give_consent(Purpose.NAME_PUBLIC, actor=actor_of(person), at=moment())
    Appointment.objects.filter(person=person).update(valid_to=TODAY)
    forget(KEPT)
    assert not person.consents.filter(withdrawn_at__isnull=True).exists()


def test_the_log_says_how_many_and_never_who(branch):
    person = make_person(branch, "branch_secretary", name="测某")
    Appointment.objects.filter(person=person).update(valid_to=TODAY)
    forget(KEPT)
    event = AuditEvent.objects.order_by("pk").last()
    assert event is not None
    assert (event.action, event.detail) == ("members.people.forget", {"people": 1})


def test_only_the_clock_forgets():
    with pytest.raises(Forbidden):
        actions.forget_people(actor=office(), at=moment())
