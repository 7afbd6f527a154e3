"""A branch that has grown large is divided: a general branch above, nobody unaccounted for."""

from __future__ import annotations

import pytest

from factories.formation import make_member
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.formation import actions, queries
from gongjian.formation.actions import ProposalEntry
from gongjian.formation.actions.cases import NotLawful, ReasonMissing
from gongjian.formation.models import Case, Descent, Organisation, Part, Seat
from gongjian.formation.queries import PartList, Sought
from gongjian.formation.terms import CaseState, DescentKind, Form, GroundKind
from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import system
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.members import actions as members
from gongjian.members.models import FormalRelation, Person
from gongjian.org.models import Placement, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_limits():
    """Six members in a branch are many here, so that tests need no hundred people."""
    actor = system("test", TODAY, parameters.SET)
    for key, value in (("org.branch_max", "6"), ("org.general_min", "6")):
        parameters.set_value(key, value, from_day=TODAY, source="测试", actor=actor, at=moment())


@pytest.fixture
def street() -> Unit:
    return make_unit("百花街道", "street", line="territorial")


@pytest.fixture
def branch(street: Unit) -> Unit:
    return make_unit("百花街党支部", "branch", under=street, line="territorial")


def people_of(branch: Unit, number: int) -> list[Person]:
    return [make_member(branch) for _ in range(number)]


def parts(*groups: list[Person]) -> tuple[PartList, ...]:
    names = ["百花街党支部", *(f"百花街第{n}党支部" for n in range(2, 9))]
    return tuple(
        PartList(name, frozenset(person.pk for person in group))
        for name, group in zip(names, groups, strict=False)
    )


def propose(branch: Unit, street: Unit, division: tuple[PartList, ...], **facts) -> Case:
    sought = Sought(GroundKind.BRANCH, branch_id=branch.pk, parts=division)
    entry = ProposalEntry(Form.GENERAL, sought, "百花街党总支", street.pk, **facts)
    return actions.propose(entry, actor=office(), at=moment())


def found(case: Case) -> Case:
    actions.approve(case.pk, document="街党〔2026〕9号", actor=office(), at=moment())
    return actions.found(case.pk, on=TODAY, actor=office(), at=moment())


def branch_of(person: Person) -> Unit:
    return FormalRelation.objects.get(person=person, valid_to__isnull=True).unit


def test_the_advisor_proposes_a_general_branch_for_more_than_a_branch_has(branch):
    people_of(branch, 5)
    sought = Sought(GroundKind.BRANCH, branch_id=branch.pk)
    [few] = queries.get_advice(sought, office()).verdicts
    assert [doubt.value for doubt in few.doubts] == ["too_few_members"]
    people_of(branch, 2)
    [many] = queries.get_advice(sought, office()).verdicts
    assert (many.form, many.gaps, many.doubts) == (Form.GENERAL, (), ())


def test_members_are_divided_by_the_list_and_the_old_branch_stays(branch, street):
    stay, go = people_of(branch, 4), people_of(branch, 3)
    case = propose(branch, street, parts(stay, go))
    assert (case.formal, case.members) == (7, 7)
    case = found(case)
    general = case.unit
    new = Unit.objects.get(name="百花街第2党支部")
    places = dict(Placement.objects.filter(valid_to=None).values_list("unit", "parent"))
    assert places[general.pk] == street.pk
    assert places[branch.pk] == places[new.pk] == general.pk
    assert {branch_of(person) for person in stay} == {branch}
    assert {branch_of(person) for person in go} == {new}
    assert not FormalRelation.objects.filter(unit=general).exists()
    forms = dict(Organisation.objects.values_list("unit__name", "form"))
    assert forms == {"百花街党总支": Form.GENERAL, "百花街第2党支部": Form.STANDALONE}
    assert Organisation.objects.get(unit=new).formal_at_founding == 3
    assert Descent.objects.get(unit=new, parent=branch).kind == DescentKind.DIVIDED
    assert not Seat.objects.exists(), "the relations say it from now on"
    assert list(audit.verify()) == []


