"""The API's writes: by key, once, with the refusals of the actions."""

import json

import pytest

from factories.exchange import make_exchange_zone
from factories.members import actor_of
from factories.org import make_unit, moment
from gongjian.exchange import actions
from gongjian.exchange.models import Claim, Need
from gongjian.kernel import tokens

pytestmark = pytest.mark.django_db


class Programme:
    """A person's programme: speaks JSON with that person's key."""

    def __init__(self, client, person):
        self.client = client
        self.key = tokens.make("测试程序", actor=actor_of(person), at=moment())

    def post(self, path, body=None, **headers):
        return self.client.post(
            f"/api{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}", **headers},
        )


@pytest.fixture
def zone():
    return make_exchange_zone()


@pytest.fixture
def need(zone):
    today = moment().date()
    entry = actions.NeedEntry(zone.asking.pk, "就医引导", "老年患者", 20, today, today)
    raised = actions.raise_need(entry, actor=actor_of(zone.requester), at=moment())
    return actions.verify_need(raised.pk, actor=actor_of(zone.host), at=moment())


def test_claim_acts_once_for_one_key(client, zone, need):
    programme = Programme(client, zone.giver)
    body = {"unit_id": zone.giving.pk, "heads": 5}
    answers = [
        programme.post(f"/needs/{need.pk}/claims", body, **{"Idempotency-Key": "same-key-1"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == {"id": Claim.objects.get().pk}


def test_more_than_is_left_is_refused_with_code_and_field(client, zone, need):
    answer = Programme(client, zone.giver).post(
        f"/needs/{need.pk}/claims", {"unit_id": zone.giving.pk, "heads": 21}
    )
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["field"]) == ("not_enough_left", "heads")
    assert not Claim.objects.exists()


def test_claim_for_another_unit_is_forbidden(client, zone, need):
    other = make_unit(under=zone.unit)
    answer = Programme(client, zone.giver).post(
        f"/needs/{need.pk}/claims", {"unit_id": other.pk, "heads": 1}
    )
    assert answer.status_code == 403


def test_need_of_another_zone_does_not_exist(client, zone, need):
    stranger = make_exchange_zone()
    answer = Programme(client, stranger.giver).post(
        f"/needs/{need.pk}/claims", {"unit_id": stranger.giving.pk, "heads": 1}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("authorization", ["", "Bearer gj_wrong", "Basic abc"])
def test_without_a_key_nothing_opens(client, need, authorization):
    answer = client.post(f"/api/needs/{need.pk}/verify", headers={"Authorization": authorization})
    assert answer.status_code == 401


def test_session_needs_the_forgery_check(zone, need):
    from django.test import Client

    from factories.members import account_of

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(
        account_of(zone.host), "allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = browser.post(f"/api/needs/{need.pk}/withdraw")
    assert answer.status_code in (401, 403)
    need.refresh_from_db()
    assert need.state == "open"


@pytest.mark.parametrize(
    "fault",
    [{"heads": 0}, {"heads": "many"}, {"title": ""}, {"title": "a\x00b"}, {"starts_on": "soon"}],
)
def test_malformed_need_names_its_fault(client, zone, fault):
    body = {
        "unit_id": zone.asking.pk,
        "title": "需求",
        "beneficiaries": "居民",
        "heads": 1,
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-02",
    }
    answer = Programme(client, zone.requester).post("/needs", {**body, **fault})
    assert answer.status_code == 422
    [place] = [each["place"] for each in answer.json()["faults"]]
    assert place.endswith(next(iter(fault)))
    assert not Need.objects.exists()
