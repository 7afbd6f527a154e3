"""The pages of resources."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.exchange import Zone, make_exchange_zone, make_need
from factories.members import account_of, make_person
from factories.org import make_zone
from gongjian.exchange.models import Resource
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(account_of(person))
    return client


def enter(zone: Zone, **changes: object) -> tuple[Client, object]:
    client = signed_in(zone.giver)
    today = timezone.localdate().isoformat()
    data = {"submission": "r", "unit_id": zone.giving.pk, "title": "护士", "capacity": 5}
    data |= {"skills": "急救", "territory": "", "available_from": today}
    return client, client.post(reverse("resource_new"), data | changes)


def test_a_contact_enters_an_offer_and_sees_what_it_answers(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now(), skills=("急救",))
    client, _answer = enter(zone)
    held = Resource.objects.get()
    page = client.get(reverse("resource", args=[held.pk]))
    assert [fit.need_id for fit, _heads, _why in page.context["fits"]] == [need.pk]


def test_bad_input_comes_back_in_words(zone: Zone) -> None:
    past = (timezone.localdate() - timedelta(days=9)).isoformat()
    for wrong in ({"title": ""}, {"capacity": "0"}, {"available_to": past}, {"territory": "x"}):
        _client, answer = enter(zone, **wrong)
        assert answer.status_code == 422, wrong
    assert not Resource.objects.exists()


def test_the_owner_pauses_offers_again_and_withdraws(zone: Zone) -> None:
    client, _answer = enter(zone)
    held = Resource.objects.get()
    url = reverse("resource_state", args=[held.pk])
    for n, state in enumerate(("paused", "available", "withdrawn")):
        client.post(url, {"state": state, "submission": f"s{n}"})
        held.refresh_from_db()
        assert held.state == state
    client.post(url, {"state": "available", "submission": "s9"})
    held.refresh_from_db()
    assert held.state == "withdrawn"
    assert client.post(url, {"state": "nonsense"}).status_code == 422


def test_others_see_it_and_may_not_change_it(zone: Zone) -> None:
    enter(zone)
    held = Resource.objects.get()
    page, state = reverse("resource", args=[held.pk]), reverse("resource_state", args=[held.pk])
    neighbour = signed_in(zone.requester)
    assert neighbour.get(page).status_code == 200
    assert "page" not in neighbour.get(page).context
    assert neighbour.post(state, {"state": "paused"}).status_code == 403
    outsider = signed_in(make_person(make_zone(), "contact"))
    assert outsider.get(page).status_code == 404
    assert outsider.post(state, {"state": "paused"}).status_code == 404
    assert signed_in(zone.volunteer()).get(reverse("resource_new")).status_code == 403


def test_the_list_is_narrowed_by_its_address(zone: Zone) -> None:
    client, _answer = enter(zone)
    url = reverse("resource_list")
    assert "护士" in client.get(f"{url}?mine=yes&q=护&sort=-from").content.decode()
    assert "护士" not in client.get(f"{url}?state=paused").content.decode()
