"""The sheet of members: checked like every other, entered into the branch that holds them."""

from datetime import date

import pytest

from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from factories.rosters import MEMBER, District, check, enter, make_district, words
from gongjian.intake.terms import RowStatus
from gongjian.members import actions
from gongjian.members.models import FormalRelation, Membership, Person
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return make_district()


@pytest.fixture
def branch(district: District) -> Unit:
    return make_unit("百丈商业街党支部", "branch", under=district.street, line="territorial")


def member(**changes):
    return {"members": [MEMBER | changes]}


def codes(tmp_path, rows, actor=None):
    plan, _known = check(tmp_path, rows, actor=actor)
    assert all(words(fault) for fault in plan.faults)
    return [(fault.row, fault.column.split()[-1], fault.code) for fault in plan.faults]


def test_members_are_entered_and_entering_again_changes_nothing(tmp_path, branch):
    second = MEMBER | {"name": "测二", "mobile": "13900003002", "formal_since": ""}
    rows = {"members": [MEMBER, second]}
    plan = enter(tmp_path, rows)
    assert [finding.status for finding in plan.findings] == [RowStatus.NEW, RowStatus.NEW]
    held = FormalRelation.objects.filter(unit=branch, valid_to__isnull=True)
    assert held.count() == 2
    first = Membership.objects.get(person__name="测一")
    assert (first.joined_on, first.formal_since) == (date(2015, 7, 1), date(2016, 7, 1))
    assert Membership.objects.get(person__name="测二").formal_since is None
    again, _known = check(tmp_path, rows)
    assert not again.changes_anything


def test_a_spreadsheet_s_day_stands_for_its_month(tmp_path, branch):
    enter(tmp_path, member(joined_on=date(2015, 7, 21), formal_since=date(2016, 8, 1)))
    assert Membership.objects.get().joined_on == date(2015, 7, 1)


def test_a_changed_row_corrects_and_an_empty_cell_leaves(tmp_path, branch):
    enter(tmp_path, member(formal_since=""))
    enter(tmp_path, member(formal_since="2016-08-01", birth_year=""))
    kept = Membership.objects.get()
    assert (kept.formal_since, kept.birth_year) == (date(2016, 8, 1), 1985)


def test_contact_and_member_in_one_file_are_one_person(tmp_path, district, branch):
    contact = {"unit": "百丈商业街党支部", "name": "测一", "mobile": MEMBER["mobile"]}
    enter(tmp_path, {"contacts": [contact], "members": [MEMBER]})
    assert Person.objects.filter(name="测一").count() == 1


def test_a_branch_of_the_same_file_takes_its_members(tmp_path, district):
    unit = {"name": "新设党支部", "type": "党支部", "territorial": "百丈街道"}
    enter(tmp_path, {"units": [unit], **member(unit="新设党支部")})
    assert FormalRelation.objects.get().unit.name == "新设党支部"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"joined_on": "去年"}, "wrong"),
        ({"joined_on": "2015-13"}, "wrong"),
        ({"joined_on": ""}, "empty"),
        ({"joined_on": "2027-01", "formal_since": ""}, "not_yet"),
        ({"formal_since": "2015-06-30"}, "before_joining"),
        ({"birth_year": "85"}, "wrong"),
        ({"mobile": "12345"}, "wrong"),
        ({"unit": "百丈街道"}, "no_branch"),
        ({"unit": "没有的支部"}, "unknown_unit"),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(tmp_path, branch, changes, code):
    found = codes(tmp_path, member(**changes))
    assert [each[2] for each in found] == [code]
    assert found[0][0] == 2


def test_the_same_person_twice(tmp_path, branch):
    assert codes(tmp_path, {"members": [MEMBER, MEMBER]}) == [(3, "姓名", "person_twice")]


def test_whose_relation_is_elsewhere_needs_a_transfer(tmp_path, district, branch):
    other = make_unit("别处党支部", "branch", under=district.street, line="territorial")
    enter(tmp_path, member())
    assert codes(tmp_path, member(unit=other.name)) == [(2, "党支部", "member_elsewhere")]


def test_a_host_keeps_no_members(tmp_path, district, branch):
    host = actor_of(district.host)
    assert (2, "党支部", "out_of_reach") in codes(tmp_path, member(), actor=host)


def test_an_officer_keeps_those_below(tmp_path, district, branch):
    officer = actor_of(make_person(district.street, "district_officer"))
    assert codes(tmp_path, member(), actor=officer) == []


def test_who_came_back_is_entered_anew(tmp_path, branch):
    enter(tmp_path, member())
    person = Person.objects.get(name="测一")
    actions.end_membership(person.pk, why="left", document="决定", actor=office(), at=moment())
    plan = enter(tmp_path, member(joined_on="2020-07", formal_since="2021-07-01"))
    assert plan.findings[0].status == RowStatus.NEW
    assert Membership.objects.get().joined_on == date(2020, 7, 1)
    assert FormalRelation.objects.filter(person=person, valid_to__isnull=True).count() == 1
    assert FormalRelation.objects.get(valid_to__isnull=True).valid_from == TODAY