def test_what_is_refused_of_a_list(branch, street):
    stay, go = people_of(branch, 4), people_of(branch, 3)
    refused = (
        parts([*stay, *go]),
        parts(stay, go[:2]),
        parts(stay, go[:2], go[2:]),
        parts([*stay, *go], []),
        (),
    )
    for division in refused:
        with pytest.raises(NotLawful):
            propose(branch, street, division)
    stranger = make_member(make_unit("别处党支部", "branch", line="territorial"))
    with pytest.raises(actions.NotOfBranch):
        propose(branch, street, parts(stay, [*go, stranger]))
    with pytest.raises(actions.NotOfBranch):
        propose(branch, street, parts([*stay, go[0]], go))
    same = PartList("百花街党支部", frozenset(person.pk for person in go))
    with pytest.raises(actions.PartsUnnamed):
        propose(branch, street, (*parts(stay), same))
    assert not Case.objects.exists()


def test_a_small_branch_needs_a_reason_and_a_large_part_too(branch, street):
    stay, go = people_of(branch, 3), people_of(branch, 3)
    actor = system("test", TODAY, parameters.SET)
    parameters.set_value(
        "org.general_min", "9", from_day=TODAY, source="测试", actor=actor, at=moment()
    )
    with pytest.raises(ReasonMissing):
        propose(branch, street, parts(stay, go))
    assert propose(branch, street, parts(stay, go), reason="两个片区相距远").members == 6


def test_the_superior_is_the_unit_above(branch):
    stay, go = people_of(branch, 4), people_of(branch, 3)
    other = make_unit("别的街道", "street", line="territorial")
    with pytest.raises(actions.NotUnderSuperior):
        propose(branch, other, parts(stay, go))


def test_only_who_keeps_the_members_divides_the_branch(street, branch):
    stay, go = people_of(branch, 4), people_of(branch, 3)
    other = make_unit("邻家党支部", "branch", under=street, line="territorial")
    neighbour = actor_of(make_person(other, "branch_secretary"))
    sought = Sought(GroundKind.BRANCH, branch_id=branch.pk, parts=parts(stay, go))
    entry = ProposalEntry(Form.GENERAL, sought, "百花街党总支", street.pk)
    with pytest.raises(Forbidden):
        actions.propose(entry, actor=neighbour, at=moment())
    far = make_unit("远处党支部", "branch", line="territorial")
    with pytest.raises(NotVisible):
        actions.propose(entry, actor=actor_of(make_person(far, "branch_secretary")), at=moment())
    own = actor_of(make_person(branch, "branch_secretary"))
    assert actions.propose(entry, actor=own, at=moment()).state == CaseState.PROPOSED


def test_who_came_since_must_be_listed_and_who_left_stays_away(branch, street):
    stay, go = people_of(branch, 4), people_of(branch, 4)
    case = propose(branch, street, parts(stay, go))
    actions.approve(case.pk, document="批复", actor=office(), at=moment())
    late = make_member(branch)
    with pytest.raises(NotLawful, match=r"not on the list|不在名单"):
        actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    with pytest.raises(actions.PartsApproved):
        actions.relist(case.pk, parts([*stay, late]), actor=office(), at=moment())
    actions.relist(case.pk, parts([*stay, late], go), actor=office(), at=moment())
    away = make_unit("别处党支部", "branch", line="territorial")
    members.move_members(
        [go[0].pk], from_id=branch.pk, to_id=away.pk, document="调动", actor=office(), at=moment()
    )
    case = actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    assert branch_of(go[0]) == away
    assert branch_of(late) == branch
    with pytest.raises(StepNotPossible):
        actions.relist(case.pk, parts(stay, go), actor=office(), at=moment())


def test_a_withdrawn_proposal_keeps_no_list(branch, street):
    case = propose(branch, street, parts(people_of(branch, 4), people_of(branch, 3)))
    actions.withdraw(case.pk, actor=office(), at=moment())
    assert not Seat.objects.exists()
    assert not Part.objects.exists()
    assert queries.get_case(case.pk, office()).ground.members == 7
