"""Registers: what is read, what is refused, what is written, what is kept of before."""

from __future__ import annotations

from datetime import date

import pytest

from factories.entities import COMMUNITY, OTHER_COMMUNITY, make_venue
from factories.org import TODAY
from factories.registers import a_row, as_csv, enter, many_rows, receive, valid_code
from gongjian.entities.models import EarlierFacts, Entity, EntityContact, EntityName
from gongjian.kernel import audit

pytestmark = pytest.mark.django_db


def faults(register):
    return [(f.row, f.column, f.code) for f in register.faults.order_by("row", "column")]


def test_a_row_becomes_an_entity():
    register = enter([a_row(1, aliases="小店、老店", closed_on="2026年5月1日")])
    entity = Entity.objects.get()
    assert (entity.code, entity.name, entity.kind) == (valid_code(1), "测试商行1", "sole_trader")
    assert (entity.trade_id, entity.territory_id, entity.staff) == ("52", COMMUNITY, 3)
    assert (entity.longitude, entity.latitude) == (121.55, 29.87)
    assert (entity.founded_on, entity.since) == (date(2020, 1, 2), date(2020, 1, 2))
    assert entity.closed_on == date(2026, 5, 1)
    assert entity.version == 1
    assert not entity.doubtful_code
    contact = EntityContact.objects.get()
    assert (contact.entity_id, contact.name, contact.mobile) == (entity.pk, "某某", "13900000001")
    names = EntityName.objects.order_by("name").values_list("name", "kind")
    assert list(names) == [("小店", "alias"), ("老店", "alias")]
    assert (register.state, register.counts["new"]) == ("entered", 1)
    assert list(audit.verify()) == []
