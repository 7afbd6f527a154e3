"""The pages of service items, shifts, pairings, the ledger and one's work."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.exchange import (
    Zone,
    make_claim,
    make_confirmed,
    make_delivered,
    make_exchange_zone,
    make_item,
    make_pairing,
    terms,
)
from factories.members import account_of, actor_of, make_person
from factories.org import make_unit, make_zone, moment
from gongjian.exchange import actions
from gongjian.exchange.models import ServiceItem, SignUp
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(person), "allauth.account.auth_backends.AuthenticationBackend")
    return client


PLAIN_PAGES = (
    "work",
    "item_list",
    "volunteer",
    "my_services",
    "pairing_list",
    "pairing_new",
    "ledger",
)


@pytest.mark.parametrize("name", PLAIN_PAGES)
@pytest.mark.parametrize("who", ["host", "requester", "giver"])
def test_each_page_opens_for_who_works_here(zone: Zone, name: str, who: str) -> None:
    make_confirmed(zone)
    make_item(zone)
    make_pairing(zone)
    assert signed_in(getattr(zone, who)).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_a_visitor_is_asked_to_sign_in(name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_an_item_of_another_zone_does_not_exist(zone: Zone) -> None:
    item = make_item(zone)
    outsider = make_person(make_unit(under=make_zone()), "contact")
    client = signed_in(outsider)
    assert client.get(reverse("item", args=[item.pk])).status_code == 404
    assert client.post(reverse("item_confirm", args=[item.pk])).status_code == 404


def test_a_colleague_of_a_third_unit_sees_the_item_but_neither_roster_nor_numbers(
    zone: Zone,
) -> None:
    item = make_item(zone)
    volunteer = zone.volunteer()
    actions.sign_up(item.pk, actor=actor_of(volunteer), at=moment())
    third = make_person(make_unit(under=zone.unit), "contact")
    page = signed_in(third).get(reverse("item", args=[item.pk]))
    assert page.status_code == 200
    assert volunteer.name not in page.content.decode()
    assert zone.giver.mobile not in page.content.decode()
    response = signed_in(third).post(reverse("item_deliver", args=[item.pk]), form(heads="3"))
    assert response.status_code == 403


def test_the_giving_side_reads_the_roster_with_the_numbers_of_its_own_people(zone: Zone) -> None:
    item = make_item(zone)
    own, guest = zone.volunteer(), make_person(zone.asking, "volunteer")
    for person in (own, guest):
        actions.sign_up(item.pk, actor=actor_of(person), at=moment())
    shown = signed_in(zone.giver).get(reverse("item", args=[item.pk])).content.decode()
    assert own.mobile in shown
    assert guest.name in shown
    assert guest.mobile not in shown


def form(**fields: str) -> dict[str, str]:
    return {"submission": "one-sending", **fields}


def test_a_delivery_is_reported_once_and_confirmed_by_the_requester_alone(zone: Zone) -> None:
    item = make_item(zone)
    giver, requester = signed_in(zone.giver), signed_in(zone.requester)
    for _twice in range(2):
        response = giver.post(reverse("item_deliver", args=[item.pk]), form(heads="17"))
        assert response.status_code == 302
    item.refresh_from_db()
    assert (item.state, item.heads_delivered, item.asks.count()) == ("delivered", 17, 1)

    denied = giver.post(reverse("item_confirm", args=[item.pk]), form(submission="a"))
    assert denied.status_code == 403
    thanks = requester.post(
        reverse("item_confirm", args=[item.pk]), form(submission="b", thanks="谢谢")
    )
    assert thanks.status_code == 302
    item.refresh_from_db()
    assert item.state == "confirmed"
    assert "谢谢" in giver.get(reverse("item", args=[item.pk])).content.decode()


def test_a_bad_report_comes_back_in_words(zone: Zone) -> None:
    item = make_item(zone)
    response = signed_in(zone.giver).post(reverse("item_deliver", args=[item.pk]), form(heads="0"))
    assert response.status_code == 422
    assert "How many came" in response.content.decode()


def test_what_is_missing_is_said_in_words_and_seen_by_the_giving_side(zone: Zone) -> None:
    item = make_delivered(zone)
    client = signed_in(zone.requester)
    assert client.post(reverse("item_missing", args=[item.pk]), form(note="")).status_code == 422
    response = client.post(reverse("item_missing", args=[item.pk]), form(note="少来了两人"))
    assert response.status_code == 302
    assert (
        "少来了两人" in signed_in(zone.giver).get(reverse("item", args=[item.pk])).content.decode()
    )
    assert "Something is missing" in signed_in(zone.giver).get(reverse("work")).content.decode()


def test_an_untrained_volunteer_is_named_and_not_deployed(zone: Zone) -> None:
    item = make_item(zone, training_required=True)
    volunteer = zone.volunteer()
    signup = actions.sign_up(item.pk, actor=actor_of(volunteer), at=moment())
    giver = signed_in(zone.giver)
    planned = giver.post(
        reverse("item_training", args=[item.pk]),
        form(starts_at="2026-11-22T09:00", place="二楼会议室"),
    )
    assert planned.status_code == 302

    chosen = {"selected": str(signup.pk)}
    refused = giver.post(reverse("item_deploy", args=[item.pk]), chosen, follow=True)
    assert f"{volunteer.name}: the required training" in refused.content.decode()
    signup.refresh_from_db()
    assert signup.deployed_at is None

    giver.post(reverse("item_attend", args=[item.pk]), chosen)
    giver.post(reverse("item_deploy", args=[item.pk]), chosen)
    signup.refresh_from_db()
    assert signup.deployed_at is not None


def test_the_last_place_that_has_just_gone_is_answered_with_409_in_words(zone: Zone) -> None:
    item = make_item(zone, places=1)
    actions.sign_up(item.pk, actor=actor_of(zone.volunteer()), at=moment())
    response = signed_in(zone.volunteer()).post(reverse("shift_sign_up", args=[item.pk]), form())
    assert response.status_code == 409
    assert "All 1 places are taken" in response.content.decode()


def test_a_place_is_taken_once_and_given_back(zone: Zone) -> None:
    item = make_item(zone)
    volunteer = zone.volunteer()
    client = signed_in(volunteer)
    for _twice in range(2):
        assert client.post(reverse("shift_sign_up", args=[item.pk]), form()).status_code == 302
    signup = SignUp.objects.get(item=item, person=volunteer)
    url = reverse("signup_leave", args=[signup.pk])
    assert signed_in(zone.giver).post(url).status_code == 403
    assert signed_in(zone.volunteer()).post(url).status_code == 404
    assert client.post(url).status_code == 302
    signup.refresh_from_db()
    assert signup.left_at is not None
    assert client.get(reverse("my_services")).status_code == 200


def test_a_volunteer_finds_shifts_by_skill_time_and_place(zone: Zone) -> None:
    make_item(zone)
    client = signed_in(zone.volunteer())
    assert "门诊智能终端导引" in client.get(reverse("volunteer")).content.decode()
    assert "门诊智能终端导引" in client.get(reverse("volunteer"), {"q": "大厅"}).content.decode()
    nothing = client.get(reverse("volunteer"), {"q": "体育馆"}).content.decode()
    assert "门诊智能终端导引" not in nothing


def test_the_requester_agrees_or_proposes_other_terms(zone: Zone) -> None:
    drafted = drafted_item(zone)
    assert (
        signed_in(zone.giver)
        .post(reverse("item_agree", args=[drafted.pk]), form(), follow=True)
        .content.decode()
        .count("Your side proposed these terms")
    )
    fields = form(
        starts_at="2026-12-01T09:00",
        ends_at="2026-12-01T08:00",
        place="大厅",
        places="5",
        liaison_id=str(zone.giver.pk),
    )
    requester = signed_in(zone.requester)
    url = reverse("item_terms", args=[drafted.pk])
    assert requester.get(url).status_code == 200
    assert requester.post(url, fields).status_code == 422
    fields["ends_at"] = "2026-12-01T11:00"
    assert requester.post(url, fields).status_code == 302
    drafted.refresh_from_db()
    assert (drafted.places, drafted.drafted_by_id) == (5, zone.asking.pk)
    done = signed_in(zone.giver).post(
        reverse("item_agree", args=[drafted.pk]), form(submission="c")
    )
    assert done.status_code == 302
    drafted.refresh_from_db()
    assert drafted.state == "agreed"


def drafted_item(zone: Zone) -> ServiceItem:
    claim = make_claim(zone)
    return actions.draft_item(claim.pk, terms(zone), actor=actor_of(zone.giver), at=moment())


def test_an_unconfirmed_service_is_shown_as_unconfirmed(zone: Zone) -> None:
    item = make_delivered(zone)
    ServiceItem.objects.filter(pk=item.pk).update(state="unconfirmed")
    shown = signed_in(zone.giver).get(reverse("item", args=[item.pk])).content.decode()
    assert "does not count" in shown


def test_other_methods_are_refused(zone: Zone) -> None:
    item = make_item(zone)
    client = signed_in(zone.giver)
    assert client.get(reverse("item_deliver", args=[item.pk])).status_code == 405
    assert client.post(reverse("item", args=[item.pk])).status_code == 405
