"""Entities, venues and covers through the API: the same reads and writes as the pages."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from factories.entities import (
    COMMUNITY,
    a_code,
    make_cover,
    make_entity,
    make_responsible,
    make_venue,
)
from factories.members import actor_of, make_person
from factories.org import make_unit, moment
from gongjian.entities.models import Cover, Entity
from gongjian.kernel import tokens
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


class Caller:
    """A street's officer at the API."""

    def __init__(self, unit: Unit) -> None:
        who = actor_of(make_person(unit, "district_officer"))
        self.headers = {"Authorization": f"Bearer {tokens.make('测试', actor=who, at=moment())}"}
        self.client = Client()

    def get(self, path: str):
        answer = self.client.get(f"/api{path}", headers=self.headers)
        return answer.status_code, answer.json()

    def post(self, path: str, key: str = "", **body):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        answer = self.client.post(
            f"/api{path}", json.dumps(body), content_type="application/json", headers=headers
        )
        return answer.status_code, answer.json()


@pytest.fixture
def street() -> Unit:
    unit = make_unit("百丈街道办", "street", line="territorial")
    make_responsible(unit)
    return unit


@pytest.fixture
def api(street) -> Caller:
    return Caller(street)


def test_a_list_tells_coverage_and_how_many_there_are(api, street):
    branch = make_unit("面馆党支部", "branch", under=street, line="territorial")
    make_cover(branch, make_entity("百丈面馆"))
    make_entity("没人管的店")
    make_entity("别处的店", territory="330206003001")
    status, page = api.get("/entities")
    assert status == 200
    assert (page["total"], page["is_all"]) == (2, True)
    found = {row["name"]: (row["coverage"], row["unit"]) for row in page["rows"]}
    assert found == {"百丈面馆": ("own", "面馆党支部"), "没人管的店": ("nothing", "")}
    assert api.get("/entities?q=bzmg")[1]["total"] == 1
    assert api.get("/entities?coverage=nothing")[1]["rows"][0]["name"] == "没人管的店"
    assert api.get("/entities?size=1&page=2")[1]["rows"][0]["name"] == "没人管的店"
    assert api.get("/entities?division=62")[1]["total"] == 0


def test_an_entity_is_told_in_both_lines_and_without_its_contact(api, street):
    bureau = make_unit("市场监管所", "bureau", line="sectoral")
    make_responsible(bureau, line="sectoral")
    shop = make_entity("百丈面馆")
    status, page = api.get(f"/entities/{shop.pk}")
    assert status == 200
    assert [each["responsible"]["name"] for each in page["standings"]] == [
        "百丈街道办",
        "市场监管所",
    ]
    assert not {"contact", "contact_name", "mobile"} & set(page)
    far = make_entity(territory="330206003001")
    assert api.get(f"/entities/{far.pk}")[0] == 404


def test_an_entity_is_entered_once_and_closed(api):
    make_entity()
    facts = {
        "name": "新开面馆",
        "kind": "sole_trader",
        "territory": COMMUNITY,
        "code": a_code(),
        "longitude": 121.56,
        "latitude": 29.86,
        "founded_on": "2026-03-01",
    }
    first = api.post("/entities", key="first-entry", **facts)
    assert first == api.post("/entities", key="first-entry", **facts)
    assert first[0] == 200, first
    shop = Entity.objects.get(name="新开面馆")
    assert (shop.longitude, shop.latitude) == (121.56, 29.86)
    assert api.post(f"/entities/{shop.pk}/close", closed_on="2026-05-01")[0] == 200
    assert api.post(f"/entities/{shop.pk}/close", closed_on="2026-05-01")[0] == 409


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"longitude": 121.56}, 409, "entity_half_a_point"),
        ({"trade": "0000"}, 409, "entity_trade_unknown"),
        ({"territory": "330206003001"}, 403, "forbidden"),
        ({"latitude": 95.0}, 422, None),
    ],
)
def test_bad_facts_are_refused_by_a_code(api, changes, status, code):
    make_entity()
    facts = {"name": "店", "kind": "sole_trader", "territory": COMMUNITY} | changes
    answered, body = api.post("/entities", **facts)
    assert answered == status, body
    if code:
        assert code in json.dumps(body)
    assert not Entity.objects.filter(name="店").exists()


def test_a_venue_is_covered_and_the_cover_ended(api, street):
    branch = make_unit("市场党支部", "branch", under=street, line="territorial")
    market = make_venue("演武市场")
    make_entity("鱼摊", venue=market)
    body = {"unit_id": branch.pk, "venue_id": market.pk, "from_day": "2026-02-01"}
    assert api.post("/covers", **body)[0] == 200
    status, page = api.get(f"/venues/{market.pk}")
    assert (status, page["branch"], page["entities"]) == (200, "市场党支部", 1)
    assert api.get(f"/units/{branch.pk}/covers")[1]["total"] == 1
    cover = Cover.objects.get()
    assert api.post(f"/covers/{cover.pk}/end", day="2026-06-01")[0] == 200
    assert api.get("/venues")[1]["rows"][0]["branch"] == ""
    assert api.post("/covers", unit_id=branch.pk, from_day="2026-02-01")[0] == 409
