"""A branch that is merged takes its members along; none is closed over their heads."""

from datetime import timedelta

import pytest

from factories.memberships import hold, make_branch, make_member, make_street
from factories.org import FOUNDED, TODAY, moment, office
from gongjian.members import actions
from gongjian.members.actions import MembersLeft
from gongjian.members.models import FormalRelation, ParticipationRelation, Transfer
from gongjian.members.terms import ParticipationKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches():
    street = make_street().street
    return make_branch(street, "甲支部"), make_branch(street, "乙支部"), make_branch(street)


def take_over(from_unit, to_unit, on=TODAY):
    return actions.transfer_members(
        from_unit.pk,
        to_unit and to_unit.pk,
        on=on,
        document="批复",
        actor=office(),
        at=moment(),
    )


def test_members_go_along_without_a_gap(branches):
    one, other, _third = branches
    people = [make_member(one), make_member(one, formal=False)]
    assert take_over(one, other) == 2
    for person in people:
        before, after = FormalRelation.objects.filter(person=person).order_by("valid_from")
        assert (before.unit, before.valid_to) == (one, TODAY)
        assert (after.unit, after.valid_from, after.valid_to) == (other, TODAY, None)


def test_a_guest_of_both_is_a_guest_once(branches):
    one, other, third = branches
    person, member = make_member(third), make_member(other)
    for unit, who in ((one, person), (other, person), (one, member)):
        actions.add_participation(
            who.pk, unit_id=unit.pk, kind=ParticipationKind.LINE, actor=office(), at=moment(FOUNDED)
        )
    take_over(one, other)
    lasting = ParticipationRelation.objects.filter(valid_to__isnull=True)
    assert list(lasting.values_list("person_id", "unit_id")) == [(person.pk, other.pk)]


def test_a_branch_with_members_is_not_closed(branches):
    one, _other, _third = branches
    make_member(one)
    with pytest.raises(MembersLeft):
        take_over(one, None)
    assert FormalRelation.objects.get().valid_to is None


def test_who_left_later_is_with_the_other_branch_until_then(branches):
    one, other, third = branches
    person = make_member(third)
    FormalRelation.objects.filter(person=person).delete()
    then = TODAY - timedelta(days=10)
    row = hold(person.pk, one)
    row.valid_to = then
    row.save()
    hold(person.pk, third, since=then)
    take_over(one, other, on=then - timedelta(days=5))
    found = FormalRelation.objects.filter(person=person).order_by("valid_from")
    assert [each.unit for each in found] == [one, other, third]
    assert [each.valid_to for each in found] == [then - timedelta(days=5), then, None]


def test_a_transfer_on_its_way_reaches_the_branch_that_took_over(branches):
    one, other, third = branches
    person = make_member(third)
    actions.request_transfer(person.pk, to_unit_id=one.pk, actor=office(), at=moment())
    take_over(one, other)
    assert Transfer.objects.get().to_unit == other
