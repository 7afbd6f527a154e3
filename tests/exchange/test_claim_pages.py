"""The pages of claims: claiming, proposing, answering, terms."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.exchange import Zone, make_claim, make_exchange_zone, make_need
from factories.members import account_of, actor_of, make_person
from factories.org import make_unit, make_zone
from gongjian.exchange import actions
from gongjian.exchange.models import Claim, Need, ServiceItem
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(account_of(person))
    return client


def send(client: Client, need: Need, source: str, heads: int, key: str = "k") -> Any:
    data = {"submission": key, "source": source, "heads": heads}
    return client.post(reverse("need_claim", args=[need.pk]), data)


def test_a_contact_claims_a_part_from_the_page_of_the_need(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    client = signed_in(zone.giver)
    form = client.get(reverse("need", args=[need.pk])).context["claim_form"]
    source = form["source"].value()
    for _twice in range(2):
        assert send(client, need, source, 12).status_code == 302
    need.refresh_from_db()
    assert need.heads_taken == 12
    assert Claim.objects.count() == 1


def test_more_than_is_left_is_answered_on_the_page_in_numbers(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    answer = send(signed_in(zone.giver), need, f"{zone.giving.pk}-", 21)
    assert answer.status_code == 409
    assert "20" in str(answer.context["claim_form"].errors["heads"])
    assert not Claim.objects.exists()


def test_nobody_claims_for_another_unit_or_out_of_sight(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    source = f"{zone.giving.pk}-"
    third = signed_in(make_person(make_unit(type="bank", under=zone.unit), "contact"))
    assert send(third, need, source, 1).status_code == 422
    outsider = signed_in(make_person(make_zone(), "contact"))
    assert send(outsider, need, source, 1).status_code == 404
    assert not Claim.objects.exists()


def test_the_host_proposes_and_the_unit_accepts(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    data = {"submission": "p", "unit_id": zone.giving.pk, "resource_id": "", "heads": 20}
    url = reverse("need_propose", args=[need.pk])
    assert signed_in(zone.requester).post(url, data).status_code == 403
    signed_in(zone.host).post(url, data | {"submission": "q"})
    claim = Claim.objects.get()
    giver = signed_in(zone.giver)
    assert (
        reverse("claim_accept", args=[claim.pk]) in giver.get(reverse("need_fit")).content.decode()
    )
    giver.post(reverse("claim_accept", args=[claim.pk]), {"submission": "a"})
    claim.refresh_from_db()
    assert claim.state == "claimed"


def test_a_bad_number_in_a_proposal_is_said(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    data = {"submission": "p", "unit_id": zone.giving.pk, "heads": "many"}
    url = reverse("need_propose", args=[need.pk])
    answer = signed_in(zone.host).post(url, data, follow=True)
    assert list(answer.context["messages"])
    assert not Claim.objects.exists()


def test_declining_takes_a_reason(zone: Zone) -> None:
    claim = make_claim(zone, at=timezone.now())
    client, url = signed_in(zone.requester), reverse("claim_decline", args=[claim.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"submission": "d"}).status_code == 422
    note = {"submission": "d", "reason": "wrong_time", "note": "换个时间"}
    assert client.post(url, note).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.decline_note) == ("declined", "换个时间")


def test_either_side_proposes_terms(zone: Zone) -> None:
    claim = make_claim(zone, at=timezone.now())
    client, url = signed_in(zone.giver), reverse("claim_draft", args=[claim.pk])
    start = client.get(url).context["form"]
    assert start["liaison_id"].value() == zone.giver.pk
    day = timezone.localdate().isoformat()
    terms = {"starts_at": f"{day}T09:00", "ends_at": f"{day}T08:00", "place": "大厅", "places": 20}
    terms |= {"submission": "t", "liaison_id": zone.giver.pk}
    assert client.post(url, terms).status_code == 422
    done = client.post(url, terms | {"ends_at": f"{day}T11:00"})
    assert done["Location"] == reverse("item", args=[ServiceItem.objects.get().pk])


def test_a_unit_takes_its_claim_back(zone: Zone) -> None:
    claim = make_claim(zone, at=timezone.now())
    url = reverse("claim_withdraw", args=[claim.pk])
    assert signed_in(zone.requester).post(url).status_code == 403
    signed_in(zone.giver).post(url, {"submission": "w"})
    claim.refresh_from_db()
    assert claim.state == "withdrawn"


def test_a_third_unit_and_an_outsider_see_no_claim(zone: Zone) -> None:
    claim = make_claim(zone, at=timezone.now())
    third = make_person(make_unit(type="bank", under=zone.unit), "contact")
    outsider = make_person(make_zone(), "host")
    for person in (third, outsider):
        client = signed_in(person)
        for name in ("claim_decline", "claim_draft"):
            assert client.get(reverse(name, args=[claim.pk])).status_code == 404
        for name in ("claim_accept", "claim_withdraw"):
            assert client.post(reverse(name, args=[claim.pk])).status_code == 404


def test_an_accepted_proposal_is_not_accepted_again(zone: Zone) -> None:
    need = make_need(zone, at=timezone.now())
    made = actions.propose(
        need.pk, unit_id=zone.giving.pk, heads=1, actor=actor_of(zone.host), at=timezone.now()
    )
    client, url = signed_in(zone.giver), reverse("claim_accept", args=[made.pk])
    client.post(url, {"submission": "1"})
    answer = client.post(url, {"submission": "2"}, follow=True)
    assert "claim" in Claim.objects.get().state
    assert list(answer.context["messages"])
