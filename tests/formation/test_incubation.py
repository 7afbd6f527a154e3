"""1+N: a unit that grows opens a case by itself; people found, drop, or merge back."""

from datetime import timedelta

import pytest

from factories.entities import COMMUNITY, make_cover, make_entity, make_territory
from factories.formation import employ, watcher
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from factories.structure import make_duty
from gongjian.entities.models import Cover
from gongjian.formation import actions, queries
from gongjian.formation.actions import ProposalEntry
from gongjian.formation.actions.incubations import (
    IncubationClosed,
    NotFallenBack,
    WatchReport,
    WhyMissing,
)
from gongjian.formation.models import Descent, Incubation, Organisation
from gongjian.formation.queries.grounds import Sought
from gongjian.formation.terms import (
    DescentKind,
    Form,
    GroundKind,
    IncubationKind,
    IncubationState,
)
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.members.models import FormalRelation
from gongjian.org.actions import DocumentMissing
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return make_unit("百花街道", "street", line="territorial")


@pytest.fixture
def pool(street: Unit) -> Unit:
    """The comprehensive branch that takes in all of the community who have no other."""
    branch = make_unit("百花社区综合党支部", "branch", under=street, line="territorial")
    make_cover(branch, make_territory(COMMUNITY))
    return branch


def watch(on=TODAY) -> WatchReport:
    return actions.watch(actor=watcher(on), at=moment(on))


def found_branch(entity, street) -> Unit:
    entry = ProposalEntry(
        Form.STANDALONE,
        Sought(GroundKind.FIRM, entity_ids=(entity.pk,)),
        f"{entity.name}党支部",
        street.pk,
    )
    case = actions.propose(entry, actor=office(), at=moment())
    actions.approve(case.pk, document="街党〔2026〕8号", actor=office(), at=moment())
    case = actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    assert case.unit is not None
    return case.unit


def test_a_firm_that_crosses_three_opens_a_case_once(pool):
    growing, small = make_entity(), make_entity()
    employ(growing, pool, 3)
    employ(small, pool, 2, 4)
    assert watch() == WatchReport(grown=1, fallen_back=0)
    assert watch() == WatchReport(grown=0, fallen_back=0)
    case = Incubation.objects.get()
    assert (case.entity, case.kind, case.region) == (growing, IncubationKind.GROW, pool)
    assert case.due_on == TODAY + timedelta(days=90)


def test_incubated_then_falls_back_and_the_parentage_stays(street, pool):
    firm = make_entity()
    people = employ(firm, pool, 3)
    watch()
    branch = found_branch(firm, street)
    grown = Incubation.objects.get()
    assert grown.state == IncubationState.DONE
    assert Descent.objects.get(unit=branch).parent == pool
    tomorrow = TODAY + timedelta(days=1)
    assert watch(tomorrow) == WatchReport(grown=0, fallen_back=0)
    actions.set_workplace(people[0].pk, None, from_day=tomorrow, actor=office(), at=moment())
    assert watch(tomorrow) == WatchReport(grown=0, fallen_back=1)
    fallen = Incubation.objects.get(state=IncubationState.OPEN)
    assert (fallen.kind, fallen.formal) == (IncubationKind.FALL_BACK, 2)
    assert Organisation.objects.filter(unit=branch).exists()
    assert Unit.objects.get(pk=branch.pk).closed_on is None


def test_a_fallen_branch_is_merged_back_with_its_members(street, pool):
    firm = make_entity()
    people = employ(firm, pool, 3)
    watch()
    branch = found_branch(firm, street)
    moved = FormalRelation.objects.filter(valid_to__isnull=True, person__in=people)
    assert set(moved.values_list("unit_id", flat=True)) == {branch.pk}
    actions.set_workplace(people[0].pk, None, from_day=TODAY, actor=office(), at=moment())
    tomorrow = TODAY + timedelta(days=1)
    watch(tomorrow)
    fallen = Incubation.objects.get(state=IncubationState.OPEN)
    with pytest.raises(DocumentMissing):
        actions.merge_back(fallen.pk, document=" ", actor=office(), at=moment(tomorrow))
    done = actions.merge_back(fallen.pk, document="批复", actor=office(), at=moment(tomorrow))
    assert (done.state, done.closed_on) == (IncubationState.DONE, tomorrow)
    branch.refresh_from_db()
    assert branch.closed_on == tomorrow
    held = FormalRelation.objects.filter(valid_to__isnull=True)
    assert set(held.values_list("unit_id", flat=True)) == {pool.pk}
    assert held.count() == 3
    assert Descent.objects.get(kind=DescentKind.MERGED_BACK).parent == pool
    assert not Cover.objects.filter(unit=branch, valid_to__isnull=True).exists()
    with pytest.raises(IncubationClosed):
        actions.merge_back(fallen.pk, document="批复", actor=office(), at=moment(tomorrow))


def test_a_unit_that_grows_is_not_merged_back(pool):
    employ(make_entity(), pool, 3)
    watch()
    case = Incubation.objects.get()
    with pytest.raises(NotFallenBack):
        actions.merge_back(case.pk, document="批复", actor=office(), at=moment())


def test_where_no_region_is_the_place_answers(street):
    """A case that no comprehensive branch can take is still somebody's to see."""
    far = make_unit("别处街道", "street", line="territorial")
    make_duty(street, make_territory(COMMUNITY).pk[:9])
    employ(make_entity(), make_unit("某支部", "branch", under=street, line="territorial"), 3)
    watch()
    assert Incubation.objects.get().region is None
    officers = [make_person(unit, "district_officer") for unit in (street, far)]
    seen = [queries.list_incubations(actor_of(each), TableQuery()).total for each in officers]
    assert seen == [1, 0]


def test_watching_changes_nothing_but_cases(pool):
    """G4: no automatic edge into a new branch, a merger or an end."""
    employ(make_entity(), pool, 5)
    before = set(Unit.objects.values_list("pk", flat=True))
    watch()
    assert set(Unit.objects.values_list("pk", flat=True)) == before
    assert not Organisation.objects.exists()


def test_people_drop_a_case_with_a_reason(pool):
    employ(make_entity(), pool, 3)
    watch()
    case = Incubation.objects.get()
    with pytest.raises(WhyMissing):
        actions.drop(case.pk, why="", actor=office(), at=moment())
    case = actions.drop(case.pk, why="两名党员年内退休", actor=office(), at=moment())
    assert (case.state, case.closed_why) == (IncubationState.DROPPED, "两名党员年内退休")
    assert watch().grown == 0
    assert watch(TODAY + timedelta(days=91)).grown == 1


def test_only_the_watch_watches(pool):
    with pytest.raises(Forbidden):
        actions.watch(actor=office(), at=moment())
