"""Two people act on the same brand, round or finding at once: one of them is told."""

import pytest

from factories.org import TODAY, moment, office
from factories.standards import (
    entry_for,
    make_brand,
    make_finding,
    make_review,
    make_round,
    make_street,
)
from factories.together import all_at_once
from gongjian.kernel.errors import DomainError
from gongjian.kernel.states import StepNotPossible
from gongjian.standards import actions
from gongjian.standards.actions.brands import UndecidedAlready
from gongjian.standards.models import Brand, Round

pytestmark = pytest.mark.django_db(transaction=True)


def refused(acts):
    return [type(each) for each in all_at_once(acts) if isinstance(each, DomainError)]


def test_two_brands_proposed_for_one_branch_at_once():
    unit = make_street().branches[0]
    entry = entry_for(unit)

    def propose():
        return actions.propose(entry, actor=office(), at=moment())

    assert refused([propose, propose]) == [UndecidedAlready]
    assert Brand.objects.count() == 1


def test_one_approves_while_another_advises():
    brand = make_brand(make_street().branches[0])
    acts = [
        lambda: actions.approve(brand.pk, on=TODAY, actor=office(), at=moment()),
        lambda: actions.guide(brand.pk, words="再具体些", actor=office(), at=moment()),
    ]
    assert refused(acts) == [StepNotPossible]
    assert brand.steps.count() == 2


def test_a_round_confirmed_while_its_pairs_are_turned():
    found = make_round(make_street().street)
    acts = [
        lambda: actions.confirm_round(found.pk, actor=office(), at=moment()),
        lambda: actions.turn_on(found.pk, actor=office(), at=moment()),
    ]
    assert refused(acts) in ([], [StepNotPossible]), "turned before it was confirmed, or refused"
    found.refresh_from_db()
    assert (found.state, found.reviews.count()) == ("running", 3)
    assert Round.objects.count() == 1


def test_a_finding_closed_and_asked_again_at_once():
    finding = make_finding(make_review(make_street().street))
    actions.answer(finding.pk, words="已补", actor=office(), at=moment())
    acts = [
        lambda: actions.close(finding.pk, actor=office(), at=moment()),
        lambda: actions.ask_again(finding.pk, words="还缺", actor=office(), at=moment()),
    ]
    assert refused(acts) == [StepNotPossible]
    assert finding.steps.count() == 3
