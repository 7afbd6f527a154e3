"""What waits for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exchange.test_item_pages import form, signed_in
from factories.exchange import (
    Zone,
    make_claim,
    make_delivered,
    make_exchange_zone,
    make_item,
    make_need,
    make_pairing,
    terms,
)
from factories.members import actor_of
from factories.org import TODAY, moment, office
from factories.work import counts, waiting
from gongjian.exchange import actions
from gongjian.exchange.actions import NeedEntry
from gongjian.exchange.models import Need, ServiceItem
from gongjian.kernel.actor import system
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def kinds(person: Person) -> dict[str, int]:
    return counts(actor_of(person), "exchange")


def test_nothing_waits_at_first_and_the_page_says_what_to_do(zone: Zone) -> None:
    for person in (zone.host, zone.giver, zone.volunteer()):
        assert kinds(person) == {}
        assert "Nothing waits for you" in signed_in(person).get(reverse("work")).content.decode()


def test_the_host_sees_needs_to_verify_with_their_deadline(zone: Zone) -> None:
    entry = NeedEntry(zone.asking.pk, "导引", "老年患者", 5, TODAY, TODAY + timedelta(days=20))
    actions.raise_need(entry, actor=office(), at=moment(TODAY - timedelta(days=10)))
    (found,) = waiting(actor_of(zone.host), "exchange")
    (task,) = found.tasks
    assert (found.kind.code, found.kind.is_late(task, TODAY)) == ("exchange.verify", True)


def test_the_host_sees_clocks_that_run_out_unmet_needs_and_sleeping_pairings(zone: Zone) -> None:
    make_need(zone, at=moment(TODAY - timedelta(days=14)), ends_on=TODAY + timedelta(days=60))
    unmet = make_need(zone)
    Need.objects.filter(pk=unmet.pk).update(state="unmet")
    make_pairing(zone, valid_from=TODAY - timedelta(days=100))
    assert kinds(zone.host) == {"clock": 1, "unmet": 1, "dormant": 1}


def test_terms_wait_for_the_side_that_did_not_draft_them(zone: Zone) -> None:
    claim = make_claim(zone)
    assert kinds(zone.requester) == {"claims": 1}
    actions.draft_item(claim.pk, terms(zone), actor=actor_of(zone.giver), at=moment())
    assert kinds(zone.requester) == {"terms": 1}
    assert kinds(zone.giver) == {}


def test_a_proposal_waits_for_the_unit_that_was_asked(zone: Zone) -> None:
    need = make_need(zone)
    actions.propose(
        need.pk, unit_id=zone.giving.pk, heads=5, actor=actor_of(zone.host), at=moment()
    )
    assert kinds(zone.giver) == {"proposals": 1}
    assert kinds(zone.requester) == {}


def test_a_delivery_waits_for_the_requester_and_the_second_question_is_marked(zone: Zone) -> None:
    item = make_delivered(zone)
    late = moment(item.asks.get().due_on + timedelta(days=1))
    actions.run_clock(actor=system("clock", late.date(), "need.hand_over"), at=late)
    assert kinds(zone.requester) == {"confirm": 1}
    assert kinds(zone.giver) == {}
    assert "asked 2 times" in signed_in(zone.requester).get(reverse("work")).content.decode()


def test_the_giving_side_sees_services_to_run_and_what_is_missing(zone: Zone) -> None:
    make_item(zone)
    missing = make_delivered(zone)
    ServiceItem.objects.filter(pk=missing.pk).update(state="missing")
    assert kinds(zone.giver) == {"run": 1, "missing": 1}


def test_still_needed_is_answered_with_one_button_once(zone: Zone) -> None:
    need = make_need(zone)
    Need.objects.filter(pk=need.pk).update(asked_still_at=moment())
    assert kinds(zone.requester) == {"still": 1}
    url = reverse("need_still", args=[need.pk])
    assert signed_in(zone.giver).post(url).status_code == 403
    for _twice in range(2):
        signed_in(zone.requester).post(url, form())
    assert kinds(zone.requester) == {}


def test_a_volunteer_sees_the_next_service_and_its_training(zone: Zone) -> None:
    item = make_item(zone, training_required=True)
    volunteer = zone.volunteer()
    actions.sign_up(item.pk, actor=actor_of(volunteer), at=moment())
    actions.plan_training(
        item.pk,
        starts_at=moment(hour=15),
        place="会议室",
        trainer="",
        actor=actor_of(zone.giver),
        at=moment(),
    )
    assert kinds(volunteer) == {"trainings": 1, "services": 1}
