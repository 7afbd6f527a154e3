"""Entering, changing from a day on, names, closing; who may, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from factories.entities import (
    COMMUNITY,
    OTHER_COMMUNITY,
    a_code,
    make_entity,
    make_responsible,
    make_territory,
    make_venue,
)
from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.entities import actions
from gongjian.entities.actions import ContactFacts, EntityFacts
from gongjian.entities.models import EarlierFacts, Entity, EntityName
from gongjian.kernel import audit
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.models import AuditEvent

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 1)


def facts_of(entity: Entity, **changes) -> EntityFacts:
    given = {
        "name": entity.name,
        "kind": entity.kind,
        "territory": entity.territory_id,
        "code": entity.code,
        "trade": entity.trade_id,
        "venue_id": entity.venue_id,
        "founded_on": entity.founded_on,
    }
    return EntityFacts(**(given | changes))


def test_what_counts_moves_to_earlier_facts_with_the_day_of_the_change():
    market = make_venue()
    entity = make_entity(venue=market)
    make_territory(OTHER_COMMUNITY)
    moved = facts_of(entity, territory=OTHER_COMMUNITY, venue_id=None)
    actions.change(entity.pk, moved, from_day=MAY, actor=office(), at=moment())
    entity.refresh_from_db()
    assert (entity.territory_id, entity.venue_id, entity.since) == (OTHER_COMMUNITY, None, MAY)
    earlier = EarlierFacts.objects.get(entity=entity)
    assert (earlier.territory_id, earlier.venue_id) == (COMMUNITY, market.pk)
    assert (earlier.valid_from, earlier.valid_to) == (FOUNDED, MAY)
    assert list(audit.verify()) == []


def test_a_correction_from_the_first_day_leaves_no_earlier_facts():
    entity = make_entity()
    right = facts_of(entity, trade="62")
    actions.change(entity.pk, right, from_day=FOUNDED, actor=office(), at=moment())
    entity.refresh_from_db()
    assert (entity.trade_id, entity.since) == ("62", FOUNDED)
    assert not EarlierFacts.objects.exists()


def test_what_does_not_count_changes_without_a_day():
    entity = make_entity()
    changed = facts_of(entity, staff=7, address="百丈路 1 号")
    actions.change(entity.pk, changed, from_day=MAY, actor=office(), at=moment())
    entity.refresh_from_db()
    assert (entity.staff, entity.since) == (7, FOUNDED)
    assert not EarlierFacts.objects.exists()


def test_a_change_before_the_present_facts_began_is_refused():
    entity = make_entity()
    with pytest.raises(actions.TooEarly):
        actions.change(
            entity.pk,
            facts_of(entity, trade="62"),
            from_day=date(2025, 1, 1),
            actor=office(),
            at=moment(),
        )


def test_a_name_that_is_left_stays_as_a_former_name():
    entity = make_entity("老名字面馆")
    actions.rename(entity.pk, "新名字面馆", actor=office(), at=moment())
    actions.add_alias(entity.pk, "转角面馆", actor=office(), at=moment())
    actions.add_alias(entity.pk, "转角面馆", actor=office(), at=moment())
    found = EntityName.objects.filter(entity=entity).values_list("name", "kind")
    assert set(found) == {("老名字面馆", "former"), ("转角面馆", "alias")}


def test_close_and_take_back():
    entity = make_entity()
    actions.close(entity.pk, closed_on=MAY, actor=office(), at=moment())
    with pytest.raises(actions.ClosedEntity):
        actions.close(entity.pk, closed_on=MAY, actor=office(), at=moment())
    with pytest.raises(actions.ClosedEntity):
        actions.change(entity.pk, facts_of(entity), from_day=TODAY, actor=office(), at=moment())
    actions.reopen(entity.pk, actor=office(), at=moment())
    entity.refresh_from_db()
    assert entity.closed_on is None
    with pytest.raises(actions.NotClosed):
        actions.reopen(entity.pk, actor=office(), at=moment())
    with pytest.raises(actions.ClosedTooEarly):
        actions.close(entity.pk, closed_on=date(2025, 1, 1), actor=office(), at=moment())


def test_each_write_stamps_the_registrys_version():
    one = make_entity()
    other = make_entity()
    assert other.version > one.version
    actions.rename(one.pk, "改了名字", actor=office(), at=moment())
    one.refresh_from_db()
    assert one.version > other.version


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": " "}, actions.NameMissing),
        ({"territory": "330212999"}, actions.UnknownPlace),
        ({"trade": "0000"}, actions.UnknownTrade),
        ({"venue_id": 999_999}, actions.UnknownVenue),
    ],
)
def test_bad_facts_are_refused_in_words(changes, error):
    make_territory()
    facts = {"name": "店", "kind": "small_firm", "territory": COMMUNITY} | changes
    with pytest.raises(error) as refused:
        actions.enter(EntityFacts(**facts), actor=office(), at=moment())
    assert str(refused.value)
    assert not Entity.objects.exists()


def test_a_code_that_another_has_is_refused_and_a_doubtful_one_is_not():
    code = a_code()
    make_entity("先来的店", code=code)
    with pytest.raises(actions.CodeTaken, match="先来的店"):
        make_entity(code=code.lower())
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert make_entity(code=wrong).doubtful_code
    assert not make_entity(code="").doubtful_code
    assert not make_entity(code="").doubtful_code


def test_only_where_a_unit_in_reach_is_responsible():
    street = make_unit("测试街道办", "street", line="territorial")
    officer = actor_of(make_person(street, "district_officer"))
    elsewhere = make_entity(territory="330206003001")
    facts = EntityFacts("新店", "sole_trader", COMMUNITY)
    make_territory()
    with pytest.raises(Forbidden):
        actions.enter(facts, actor=officer, at=moment())
    make_responsible(street)
    assert actions.enter(facts, actor=officer, at=moment()).since == TODAY
    with pytest.raises(NotVisible):
        actions.rename(elsewhere.pk, "改名", actor=officer, at=moment())


def test_the_contact_is_shown_in_full_to_who_asks_and_each_look_is_recorded():
    entity = make_entity()
    facts = ContactFacts("沈某", "13900001111")
    actions.set_contact(entity.pk, facts, actor=office(), at=moment())
    assert actions.reveal_contact(entity.pk, actor=office(), at=moment()) == facts
    seen = AuditEvent.objects.get(action="entities.contact.reveal")
    assert seen.detail == {"entity": entity.pk}
    assert "13900001111" not in str(list(AuditEvent.objects.values()))
    assert list(audit.verify()) == []


def test_an_unknown_kind_is_no_entity():
    make_territory()
    with pytest.raises((DomainError, ValueError)):
        actions.enter(EntityFacts("店", "bank", COMMUNITY), actor=office(), at=moment())
