"""The columns count what the tables hold: right after a write, after a roll-back, on any day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, office
from factories.registry import (
    change,
    cover,
    make_entity,
    make_place,
    make_responsible,
    make_trade,
    make_venue,
    write,
)
from gongjian.entities.queries import columns
from gongjian.entities.queries.recount import recount
from gongjian.entities.terms import CoveredBy, EntityKind
from gongjian.kernel.figures import NONE_GIVEN, Asked

pytestmark = pytest.mark.django_db

EAST, WEST = "330106001", "330106002"
MOVED = TODAY - timedelta(days=10)
ALL = slice(None)


@pytest.fixture
def district():
    """A district with two streets that answer for their places."""
    top = make_unit("测试区", "district", line="territorial")
    east = make_unit("东街道", "street", under=top, line="territorial")
    west = make_unit("西街道", "street", under=top, line="territorial")
    make_responsible(east, EAST)
    make_responsible(west, WEST)
    return {"top": top, "east": east, "west": west}


def ask(node=None, on=TODAY, line="territorial", **filters):
    return Asked(line, on, node_id=node.pk if node else None, filters=filters)


def ids(asked, actor=None):
    found, total = columns.find(asked, actor or office(), ALL)
    assert total == len(found)
    return found


def test_entities_count_by_kind_under_a_node(district):
    make_entity(EAST + "001", kind=EntityKind.SMALL_FIRM)
    trader = make_entity(EAST)
    make_entity(WEST)
    asked = ask(district["east"])
    assert columns.count(asked, office(), ["kind"]) == {("small_firm",): 1, ("sole_trader",): 1}
    assert ids(ask(district["east"], kind="sole_trader")) == [trader.pk]
    assert columns.count(ask(district["top"]), office()) == {(): 3}
    assert columns.find(ask(), office(), slice(1, 2)) == ([trader.pk], 3)


def test_coverage_goes_by_precedence(district):
    branch = make_unit("商会支部", "branch", under=district["east"], line="territorial")
    venue = make_venue(EAST)
    shop, stall, plain = make_entity(EAST, venue=venue), make_entity(EAST, venue=venue), None
    plain = make_entity(EAST + "001")

    def coverage():
        return {key for (key,) in columns.count(ask(), office(), ["coverage"])}

    assert coverage() == {"nothing"}
    cover(branch, plain, by=CoveredBy.INSTRUCTOR)
    assert ids(ask(coverage="instructor")) == [plain.pk]
    cover(branch, make_place(EAST))
    assert ids(ask(coverage="region")) == [shop.pk, stall.pk, plain.pk]
    cover(branch, venue)
    assert ids(ask(coverage="venue")) == [shop.pk, stall.pk]
    cover(branch, shop)
    assert ids(ask(coverage="own")) == [shop.pk]
    cover(branch, stall)
    assert ids(ask(coverage="joint")) == [shop.pk, stall.pk]


def test_entity_stands_with_its_branch_and_else_with_its_place(district):
    branch = make_unit("商会支部", "branch", under=district["west"], line="territorial")
    entity = make_entity(EAST)
    assert ids(ask(district["east"])) == [entity.pk]
    cover(branch, entity, since=MOVED)
    assert ids(ask(district["east"])) == []
    assert ids(ask(district["west"])) == [entity.pk]
    assert ids(ask(district["east"], on=MOVED - timedelta(days=1))) == [entity.pk]


def test_past_facts_count_on_past_days(district):
    venue = make_venue(EAST)
    entity = make_entity(EAST, trade=make_trade())
    change(entity, MOVED, venue=venue, territory=make_place(WEST), trade=make_trade("63", "I"))
    before = MOVED - timedelta(days=1)
    assert ids(ask(district["east"], on=before, section="F", venue_type=NONE_GIVEN)) == [entity.pk]
    assert ids(ask(district["west"], division="63", venue=str(venue.pk))) == [entity.pk]
    assert ids(ask(on=FOUNDED - timedelta(days=1))) == []
    entity.closed_on = TODAY
    write(entity)
    assert ids(ask()) == []
    assert ids(ask(on=TODAY - timedelta(days=1))) == [entity.pk]


def test_merged_entity_counts_on_no_day():
    entity, other = make_entity(EAST), make_entity(EAST)
    change(entity, MOVED, kind=EntityKind.OTHER)
    entity.merged_into = other
    write(entity)
    assert ids(ask()) == ids(ask(on=FOUNDED)) == [other.pk]


def test_rolled_back_write_is_forgotten():
    make_entity(EAST)
    with transaction.atomic():
        make_entity(EAST)
        assert len(ids(ask())) == 2
        transaction.set_rollback(True)
    assert len(ids(ask())) == 1
    make_entity(WEST)
    assert len(ids(ask(territory=EAST))) == 1
    assert len(ids(ask())) == 2


def test_nobody_counts_what_is_not_in_reach(district):
    covered, near, far = make_entity(WEST), make_entity(EAST), make_entity(WEST)
    branch = make_unit("商会支部", "branch", under=district["east"], line="territorial")
    cover(branch, covered)
    officer = actor_of(make_person(district["east"], "district_officer"))
    assert officer.may("entity.view"), "the test needs a role that sees entities below"
    assert ids(ask(), officer) == [covered.pk, near.pk]
    assert recount(ask(), officer) == {(): 2}
    assert columns.count(ask(), office()) == {(): 3}
    assert far.pk not in ids(ask(), officer)
