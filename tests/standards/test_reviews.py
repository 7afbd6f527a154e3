"""Rounds, reviews and findings: fair pairs, words for each finding, done when who asked says so."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.members import actor_of, appoint
from factories.memberships import make_branch
from factories.org import TODAY, make_unit, moment, office
from factories.standards import ITEMS, make_finding, make_review, make_round, make_street
from gongjian.kernel.actor import system
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.members.models import Person
from gongjian.standards import actions, queries, rules
from gongjian.standards.actions import Report, RoundEntry
from gongjian.standards.actions.findings import SamePerson
from gongjian.standards.actions.reviews import DayOutside, UnknownItem
from gongjian.standards.actions.rounds import (
    ChecklistEmpty,
    DaysOrder,
    NameTaken,
    NotFair,
    TooFewBranches,
)
from gongjian.standards.actions.said import WordsMissing
from gongjian.standards.models import ChecklistItem, Finding, Review
from gongjian.standards.terms import FindingState, RoundState

pytestmark = pytest.mark.django_db


def pairs_of(found):
    return set(found.reviews.values_list("reviewer_id", "reviewed_id"))


def propose(street, actor, **changes):
    facts = {
        "superior_id": street.street.pk,
        "line": "territorial",
        "name": "四季度互查",
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=20),
        "items": ITEMS,
    }
    return actions.propose_round(RoundEntry(**(facts | changes)), actor=actor, at=moment())


def test_pairs_are_proposed_by_turns_and_confirmed_by_a_person():
    street = make_street(4)
    first, second = make_round(street.street), make_round(street.street)
    assert first.state == RoundState.PROPOSED
    assert rules.are_fair(pairs_of(first))
    assert pairs_of(first).isdisjoint(pairs_of(second))
    mine = street.secretaries[0]
    with pytest.raises(NotVisible):
        queries.get_round(first.pk, mine)
    with pytest.raises(NotVisible):
        propose(street, mine)
    actions.confirm_round(first.pk, actor=street.near, at=moment())
    page = queries.get_round(first.pk, mine)
    assert [row.reviewer for row in page.reviews].count("第1党支部") == 1
    assert len(page.reviews) == 2, "a branch sees the review it makes and the one of it"
    assert page.items == ITEMS
    assert page.may == frozenset()
    assert len(queries.get_round(first.pk, street.officer).reviews) == 4
    with pytest.raises(StepNotPossible):
        actions.withdraw_round(first.pk, actor=street.near, at=moment())


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"items": ("", "  ")}, ChecklistEmpty),
        ({"ends_on": TODAY - timedelta(days=1)}, DaysOrder),
        ({"line": "sectoral"}, TooFewBranches),
    ],
)
def test_a_round_that_cannot_be(changes, error):
    street = make_street()
    with pytest.raises(error):
        propose(street, street.near, **changes)


def test_names_of_rounds_are_taken_once_unless_withdrawn():
    street = make_street()
    first = propose(street, street.near)
    with pytest.raises(NameTaken):
        propose(street, street.near)
    actions.withdraw_round(first.pk, actor=street.near, at=moment())
    assert propose(street, street.near).pk != first.pk


def test_two_reviewers_exchange_as_long_as_it_stays_fair():
    street = make_street(6)
    found = make_round(street.street)
    before = dict(pairs_of(found))
    one, _next, _third, other, *_rest = [unit.pk for unit in street.branches]
    actions.exchange_pairs(found.pk, one=one, other=other, actor=street.near, at=moment())
    assert dict(pairs_of(found)) == before | {one: before[other], other: before[one]}
    for unfair in (one, dict(pairs_of(found))[one], 0):
        with pytest.raises(NotFair):
            actions.exchange_pairs(found.pk, one=one, other=unfair, actor=street.near, at=moment())


def test_other_pairs_can_be_asked_for_until_one_set_is_confirmed():
    street = make_street(3)
    found = make_round(street.street)
    before = pairs_of(found)
    actions.turn_on(found.pk, actor=street.near, at=moment())
    assert pairs_of(found) == {(reviewed, reviewer) for reviewer, reviewed in before}
    actions.confirm_round(found.pk, actor=street.near, at=moment())
    with pytest.raises(StepNotPossible):
        actions.turn_on(found.pk, actor=street.near, at=moment())


def test_the_database_refuses_reviews_of_oneself_and_of_each_other():
    found = make_round(make_street().street)
    review = found.reviews.first()
    here, there = make_branch(found.superior), make_branch(found.superior)
    Review.objects.create(round=found, reviewer=here, reviewed=there)
    for reviewer, reviewed in ((there, here), (review.reviewer, here), (make_branch(here),) * 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(round=found, reviewer=reviewer, reviewed=reviewed)


def sides(street, review):
    """Return the actors of the branch that reviews, of the one reviewed, and of the third."""
    by_unit = {unit.pk: who for unit, who in zip(street.branches, street.secretaries, strict=True)}
    reviewer, reviewed = by_unit.pop(review.reviewer_id), by_unit.pop(review.reviewed_id)
    return reviewer, reviewed, *by_unit.values()


def test_a_review_is_handed_in_by_its_branch_item_by_item():
    street = make_street()
    review = make_review(street.street)
    reviewer, reviewed, third = sides(street, review)
    item, other = ChecklistItem.objects.filter(round=review.round).order_by("number")[:2]
    report = Report(TODAY, {item.pk: " 十月没有记录 ", other.pk: " "}, "“十分钟议事”值得学")
    with pytest.raises(Forbidden):
        actions.hand_in(review.pk, report, actor=reviewed, at=moment())
    with pytest.raises(NotVisible):
        actions.hand_in(review.pk, report, actor=third, at=moment())
    late = Report(TODAY + timedelta(days=1))
    with pytest.raises(DayOutside):
        actions.hand_in(review.pk, late, actor=reviewer, at=moment())
    with pytest.raises(UnknownItem):
        actions.hand_in(review.pk, Report(TODAY, {0: "x"}), actor=reviewer, at=moment())
    actions.hand_in(review.pk, report, actor=reviewer, at=moment())
    page = queries.get_review(review.pk, reviewed)
    assert [(line.text, line.finding and line.finding.words) for line in page.lines] == [
        (ITEMS[0], "十月没有记录"),
        (ITEMS[1], None),
        (ITEMS[2], None),
    ]
    assert page.lines[0].finding.due_on == TODAY + timedelta(days=30)
    with pytest.raises(StepNotPossible):
        actions.hand_in(review.pk, report, actor=reviewer, at=moment())
    practices = queries.get_round(review.round_id, third).practices
    assert [practice.words for practice in practices] == ["“十分钟议事”值得学"]


STEPS = {
    "answer": actions.answer,
    "close": actions.close,
    "ask again": actions.ask_again,
    "reopen": actions.reopen,
}
WAYS = {"open": (), "answered": ("answer",), "closed": ("answer", "close")}


def brought_to(finding, state):
    for event in WAYS[state]:
        STEPS[event](finding.pk, words="已补", actor=office(), at=moment())


@pytest.mark.parametrize("edge", rules.FINDING_EDGES, ids=lambda e: f"{e.before}-{e.event}")
def test_each_step_is_taken_by_its_side_alone(edge):
    street = make_street()
    review = make_review(street.street)
    finding = make_finding(review)
    reviewer, reviewed, third = sides(street, review)
    brought_to(finding, edge.before)
    may, may_not = reviewer, reviewed
    if edge.permission == "review.answer":
        may, may_not = reviewed, reviewer
    for wrong in (may_not, street.near, street.officer):
        with pytest.raises(Forbidden):
            STEPS[edge.event](finding.pk, words="已补", actor=wrong, at=moment())
    with pytest.raises(NotVisible):
        STEPS[edge.event](finding.pk, words="已补", actor=third, at=moment())
    assert edge.event in queries.get_finding(finding.pk, may).may
    after = STEPS[edge.event](finding.pk, words="已补", actor=may, at=moment()).state
    assert after == edge.after
    said = queries.get_finding(finding.pk, may_not).said[0]
    assert (said.event, said.words) == (edge.event, "已补")


@pytest.mark.parametrize("event", STEPS)
@pytest.mark.parametrize("state", FindingState.values)
def test_no_step_from_a_state_that_does_not_have_it(state, event):
    if any((e.before, e.event) == (state, event) for e in rules.FINDING_EDGES):
        return
    finding = make_finding(make_review(make_street().street))
    brought_to(finding, state)
    with pytest.raises(StepNotPossible):
        STEPS[event](finding.pk, words="x", actor=office(), at=moment())


@pytest.mark.parametrize(("state", "event"), [("open", "answer"), ("closed", "reopen")])
def test_words_are_needed_where_the_other_side_must_understand(state, event):
    finding = make_finding(make_review(make_street().street))
    brought_to(finding, state)
    with pytest.raises(WordsMissing):
        STEPS[event](finding.pk, words="  ", actor=office(), at=moment())


def test_who_answered_for_one_branch_does_not_call_it_done_for_the_other():
    street = make_street()
    review = make_review(street.street)
    finding = make_finding(review)
    _reviewer, reviewed, _third = sides(street, review)
    person = Person.objects.get(pk=reviewed.person_id)
    appoint(person, "branch_secretary", review.reviewer)
    both = actor_of(person)
    actions.answer(finding.pk, words="已补", actor=both, at=moment())
    with pytest.raises(SamePerson):
        actions.close(finding.pk, actor=both, at=moment())


def test_what_is_late_is_shown_and_reopening_sets_a_new_day():
    street = make_street()
    day = TODAY - timedelta(days=40)
    finding = make_finding(make_review(street.street, on=day), on=day)
    late = queries.list_findings(street.near, TableQuery(filters={"state": queries.OVERDUE}))
    assert [row.is_overdue for row in late.rows] == [True]
    brought_to(finding, "closed")
    actions.reopen(finding.pk, words="又缺了", actor=office(), at=moment())
    finding.refresh_from_db()
    assert finding.due_on == TODAY + timedelta(days=30)
    assert queries.list_findings(street.near, TableQuery(filters={"state": "open"})).total == 1
    assert queries.list_findings(street.near, TableQuery(filters={"state": "overdue"})).total == 0


def test_a_long_silence_closes_nothing():
    """G4: a finding nobody answers stays open; a day does nothing to it."""
    finding = make_finding(make_review(make_street().street))
    later = system("test", TODAY.replace(year=TODAY.year + 2), "review.view")
    page = queries.get_finding(finding.pk, later)
    assert (page.row.state, page.row.is_overdue) == (FindingState.OPEN, True)


def test_the_next_round_begins_with_the_last_checklist_of_units_with_branches_enough():
    street = make_street()
    assert queries.last_checklist(street.near) == ()
    make_round(street.street)
    assert queries.last_checklist(street.near) == ITEMS
    small = make_unit("小街道", "street", under=street.district, line="territorial")
    make_branch(small)
    found = [(each.unit, each.branches) for each in queries.list_superiors(street.officer)]
    assert found == [("测试街道", 3)]


def test_no_record_of_a_review_holds_a_number_of_merit():
    """G6: there is nothing in a review or a finding that branches could be ranked by."""
    numbers = [
        field.name
        for model in (Review, Finding)
        for field in model._meta.concrete_fields
        if "Integer" in type(field).__name__ or "Decimal" in type(field).__name__
    ]
    assert numbers == []


def test_a_round_counts_what_its_reader_may_open():
    street = make_street(4)
    review = make_review(street.street)
    make_finding(review)
    _reviewer, reviewed, *others = sides(street, review)
    numbers = []
    for who in (street.officer, reviewed, *others):
        [row] = queries.list_rounds(who, TableQuery()).rows
        numbers.append((row.reviews, row.handed_in, row.undone))
    assert numbers == [(4, 1, 1), (2, 1, 1), (2, 0, 0), (2, 0, 0)]
