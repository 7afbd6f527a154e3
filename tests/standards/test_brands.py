"""A brand's life, edge by edge: who may take each step, what is refused, what the base forbids."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.members import actor_of, make_person
from factories.memberships import make_member
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.standards import entry_for, make_brand, make_running, make_street
from gongjian.kernel import parameters
from gongjian.kernel.actor import system
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.standards import actions, queries, rules
from gongjian.standards.actions.brands import (
    DayNotPossible,
    InForceAlready,
    NotDecidedHere,
    OwnerElsewhere,
    UndecidedAlready,
)
from gongjian.standards.actions.said import WordsMissing
from gongjian.standards.models import Brand
from gongjian.standards.terms import BrandState, Renewal

pytestmark = pytest.mark.django_db

STATES = {
    "guide": lambda pk, by: actions.guide(pk, words="再具体些", actor=by, at=moment()),
    "approve": lambda pk, by: actions.approve(pk, on=TODAY, actor=by, at=moment()),
    "show": lambda pk, by: actions.show(pk, on=TODAY, actor=by, at=moment()),
    "take down": lambda pk, by: actions.take_down(
        pk, on=TODAY, words="先整改", actor=by, at=moment()
    ),
    "renew": lambda pk, by: actions.renew(pk, on=TODAY, words="做得好", actor=by, at=moment()),
    "end": lambda pk, by: actions.end(pk, on=TODAY, words="职能调整", actor=by, at=moment()),
    "withdraw": lambda pk, by: actions.withdraw(pk, actor=by, at=moment()),
}


def in_state(unit, state):
    """Return a brand of a unit in a state, by the steps that lead there."""
    if state in (BrandState.RUNNING, BrandState.SHOWN, BrandState.ENDED):
        brand = make_running(unit, shown=state == BrandState.SHOWN)
        if state == BrandState.ENDED:
            STATES["end"](brand.pk, office())
        return Brand.objects.get(pk=brand.pk)
    brand = make_brand(unit)
    if state == BrandState.GUIDED:
        STATES["guide"](brand.pk, office())
    if state == BrandState.WITHDRAWN:
        STATES["withdraw"](brand.pk, office())
    return Brand.objects.get(pk=brand.pk)


def take(brand, event, by):
    if event == "rework":
        entry = entry_for(brand.unit, brand.owner_id, name="红邻驿站二号")
        return actions.rework(brand.pk, entry, actor=by, at=moment())
    return STATES[event](brand.pk, by)


@pytest.mark.parametrize("edge", rules.BRAND_EDGES, ids=lambda e: f"{e.before}-{e.event}")
def test_each_step_is_taken_by_who_may_and_nobody_else(edge):
    street = make_street()
    brand = in_state(street.branches[0], edge.before)
    mine, above = street.secretaries[0], street.near
    may, may_not = (mine, above) if edge.permission == "brand.propose" else (above, mine)
    with pytest.raises(Forbidden):
        take(brand, edge.event, may_not)
    with pytest.raises((NotVisible, Forbidden)):
        take(brand, edge.event, street.secretaries[1])
    assert take(brand, edge.event, may).state == edge.after
    assert queries.get_brand(brand.pk, mine).steps[0].event == edge.event


@pytest.mark.parametrize("event", sorted({e.event for e in rules.BRAND_EDGES}))
@pytest.mark.parametrize("state", BrandState.values)
def test_no_step_from_a_state_that_does_not_have_it(state, event):
    if any((e.before, e.event) == (state, event) for e in rules.BRAND_EDGES):
        return
    brand = in_state(make_street().branches[0], state)
    with pytest.raises(StepNotPossible):
        take(brand, event, office())


def test_a_unit_prepares_one_brand_and_has_one_in_force():
    street = make_street()
    unit, mine = street.branches[0], street.secretaries[0]
    make_running(unit)
    second = actions.propose(entry_for(unit), actor=mine, at=moment())
    with pytest.raises(UndecidedAlready):
        actions.propose(entry_for(unit), actor=mine, at=moment())
    with pytest.raises(InForceAlready, match="红邻驿站"):
        actions.approve(second.pk, on=TODAY, actor=street.near, at=moment())
    with pytest.raises(IntegrityError), transaction.atomic():
        Brand.objects.filter(pk=second.pk).update(
            state=BrandState.SHOWN, running_from=TODAY, review_on=TODAY
        )
    another = Brand(unit=unit, name="又一个", duty="值守", specialty="x", owner_id=second.owner_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        another.save()


def test_one_is_ended_before_the_next_runs_and_the_card_keeps_both():
    street = make_street()
    unit, mine = street.branches[0], street.secretaries[0]
    first = make_running(unit)
    second = actions.propose(entry_for(unit, name="夜市先锋"), actor=mine, at=moment())
    STATES["end"](first.pk, street.near)
    actions.approve(second.pk, on=TODAY, actor=street.near, at=moment())
    card = queries.get_unit(unit.pk, mine)
    assert card.in_force is not None
    assert (card.in_force.name, [each.name for each in card.past]) == ("夜市先锋", ["红邻驿站"])
    assert card.past[0].ended_on == TODAY
    assert card.may_propose


def test_guidance_is_words_and_the_branch_reworks():
    street = make_street()
    brand = actions.propose(entry_for(street.branches[0]), actor=street.secretaries[0], at=moment())
    with pytest.raises(WordsMissing):
        actions.guide(brand.pk, words="  ", actor=street.near, at=moment())
    actions.guide(brand.pk, words="写明服务谁", actor=street.near, at=moment())
    entry = entry_for(street.branches[0], brand.owner_id, name="红邻驿站·夜间")
    actions.rework(brand.pk, entry, actor=street.secretaries[0], at=moment())
    page = queries.get_brand(brand.pk, street.near)
    assert page.row.name == "红邻驿站·夜间"
    assert [(step.event, step.words) for step in page.steps] == [
        ("rework", ""),
        ("guide", "写明服务谁"),
        ("propose", ""),
    ]
    assert page.may == {"guide", "approve"}


def test_the_owner_is_somebody_of_the_branch():
    street = make_street()
    stranger = make_member(street.branches[1])
    with pytest.raises(OwnerElsewhere):
        actions.propose(
            entry_for(street.branches[0], stranger.pk), actor=street.secretaries[0], at=moment()
        )


def test_days_stand_in_order_and_none_lies_ahead():
    street = make_street()
    brand = make_brand(street.branches[0], on=TODAY - timedelta(days=9))
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=10)):
        with pytest.raises(DayNotPossible):
            actions.approve(brand.pk, on=day, actor=street.near, at=moment())
    approved = actions.approve(
        brand.pk, on=TODAY - timedelta(days=2), actor=street.near, at=moment()
    )
    assert approved.review_on == (TODAY - timedelta(days=2)).replace(year=TODAY.year + 1)


def test_who_decides_stands_above_and_near_enough():
    street = make_street()
    brand = make_brand(street.branches[0])
    operator = system("test", TODAY, parameters.SET)
    parameters.set_value(
        "brand.decide_levels", "1", from_day=TODAY, source="区委办", actor=operator, at=moment()
    )
    with pytest.raises(NotDecidedHere):
        actions.approve(brand.pk, on=TODAY, actor=street.officer, at=moment())
    assert "approve" not in queries.get_brand(brand.pk, street.officer).may
    assert actions.approve(brand.pk, on=TODAY, actor=street.near, at=moment()).state == "running"


def test_a_unit_does_not_decide_about_itself_but_for_the_top_one():
    street = make_street()
    for unit, by, is_top in (
        (street.street, street.near, False),
        (street.district, street.officer, True),
    ):
        brand = actions.propose(entry_for(unit, by.person_id), actor=by, at=moment())
        if is_top:
            assert actions.approve(brand.pk, on=TODAY, actor=by, at=moment()).state == "running"
        else:
            with pytest.raises(NotDecidedHere):
                actions.approve(brand.pk, on=TODAY, actor=by, at=moment())


def test_others_see_what_is_shown_without_names_and_steps():
    street = make_street()
    brand = make_running(street.branches[0])
    other = street.secretaries[1]
    with pytest.raises(NotVisible):
        queries.get_brand(brand.pk, other)
    with pytest.raises(NotVisible):
        queries.get_unit(street.branches[0].pk, other)
    actions.show(brand.pk, on=TODAY, actor=street.near, at=moment())
    page = queries.get_brand(brand.pk, other)
    assert (page.owner, page.steps, page.may) == ("", (), frozenset())
    assert queries.get_unit(street.branches[0].pk, other).in_force is not None
    nobody = actor_of(make_person(make_unit("别处", "clinic"), "contact"))
    with pytest.raises(NotVisible):
        queries.get_brand(brand.pk, nobody)


def test_the_list_reminds_of_renewals_and_nothing_ends_by_itself():
    """G4: two years later the brand still runs; the list says that its renewal is overdue."""
    street = make_street()
    make_running(street.branches[0], on=FOUNDED)
    later = actor_of_day(street.near, FOUNDED.replace(year=FOUNDED.year + 2))
    found = queries.list_brands(later, TableQuery(filters={"renewal": "overdue"}))
    assert [(row.renewal, row.state) for row in found.rows] == [
        (Renewal.OVERDUE, BrandState.RUNNING)
    ]
    assert queries.list_brands(later, TableQuery(filters={"renewal": "soon"})).total == 0
    assert queries.list_brands(street.near, TableQuery(filters={"renewal": "overdue"})).total == 0


def actor_of_day(actor, day):
    """Return the same office on another day."""
    return system("test", day, "brand.view")


def test_shown_brands_are_those_of_the_day():
    street = make_street()
    unit = street.branches[0]
    brand = make_running(unit, on=TODAY - timedelta(days=20))
    day = TODAY - timedelta(days=10)
    actions.show(brand.pk, on=day, actor=office(), at=moment())
    actions.take_down(brand.pk, on=TODAY, words="先整改", actor=office(), at=moment())
    assert queries.brands_shown([unit.pk], office(), on=day - timedelta(days=1)) == {}
    assert queries.brands_shown([unit.pk], office(), on=day)[unit.pk].name == "红邻驿站"
    assert queries.brands_shown([unit.pk], office(), on=TODAY) == {}
