"""The pages of published totals: both numbers side by side, and what may not be concluded."""

from __future__ import annotations

from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gongjian.insight.models import PublishedTotal
from gongjian.org.models import Unit
from tests.factories.insight import SAID_FOR, make_published
from tests.factories.members import account_of, make_person
from tests.factories.org import make_unit, moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(moment(), tick=False):
        yield


@pytest.fixture
def district() -> Unit:
    return make_unit("测试区", "district", line="territorial")


@pytest.fixture
def office_client(district: Unit) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(make_person(district, "district_officer")))
    return client


BODY = {
    "subject": "成员单位",
    "value": "210",
    "unit": "家",
    "qualifier": "at_least",
    "as_of": SAID_FOR.isoformat(),
    "publication": "某报道",
    "line": "territorial",
    "percent_qualifier": "exact",
    "breakdown": "none",
    "figure": "org.units",
    "filters": "kind=member_unit",
    "submission": "once-and-only-once",
}


def _post(client: Client, **changed: str):
    return client.post(reverse("published_new"), BODY | changed)


def test_an_office_enters_what_was_published_once(office_client: Client) -> None:
    first, second = _post(office_client), _post(office_client)
    assert first.status_code == second.status_code == 302
    total = PublishedTotal.objects.get()
    assert (total.value, total.qualifier, total.filters) == (
        210,
        "at_least",
        {"kind": "member_unit"},
    )


def test_a_fault_comes_back_in_words(office_client: Client) -> None:
    answer = _post(office_client, filters="kind=nonsense")
    assert answer.status_code == 422
    assert "kind=member_unit" in answer.content.decode()
    assert not PublishedTotal.objects.exists()


def test_the_page_shows_both_numbers_with_qualifier_and_day(
    office_client: Client, district: Unit
) -> None:
    make_unit(under=district, line="territorial")
    total = make_published(
        figure="org.units", unit="家", unit_at_id=district.pk, value=Decimal(5), qualifier="nearly"
    )
    text = office_client.get(reverse("published", args=[total.pk])).content.decode()
    assert "nearly" in text
    assert SAID_FOR.isoformat() in text
    assert f"{reverse('figure', args=['org.units'])}?" in text
    assert f"on={SAID_FOR.isoformat()}" in text
    assert "-3" in text


def test_the_page_says_why_parts_are_not_added(office_client: Client) -> None:
    whole = make_published(value=None, unit="户", breakdown="different_units")
    make_published(unit="户", whole_id=whole.pk, value=Decimal(35))
    make_published(unit="人", whole_id=whole.pk, value=Decimal(18))
    text = office_client.get(reverse("published", args=[whole.pk])).content.decode()
    assert "different units" in text
    assert "53 户" not in text
    assert "53 人" not in text


def test_a_bound_is_shown_as_a_bound(office_client: Client) -> None:
    whole = make_published(unit="户", value=Decimal(210), qualifier="at_least", breakdown="some")
    make_published(unit="户", value=Decimal(10), whole_id=whole.pk)
    text = office_client.get(reverse("published", args=[whole.pk])).content.decode()
    assert "at most 4.8%" in text


def test_a_total_is_corrected(office_client: Client) -> None:
    total = make_published()
    form = office_client.get(reverse("published_edit", args=[total.pk]))
    assert 'value="10"' in form.content.decode()
    answer = office_client.post(reverse("published_edit", args=[total.pk]), BODY | {"value": "11"})
    assert answer.status_code == 302
    total.refresh_from_db()
    assert total.value == 11


def test_a_total_is_withdrawn_with_a_reason(office_client: Client) -> None:
    total = make_published()
    url = reverse("published_withdraw", args=[total.pk])
    assert office_client.post(url, {"submission": "first-try-1", "reason": ""}).status_code == 422
    answer = office_client.post(url, {"submission": "second-try-2", "reason": "已更正"})
    assert answer.status_code == 302
    total.refresh_from_db()
    assert total.withdrawn_for == "已更正"
    page = office_client.get(answer["location"]).content.decode()
    assert "已更正" in page
    assert f'action="{reverse("published_restore", args=[total.pk])}"' in page


def test_a_withdrawal_is_taken_back_with_one_button(office_client: Client) -> None:
    total = make_published()
    reason = {"submission": "withdraw-it-1", "reason": "误录"}
    office_client.post(reverse("published_withdraw", args=[total.pk]), reason)
    undo = reverse("published_restore", args=[total.pk])
    assert office_client.post(undo).status_code == 302
    total.refresh_from_db()
    assert (total.withdrawn_on, total.withdrawn_for) == (None, "")
    again = office_client.post(undo, follow=True).content.decode()
    assert "not withdrawn" in again


def test_the_list_is_narrowed_to_one_publication(office_client: Client) -> None:
    here, there = make_published(), make_published(publication="另一份报告")
    text = office_client.get(reverse("published_list") + "?source=某报道").content.decode()
    assert reverse("published", args=[here.pk]) in text
    assert reverse("published", args=[there.pk]) not in text


def test_a_figure_shows_what_was_published_about_it_and_leads_to_the_form(
    office_client: Client, district: Unit
) -> None:
    said = make_published(
        figure="org.units", unit="家", unit_at_id=district.pk, filters={"kind": "member_unit"}
    )
    asked = f"?line=territorial&node={district.pk}&kind=member_unit"
    text = office_client.get(reverse("figure", args=["org.units"]) + asked).content.decode()
    assert reverse("published", args=[said.pk]) in text
    form = office_client.get(
        reverse("published_new") + f"{asked}&figure=org.units"
    ).content.decode()
    assert 'value="kind=member_unit"' in form
    assert 'value="units"' in form
    assert f'<option value="{district.pk}" selected>' in form


def test_the_list_opens_each_total(office_client: Client) -> None:
    total = make_published()
    text = office_client.get(reverse("published_list")).content.decode()
    assert reverse("published", args=[total.pk]) in text
    assert reverse("published_new") in text
