"""Fixtures of the documents: organisations of markets (001-17), a joint branch (002-02)."""

import itertools

import pytest

from factories.entities import make_entity, make_venue
from factories.formation import employ
from factories.org import TODAY, make_unit, moment, office
from gongjian.entities.models import Cover
from gongjian.formation import actions
from gongjian.formation.actions import ProposalEntry
from gongjian.formation.figures import ORGANISATIONS
from gongjian.formation.queries.grounds import Sought
from gongjian.formation.terms import Form, GroundKind
from gongjian.kernel import figures
from gongjian.kernel.actor import system
from gongjian.kernel.figures import Asked, Figure
from gongjian.members.figures import MEMBERS
from gongjian.members.models import FormalRelation
from gongjian.org import queries as org
from gongjian.org.catalogue import permission_codes
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db

IN_A_MARKET = (*[12] * 38, 15)
"""Members of each of the 39 branches of one market; three joint ones have ten each: 501."""


def found(superior: Unit, sought: Sought, form: Form, name: str, reason: str = "") -> Unit:
    entry = ProposalEntry(form, sought, name, superior.pk, reason)
    case = actions.propose(entry, actor=office(), at=moment())
    actions.approve(case.pk, document="示例〔2026〕1号", actor=office(), at=moment())
    case = actions.found(case.pk, on=TODAY, actor=office(), at=moment())
    assert case.unit is not None
    return case.unit


def ask(figure: Figure, node: Unit, line: str = "territorial", **filters: str) -> object:
    about = Asked(line, TODAY, node_id=node.pk, filters=filters)
    actor = system("test", TODAY, *permission_codes())
    return figures.value(figure, about, actor, org.units_asked(about))


def test_42_organisations_are_39_and_3_with_501_members():
    """Document 001: 39 organisations of one market each, three joint ones, 501 members."""
    city = make_unit("测试市", "city", line="territorial")
    pool = make_unit("测试市综合党支部", "branch", under=city, line="territorial")
    numbers = itertools.count(1)
    for members in IN_A_MARKET:
        market = make_entity(f"测试市场{next(numbers)}", kind="market")
        employ(market, pool, members)
        sought = Sought(GroundKind.FIRM, entity_ids=(market.pk,))
        found(city, sought, Form.STANDALONE, f"{market.name}党支部")
    for _joint in range(3):
        markets = [make_entity(f"测试市场{next(numbers)}", kind="market") for _ in range(2)]
        for market in markets:
            employ(market, pool, 2, 3)
        sought = Sought(GroundKind.NEIGHBOURS, entity_ids=tuple(each.pk for each in markets))
        found(city, sought, Form.JOINT, f"{markets[0].name}联合党支部")
    assert ask(ORGANISATIONS, city) == 42
    assert ask(ORGANISATIONS, city, form="standalone") == 39
    assert ask(ORGANISATIONS, city, form="joint") == 3
    assert ask(MEMBERS, city) == 501
    assert not FormalRelation.objects.filter(valid_to__isnull=True, unit=pool).exists()


def test_a_joint_branch_over_five_associations():
    """Document 002: five associations under one bureau have one branch, without a doubt."""
    bureau = make_unit("测试市场监管局", "bureau", line="sectoral")
    general = make_unit("测试机关党支部", "branch", under=bureau, line="sectoral")
    names = ("市场监管学会", "个民协会", "广告协会", "质量协会", "合同促进会")
    associations = [make_entity(f"测试{name}", kind="other") for name in names]
    for association in associations:
        employ(association, general, 1)
    sought = Sought(GroundKind.NEIGHBOURS, entity_ids=tuple(each.pk for each in associations))
    branch = found(bureau, sought, Form.JOINT, "测试社会组织联合党支部")
    assert Cover.objects.filter(unit=branch).count() == 5
    assert FormalRelation.objects.filter(unit=branch, valid_to__isnull=True).count() == 5
    assert ask(ORGANISATIONS, bureau, line="sectoral") == 1


def test_those_who_belong_elsewhere_stay_there():
    """A relation that no branch below the superior holds moves by a transfer alone."""
    street = make_unit("测试街道", "street", line="territorial")
    pool = make_unit("测试街道综合党支部", "branch", under=street, line="territorial")
    elsewhere = make_unit("外地党支部", "branch", line="territorial")
    venue = make_venue()
    firm = make_entity(venue=venue)
    here, there = employ(firm, pool, 2), employ(firm, elsewhere, 1)
    branch = found(
        street, Sought(GroundKind.VENUE, venue_id=venue.pk), Form.VENUE, "测试市场党支部"
    )
    held = dict(
        FormalRelation.objects.filter(valid_to__isnull=True).values_list("person_id", "unit_id")
    )
    assert held == {
        **dict.fromkeys((person.pk for person in here), branch.pk),
        there[0].pk: elsewhere.pk,
    }
