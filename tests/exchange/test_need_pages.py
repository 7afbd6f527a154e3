"""The pages of needs: list, entry, meeting, one need."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.exchange import Zone, make_claim, make_exchange_zone, make_need, make_pairing
from factories.members import account_of, actor_of, make_person
from factories.org import make_unit, make_zone, office
from gongjian.exchange import actions
from gongjian.exchange.models import Need
from gongjian.exchange.terms import NeedState
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(account_of(person))
    return client


def what(**changes: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "submission": "once",
        "title": "智能终端导引",
        "beneficiaries": "老年患者",
        "heads": 20,
        "skills": ["基础医疗知识", "引导、英语"],
        "where": "",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
    } | changes


def raised(zone: Zone) -> Need:
    today = timezone.localdate()
    entry = actions.NeedEntry(zone.asking.pk, "健康讲座", "老人", 3, today, today)
    return actions.raise_need(entry, actor=actor_of(zone.requester), at=timezone.now())


@pytest.mark.parametrize("name", ["need_list", "need_new", "need_meeting", "need_fit"])
def test_a_visitor_is_sent_to_sign_in(name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_list_shows_heads_state_and_who_answers(zone: Zone) -> None:
    make_claim(zone, heads=12, at=timezone.now())
    page = signed_in(zone.host).get(reverse("need_list")).content.decode()
    assert "12 / 20" in page
    assert zone.host.name in page


def test_the_list_is_narrowed_by_its_address(zone: Zone) -> None:
    make_need(zone, title="门诊导引", at=timezone.now())
    late = raised(zone)
    Need.objects.filter(pk=late.pk).update(raised_at=timezone.now() - timedelta(days=20))
    client, url = signed_in(zone.host), reverse("need_list")
    for narrowed, seen, hidden in (
        ("?state=open", "门诊导引", "健康讲座"),
        ("?overdue=yes", "健康讲座", "门诊导引"),
        ("?q=讲座", "健康讲座", "门诊导引"),
    ):
        page = client.get(url + narrowed).content.decode()
        assert seen in page, narrowed
        assert hidden not in page, narrowed
    everything = client.get(f"{url}?mine=yes&unit={zone.asking.pk}&sort=title&state=nonsense")
    assert everything.status_code == 200


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(
    zone: Zone,
) -> None:
    client = signed_in(zone.host)
    make_need(zone, at=timezone.now())
    url = reverse("need_list")
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _n in range(29):
        make_need(zone, at=timezone.now())
    with CaptureQueriesContext(connection) as thirty:
        client.get(url)
    assert len(one) == len(thirty)


def test_a_contact_raises_a_need_with_the_unit_preset(zone: Zone) -> None:
    client = signed_in(zone.requester)
    form = client.get(reverse("need_new")).context["form"]
    assert form["unit_id"].value() == str(zone.asking.pk)
    answer = client.post(reverse("need_new"), what(unit_id=zone.asking.pk))
    need = Need.objects.get()
    assert answer["Location"] == reverse("need", args=[need.pk])
    assert {held.skill.name for held in need.skills.all()} == {"基础医疗知识", "引导", "英语"}


def test_sending_a_need_twice_raises_it_once(zone: Zone) -> None:
    client = signed_in(zone.requester)
    for _n in range(2):
        answer = client.post(reverse("need_new"), what(unit_id=zone.asking.pk))
        assert answer.status_code == 302
    assert Need.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("heads", "0"),
        ("heads", "99999999"),
        ("ends_on", "2020-01-01"),
        ("starts_on", "soon"),
        ("skills", ["长" * 41]),
        ("where", "t999"),
    ],
)
def test_bad_input_comes_back_in_words(zone: Zone, field: str, value: object) -> None:
    data = what(unit_id=zone.asking.pk) | {field: value}
    answer = signed_in(zone.requester).post(reverse("need_new"), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Need.objects.exists()


def test_a_unit_of_another_contact_cannot_be_chosen(zone: Zone) -> None:
    answer = signed_in(zone.requester).post(reverse("need_new"), what(unit_id=zone.giving.pk))
    assert answer.status_code == 422
    assert not Need.objects.exists()


def test_who_may_not_raise_is_refused(zone: Zone) -> None:
    client = signed_in(zone.volunteer())
    assert client.get(reverse("need_new")).status_code == 403
    assert client.get(reverse("need_meeting")).status_code == 403
    assert client.get(reverse("need_fit")).status_code == 403


def rows(zone: Zone, *titles: str, **changes: object) -> dict[str, object]:
    """Return a sheet of ten rows, the first of them filled."""
    today = timezone.localdate()
    days = {
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
    }
    data: dict[str, object] = {"submission": "meeting"}
    for n in range(10):
        row: dict[str, object] = {"unit": "", "title": "", "beneficiaries": "", **days}
        if n < len(titles):
            row |= {"unit": zone.asking.name, "title": titles[n], "beneficiaries": "老人"}
            row |= {"heads": 2, "skills": "引导，英语"}
        data |= {f"r{n}-{name}": value for name, value in row.items()}
    return data | changes


def test_a_meeting_raises_its_filled_rows(zone: Zone) -> None:
    client = signed_in(zone.host)
    assert len(client.get(reverse("need_meeting")).context["rows"]) == 10
    answer = client.post(reverse("need_meeting"), rows(zone, "讲座", "义诊"))
    assert answer.status_code == 302
    assert set(Need.objects.values_list("title", flat=True)) == {"讲座", "义诊"}


def test_one_faulty_row_keeps_all_rows_and_saves_none(zone: Zone) -> None:
    data = rows(zone, "讲座", "义诊") | {"r1-unit": "没有的单位", "r2-title": "只有标题"}
    answer = signed_in(zone.host).post(reverse("need_meeting"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Need.objects.exists()
    for kept in ("讲座", "义诊", "没有的单位", "只有标题"):
        assert kept in page
    assert [bool(row.errors) for row in answer.context["rows"][:4]] == [False, True, True, False]


def test_an_empty_sheet_is_not_sent(zone: Zone) -> None:
    answer = signed_in(zone.host).post(reverse("need_meeting"), rows(zone))
    assert answer.status_code == 422


def test_a_further_row_comes_alone(zone: Zone) -> None:
    page = signed_in(zone.host).get(reverse("need_meeting") + "?row=10").content.decode()
    assert 'name="r10-title"' in page
    assert "<html" not in page


def test_the_page_of_a_need_says_who_sees_it(zone: Zone) -> None:
    make_pairing(zone)
    need = make_need(zone, at=timezone.now())
    answer = signed_in(zone.requester).get(reverse("need", args=[need.pk]))
    assert any(zone.giving.name in line for line in answer.context["who"])
    assert not any(zone.unit.name in line for line in answer.context["who"][3:])


def test_the_host_verifies_by_one_button(zone: Zone) -> None:
    need = raised(zone)
    client = signed_in(zone.host)
    assert client.get(reverse("need", args=[need.pk])).context["may_verify"]
    client.post(reverse("need_verify", args=[need.pk]), {"submission": "v"})
    need.refresh_from_db()
    assert need.state == NeedState.OPEN


def test_buttons_are_refused_to_who_may_not_press_them(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    outsider = signed_in(make_person(make_zone(), "contact"))
    other = signed_in(make_person(make_unit(type="bank", under=zone.unit), "contact"))
    for name in ("need_verify", "need_withdraw", "need_hand_over"):
        url = reverse(name, args=[need.pk])
        assert outsider.post(url).status_code == 404, name
        assert other.post(url).status_code == 403, name
        assert other.get(url).status_code == 405, name
    again = reverse("need_offer_again", args=[need.pk])
    assert (outsider.get(again).status_code, other.get(again).status_code) == (404, 403)


def test_an_unverified_need_is_hidden_from_other_units(zone: Zone) -> None:
    url = reverse("need", args=[raised(zone).pk])
    assert signed_in(zone.giver).get(url).status_code == 404
    assert signed_in(zone.requester).get(url).status_code == 200


def test_an_unmet_need_is_offered_again_with_new_dates(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    for _step in range(2):
        actions.hand_over(need.pk, actor=office(), at=timezone.now())
    client, url = signed_in(zone.requester), reverse("need_offer_again", args=[need.pk])
    today = timezone.localdate()
    crossed = {"submission": "a", "starts_on": today, "ends_on": today - timedelta(days=1)}
    assert client.post(url, crossed).status_code == 422
    assert client.post(url, crossed | {"ends_on": today}).status_code == 302
    need.refresh_from_db()
    assert need.state == NeedState.OPEN
