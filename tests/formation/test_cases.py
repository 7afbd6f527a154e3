"""From proposal to founding: hard rules hold, soft rules need a reason, the superior decides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.entities import COMMUNITY, make_entity, make_venue
from factories.formation import employ
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.entities.models import Cover
from gongjian.formation import actions, queries
from gongjian.formation.actions import ProposalEntry
from gongjian.formation.actions.cases import (
    AlreadyProposed,
    DocumentMissing,
    NothingToFound,
    NotLawful,
    ReasonMissing,
)
from gongjian.formation.models import Case, Organisation
from gongjian.formation.queries.grounds import Sought
from gongjian.formation.terms import CaseState, Form, GroundKind
from gongjian.kernel import audit
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.org.models import Placement, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return make_unit("百花街道", "street", line="territorial")


@pytest.fixture
def pool(street: Unit) -> Unit:
    """The comprehensive branch of the street, which holds the relations."""
    return make_unit("百花街道综合党支部", "branch", under=street, line="territorial")


def propose(street: Unit, sought: Sought, form: Form = Form.STANDALONE, **facts) -> Case:
    entry = ProposalEntry(form, sought, facts.pop("name", "测试党支部"), street.pk, **facts)
    return actions.propose(entry, actor=office(), at=moment())


def firm_of(pool: Unit, formal: int, probationary: int = 0) -> Sought:
    entity = make_entity()
    employ(entity, pool, formal, probationary)
    return Sought(GroundKind.FIRM, entity_ids=(entity.pk,))


def approved(street: Unit, sought: Sought, form: Form = Form.STANDALONE, **facts) -> Case:
    case = propose(street, sought, form, **facts)
    return actions.approve(case.pk, document="街党〔2026〕8号", actor=office(), at=moment())


def test_a_firm_with_three_formal_members_gets_its_branch(street, pool):
    sought = firm_of(pool, 3, 1)
    case = approved(street, sought)
    assert (case.formal, case.members) == (3, 4)
    case = actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    organisation = Organisation.objects.get(unit=case.unit)
    assert (organisation.form, organisation.formal_at_founding) == (Form.STANDALONE, 3)
    assert Placement.objects.get(unit=case.unit).parent == street
    cover = Cover.objects.get(unit=case.unit)
    assert (cover.entity_id, cover.valid_from) == (sought.entity_ids[0], TODAY)
    assert list(audit.verify()) == []


def test_two_formal_members_are_refused_with_the_rule_in_words(street, pool):
    with pytest.raises(NotLawful, match=r"formal members|正式党员"):
        propose(street, firm_of(pool, 2, 5))
    assert not Case.objects.exists()


def test_the_database_itself_keeps_the_three(street):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(
            unit=street, form=Form.STANDALONE, founded_on=TODAY, formal_at_founding=2
        )


def test_what_was_lawful_must_still_be_when_it_is_founded(street, pool):
    entity = make_entity()
    people = employ(entity, pool, 3)
    case = approved(street, Sought(GroundKind.FIRM, entity_ids=(entity.pk,)))
    actions.set_workplace(people[0].pk, None, from_day=TODAY, actor=office(), at=moment())
    with pytest.raises(NotLawful):
        actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    assert not Unit.objects.filter(name="测试党支部").exists()


def test_a_soft_rule_asks_for_a_reason_and_keeps_it(street, pool):
    entities = [make_entity() for _ in range(6)]
    for entity in entities:
        employ(entity, pool, 1)
    sought = Sought(GroundKind.NEIGHBOURS, entity_ids=tuple(e.pk for e in entities))
    with pytest.raises(ReasonMissing):
        propose(street, sought, Form.JOINT)
    case = propose(street, sought, Form.JOINT, reason="同一条街，同一行业")
    assert case.reason == "同一条街，同一行业"


def test_a_venue_s_branch_covers_the_venue(street, pool):
    venue = make_venue()
    for _ in range(3):
        employ(make_entity(venue=venue), pool, 1)
    make_entity(venue=venue)
    case = approved(street, Sought(GroundKind.VENUE, venue_id=venue.pk), Form.VENUE)
    case = actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    assert Cover.objects.get(unit=case.unit).venue == venue
    assert case.formal == 3


def test_a_region_s_branch_counts_those_who_have_no_other(street, pool):
    alone, covered = make_entity(), make_entity()
    employ(alone, pool, 3)
    employ(covered, pool, 4)
    own = approved(street, Sought(GroundKind.FIRM, entity_ids=(covered.pk,)), name="企业支部")
    actions.found(own.pk, on=TODAY, actor=office(), at=moment())
    ground = queries.get_ground(Sought(GroundKind.REGION, territory=COMMUNITY), on=TODAY)
    assert [employer.name for employer in ground.employers] == [alone.name]


def test_to_affiliate_founds_nothing(street, pool):
    with pytest.raises(NothingToFound):
        propose(street, firm_of(pool, 1), Form.AFFILIATED)


def test_returned_changed_proposed_again_and_approved(street, pool):
    case = propose(street, firm_of(pool, 3))
    case = actions.return_case(case.pk, why="名称应写全称", actor=office(), at=moment())
    assert (case.state, case.returned_why) == (CaseState.RETURNED, "名称应写全称")
    case = actions.propose_again(case.pk, reason="", actor=office(), at=moment())
    with pytest.raises(DocumentMissing):
        actions.approve(case.pk, document=" ", actor=office(), at=moment())
    case = actions.approve(case.pk, document="街党〔2026〕9号", actor=office(), at=moment())
    assert case.state == CaseState.APPROVED


def test_what_is_withdrawn_or_founded_goes_no_further(street, pool):
    case = propose(street, firm_of(pool, 3))
    actions.withdraw(case.pk, actor=office(), at=moment())
    with pytest.raises(StepNotPossible):
        actions.approve(case.pk, document="x", actor=office(), at=moment())


def test_the_same_organisation_is_not_proposed_twice(street, pool):
    sought = firm_of(pool, 3)
    propose(street, sought)
    with pytest.raises(AlreadyProposed):
        propose(street, sought)


def test_a_temporary_branch_ends(street, pool):
    sought = firm_of(pool, 3)
    ends = Sought(GroundKind.TASK, sought.entity_ids, ends_on=TODAY + timedelta(days=60))
    with pytest.raises(NotLawful):
        propose(street, Sought(GroundKind.TASK, sought.entity_ids), Form.TEMPORARY)
    case = approved(street, ends, Form.TEMPORARY)
    case = actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    assert Organisation.objects.get(unit=case.unit).ends_on == ends.ends_on


def test_a_secretary_proposes_and_does_not_decide(street, pool):
    secretary = actor_of(make_person(pool, "branch_secretary"))
    case = propose(street, firm_of(pool, 3))
    with pytest.raises(Forbidden):
        actions.approve(case.pk, document="x", actor=secretary, at=moment())


def test_another_street_s_secretary_sees_nothing(street, pool):
    elsewhere = make_unit("远处街道", "street", line="territorial")
    branch = make_unit("远处支部", "branch", under=elsewhere, line="territorial")
    stranger = actor_of(make_person(branch, "branch_secretary"))
    case = propose(street, firm_of(pool, 3))
    with pytest.raises(NotVisible):
        actions.withdraw(case.pk, actor=stranger, at=moment())
    entry = ProposalEntry(Form.STANDALONE, Sought(GroundKind.FIRM), "越界支部", street.pk)
    with pytest.raises(NotVisible):
        actions.propose(entry, actor=stranger, at=moment())
