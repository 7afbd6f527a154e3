"""The work page: every module's open work in one list, narrowed, paged, and scoped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories.exchange import make_exchange_zone
from factories.formation import make_case, make_incubation
from factories.life import make_plan
from factories.members import account_of, make_person
from factories.org import TODAY, make_unit
from factories.structure import make_duty, make_reorganisation
from gongjian.formation.models import Incubation
from gongjian.insight.queries import When
from gongjian.insight.queries.work import MOST
from gongjian.org.models import Unit
from gongjian.structure.terms import Rename

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class District:
    """A district with its officer, a branch with its secretary, and a street beside."""

    unit: Unit
    branch: Unit
    officer: Client
    secretary: Client


def signed_in(unit: Unit, role: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(make_person(unit, role)))
    return client


@pytest.fixture
def district() -> District:
    unit = make_unit("测试区", "district", line="territorial")
    branch = make_unit("第一党支部", "branch", under=unit, line="territorial")
    officer, secretary = signed_in(unit, "district_officer"), signed_in(branch, "branch_secretary")
    return District(unit, branch, officer, secretary)


def shown(client: Client, **asked: object) -> dict[str, list[str]]:
    """Return the titles on the page under each heading."""
    answer = client.get(reverse("work"), asked)
    assert answer.status_code == 200
    return {
        when: [item.line.task.title for item in items]
        for when, _heading, items in answer.context["parts"]
    }


def test_work_of_several_modules_stands_in_one_list_by_day(district: District) -> None:
    case = make_case(district.unit)
    grown = make_incubation(district.unit)
    Incubation.objects.filter(pk=grown.pk).update(due_on=TODAY - timedelta(days=1))
    soon = make_reorganisation(
        district.unit, TODAY + timedelta(days=3), Rename(district.branch.pk, "新支部")
    )
    make_duty(district.unit, "330212001")
    found = shown(district.officer)
    assert list(found) == list(When)
    assert found[When.LATE] == [grown.entity.name]
    assert found[When.SOON] == [soon.title]
    assert case.name in found[When.OPEN]
    assert "地方330212001" in found[When.OPEN]


def test_a_secretary_has_the_records_of_this_month_and_those_missing(district: District) -> None:
    assert shown(district.secretary) == {When.OPEN: ["第一党支部"]}
    items = make_plan(district.branch)
    expected = [
        item.pk for item in items if not item.is_optional and item.starts_on <= TODAY
        and (item.ends_on.year, item.ends_on.month) <= (TODAY.year, TODAY.month)
    ]  # fmt: skip
    page = district.secretary.get(reverse("work"), {"kind": "life.record"})
    urls = [item.url for _when, _heading, found in page.context["parts"] for item in found]
    record = reverse("life_record", args=[district.branch.pk])
    assert sorted(urls) == sorted(f"{record}?item={pk}" for pk in expected)
    assert district.secretary.get(urls[0]).status_code == 200


def test_every_link_of_the_page_opens(district: District) -> None:
    make_case(district.unit)
    make_incubation(district.unit)
    make_reorganisation(district.unit, TODAY, Rename(district.branch.pk, "新支部"))
    make_duty(district.unit, "330212001")
    make_plan(district.branch)
    for client in (district.officer, district.secretary):
        page = client.get(reverse("work"))
        for _when, _heading, items in page.context["parts"]:
            assert {client.get(item.url).status_code for item in items} == {200}


def test_another_unit_s_work_waits_for_nobody_here(district: District) -> None:
    other = make_unit("另一区", "district", line="territorial")
    make_case(other)
    make_duty(other, "330213001")
    shown_here = [title for titles in shown(district.officer).values() for title in titles]
    assert shown_here == ["第一党支部"]


def test_the_list_narrows_to_an_area_and_to_a_kind(district: District) -> None:
    make_case(district.unit)
    make_duty(district.unit, "330212001")
    page = district.officer.get(reverse("work"), {"about": "structure"})
    assert [(each.name, each.value) for each in page.context["filters"]] == [("about", "structure")]
    assert shown(district.officer, about="structure") == {When.OPEN: ["地方330212001"]}
    one = shown(district.officer, kind="formation.decide")
    assert [len(titles) for titles in one.values()] == [1]
    nothing = district.officer.get(reverse("work"), {"about": "exchange"}).content.decode()
    assert "Show all that waits" in nothing


def test_a_kind_that_cannot_wait_for_the_reader_is_not_there(district: District) -> None:
    assert district.officer.get(reverse("work"), {"kind": "none"}).status_code == 404
    assert district.secretary.get(reverse("work"), {"kind": "structure.vacant"}).status_code == 404


def test_what_is_not_shown_is_counted_and_opens_page_by_page(district: District) -> None:
    for number in range(MOST + 45):
        make_unit(f"支部{number}", "branch", under=district.unit, line="territorial")
    text = district.officer.get(reverse("work")).content.decode()
    assert "Branches without a plan for this year: 46 more" in text
    first = district.officer.get(reverse("work"), {"kind": "life.plan"})
    assert (first.context["before"], first.context["after"]) == (0, 2)
    last = district.officer.get(reverse("work"), {"kind": "life.plan", "page": 2})
    assert (last.context["before"], last.context["after"]) == (1, 0)
    assert [len(items) for _w, _h, items in last.context["parts"]] == [6]


def test_who_has_nothing_to_do_is_told_what_to_look_at() -> None:
    zone = make_exchange_zone()
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(zone.giver))
    text = client.get(reverse("work")).content.decode()
    assert "Nothing waits for you" in text
    assert "raise one of your own" in text
