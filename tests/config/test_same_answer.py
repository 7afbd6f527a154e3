"""The JSON and the page show the same rows to the same person."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cast import ROLES, make_cast
from factories.exchange import make_exchange_zone, make_need
from factories.members import account_of
from factories.org import TODAY

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LISTS = {
    "/units": ("unit_list", "units", "unit"),
    "/needs": ("need_list", "rows", "need"),
    "/resources": ("resource_list", "rows", "resource"),
    "/items": ("item_list", "rows", "item"),
    "/pairings": ("pairing_list", "rows", "pairing"),
}
"""Path: its page, where the rows stand in the JSON, and the page of one row."""

DETAILS = {
    "/needs": ("need", "need"),
    "/items": ("item", "item"),
    "/pairings": ("pairing", "pairing"),
    "/resources": ("resource", "resource"),
    "/units": ("unit", "asking"),
}


@pytest.fixture
def cast():
    made = make_cast()
    make_need(make_exchange_zone(), title="别处的需求")
    return made


def signed_in(client, cast, role):
    client.force_login(account_of(cast.people[role]), BACKEND)
    return client


def linked(page, name) -> list[int]:
    """Return the records that the rows of a page's table lead to, in their order."""
    body = re.search(r"<tbody.*?</tbody>", page, re.S)
    pattern = reverse(name, args=[987654321]).replace("987654321", r"(\d+)")
    found = re.findall(f'<th[^>]*>.*?href="{pattern}"', body[0], re.S) if body else []
    return [int(pk) for pk in found]


@pytest.mark.parametrize("path", LISTS)
def test_lists_hold_the_same_rows_in_the_same_order(client, cast, path):
    name, where, one = LISTS[path]
    compared = 0
    for role in ROLES:
        browser = signed_in(client, cast, role)
        rows = browser.get(f"/api{path}").json()[where]
        page = browser.get(reverse(name)).content.decode()
        assert [row["id"] for row in rows] == linked(page, one), role
        compared += len(rows)
    assert compared


@pytest.mark.parametrize("path", DETAILS)
def test_details_open_for_the_same_people(client, cast, path):
    name, record = DETAILS[path]
    pk = getattr(cast, record).pk
    for role in ROLES:
        browser = signed_in(client, cast, role)
        page = browser.get(reverse(name, args=[pk]))
        assert browser.get(f"/api{path}/{pk}").status_code == page.status_code, role


@pytest.mark.parametrize("role", ["owner", "host", "parent_officer", "line_officer", "outsider"])
@pytest.mark.parametrize("line", ["territorial", "sectoral", "alliance"])
def test_figures_hold_the_same_number_and_rows(client, cast, role, line):
    browser = signed_in(client, cast, role)
    for code, one in (("exchange.needs_open", "need"), ("org.units", "unit")):
        query = f"?line={line}&on={TODAY - timedelta(days=3)}&page=1"
        for question in (query, f"{query}&kind=community", f"?line={line}"):
            answer = browser.get(f"/api/figures/{code}{question}").json()
            page = browser.get(reverse("figure", args=[code]) + question)
            assert answer["value"] == page.context["answer"].value
            assert [row["id"] for row in answer["rows"]] == linked(page.content.decode(), one)


def test_parts_of_a_split_make_the_whole(client, cast):
    browser = signed_in(client, cast, "host")
    whole = browser.get(f"/api/figures/org.units?zone={cast.zone.pk}").json()["value"]
    split = browser.get(f"/api/figures/org.units/split/kind?zone={cast.zone.pk}").json()
    assert whole == 3 == sum(share["value"] for share in split["shares"])
    for share in split["shares"]:
        asked = f"/api/figures/org.units?zone={cast.zone.pk}&kind={share['code']}"
        assert browser.get(asked).json()["value"] == share["value"]


def test_a_median_is_not_split(client, cast):
    browser = signed_in(client, cast, "host")
    figures = browser.get("/api/figures").json()
    median = next(each for each in figures if not each["adds_up"] and each["dimensions"])
    by = median["dimensions"][0]["code"]
    answer = browser.get(f"/api/figures/{median['code']}/split/{by}")
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_be_split")


def test_visitor_reads_public_columns_only(client, cast):
    answer = client.get(f"/api/public/zones/{cast.zone.pk}/figures/exchange.needs_open").json()
    page = client.get(reverse("public_figure", args=[cast.zone.pk, "exchange.needs_open"]))
    assert answer["value"] == page.context["answer"].value == 1
    shown = [column.path for column in page.context["answer"].columns]
    assert [column["code"] for column in answer["columns"]] == shown
    assert not any(who.name in str(answer) for who in cast.people.values())


def test_signed_in_reader_gets_no_more_from_the_public_address(client, cast):
    path = f"/api/public/zones/{cast.zone.pk}/figures/org.units"
    outside = client.get(path).json()
    assert signed_in(client, cast, "host").get(path).json() == outside


def test_units_have_the_trail_of_each_line_and_day(client, cast):
    browser = signed_in(client, cast, "owner")
    path = f"/api/units/{cast.asking.pk}/trail"
    names = [node["name"] for node in browser.get(f"{path}?line=alliance").json()]
    assert names == ["测试片区甲", "测试卫生院"]
    assert browser.get(f"{path}?line=sectoral").json()[0]["name"] == "测试局"
    assert browser.get(f"{path}?line=alliance&on=2025-12-31").json() == []


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-28"])
@pytest.mark.parametrize(
    "path", ["/figures/org.units", "/figures/org.units/split/kind", "/units/{unit}/trail"]
)
def test_no_day_is_too_much(client, cast, on, path):
    browser = signed_in(client, cast, "owner")
    answer = browser.get(f"/api{path.format(unit=cast.asking.pk)}?on={on}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/units/9223372036854775807", 404),
        ("/units/9223372036854775808", 422),
        ("/units/0", 422),
        ("/figures/no.such", 404),
        ("/figures/org.units?node=99999999999999999999", 422),
        ("/figures/org.units?zone=999999999", 404),
        ("/figures/org.units?on=2026-02-30", 422),
        ("/figures/org.units?sort=-password", 200),
        ("/figures/org.units?page=100000&size=200", 200),
        ("/figures/org.units?kind=%00&type=none", 200),
        ("/figures/org.units/split/nothing", 404),
        ("/units?q=%00", 422),
        ("/units?place=%25%27", 200),
    ],
)
def test_strange_questions_are_answered_in_order(client, cast, path, status):
    assert signed_in(client, cast, "owner").get(f"/api{path}").status_code == status
