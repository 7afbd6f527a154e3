"""What fits what: needs for a unit, needs for a resource, offers for a need."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.exchange import Zone, make_confirmed, make_exchange_zone, make_need
from factories.members import account_of, actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.exchange import actions, queries
from gongjian.exchange.actions import ResourceEntry
from gongjian.exchange.models import Resource
from gongjian.exchange.terms import DeclineReason, ResourceState
from gongjian.members import actions as members
from gongjian.members.actions import PersonFacts

pytestmark = pytest.mark.django_db

ALL = slice(0, 50)


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def offer(zone: Zone, *skills: str, title: str = "护士") -> Resource:
    entry = ResourceEntry(zone.giving.pk, title, 10, date(2026, 1, 1), skills=skills)
    return actions.offer_resource(entry, actor=actor_of(zone.giver), at=moment())


def titles(zone: Zone) -> list[str]:
    found = queries.needs_that_fit(actor_of(zone.giver), rows=ALL, on=TODAY)
    return [row.title for row in found.rows]


def test_the_best_need_stands_first_with_its_reasons(zone: Zone) -> None:
    offer(zone, "急救")
    make_need(zone, title="急救培训", skills=("急救",))
    make_need(zone, title="法律咨询", skills=("法律",))
    found = queries.needs_that_fit(actor_of(zone.giver), rows=ALL, on=TODAY)
    assert [row.title for row in found.rows] == ["急救培训", "法律咨询"]
    first, second = found.rows
    assert first.fit.score > second.fit.score
    assert {reason.kind for reason in first.fit.reasons} >= {"skill", "time", "capacity"}


def test_own_needs_and_those_answered_before_are_left_out(zone: Zone) -> None:
    offer(zone, "急救")
    own = actions.NeedEntry(zone.giving.pk, "自己的", "人", 1, TODAY, TODAY)
    mine = actions.raise_need(own, actor=actor_of(zone.giver), at=moment())
    actions.verify_need(mine.pk, actor=actor_of(zone.host), at=moment())
    claimed, asked, free = (make_need(zone, title=t) for t in ("认领的", "婉拒的", "新的"))
    giver = actor_of(zone.giver)
    actions.claim(claimed.pk, unit_id=zone.giving.pk, heads=1, actor=giver, at=moment())
    proposal = actions.propose(
        asked.pk, unit_id=zone.giving.pk, heads=1, actor=actor_of(zone.host), at=moment()
    )
    page = queries.needs_that_fit(giver, rows=ALL, on=TODAY)
    assert [one.claim_id for one in page.asked] == [proposal.pk]
    actions.decline(proposal.pk, reason=DeclineReason.TOO_FAR, actor=giver, at=moment())
    assert titles(zone) == [free.title]


def test_declining_counts_against_needs_of_the_same_kind(zone: Zone) -> None:
    offer(zone, "急救")
    first, second = make_need(zone, title="一"), make_need(zone, title="二")
    giver = actor_of(zone.giver)
    before = queries.fits_of_need(second.pk, giver, on=TODAY)[0].fit.score
    proposal = actions.propose(
        first.pk, unit_id=zone.giving.pk, heads=1, actor=actor_of(zone.host), at=moment()
    )
    actions.decline(proposal.pk, reason=DeclineReason.WRONG_SKILL, actor=giver, at=moment())
    assert queries.fits_of_need(second.pk, giver, on=TODAY)[0].fit.score < before


def test_confirmed_services_count_and_are_said(zone: Zone) -> None:
    offer(zone, "急救")
    make_confirmed(zone)
    need = make_need(zone)
    (row,) = queries.fits_of_need(need.pk, actor_of(zone.giver), on=TODAY)
    points = {reason.kind: reason.points for reason in row.fit.reasons}
    assert points["record"] > 0
    assert points["reciprocity"] > 0


def test_without_a_resource_the_volunteers_skills_count(zone: Zone) -> None:
    facts = PersonFacts("志愿者", zone.giving.pk, volunteer_since=TODAY, skills=("急救",))
    members.enter_person(facts, actor=office(), at=moment())
    make_need(zone, title="急救培训", skills=("急救",))
    page = queries.needs_that_fit(actor_of(zone.giver), rows=ALL, on=TODAY)
    assert not page.has_resources
    assert page.rows[0].fit.reasons[0].points == 30


def test_a_paused_resource_answers_nothing(zone: Zone) -> None:
    held = offer(zone, "急救")
    actions.set_resource_state(
        held.pk, ResourceState.PAUSED, actor=actor_of(zone.giver), at=moment()
    )
    make_need(zone, skills=("急救",))
    page = queries.needs_that_fit(actor_of(zone.giver), rows=ALL, on=TODAY)
    assert page.rows[0].resource_id is None


def test_the_host_sees_each_unit_once_with_its_best_offer(zone: Zone) -> None:
    offer(zone, "法律", title="律师")
    best = offer(zone, "急救")
    need = make_need(zone, skills=("急救",))
    rows = queries.offers_for_need(need.pk, actor_of(zone.host), most=5, on=TODAY)
    assert [(row.unit_id, row.resource_id) for row in rows] == [(zone.giving.pk, best.pk)]


def test_the_page_takes_as_many_queries_for_thirty_as_for_one(zone: Zone) -> None:
    offer(zone, "急救")
    make_need(zone, at=timezone.now(), skills=("急救",))
    client = Client()
    client.force_login(account_of(zone.giver))
    counts = []
    for more in (0, 29):
        for _n in range(more):
            make_need(zone, at=timezone.now(), skills=("急救",))
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(reverse("need_fit"))
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert answer.context["page"].total == 30
    assert len(answer.context["fits"]) == 10
    assert len(client.get(reverse("need_fit") + "?page=3").context["fits"]) == 10


def test_a_unit_with_nothing_entered_still_sees_the_needs(zone: Zone) -> None:
    newcomer = make_person(make_unit(type="bank", under=zone.unit), "contact")
    make_need(zone, ends_on=TODAY + timedelta(days=3))
    assert queries.needs_that_fit(actor_of(newcomer), rows=ALL, on=TODAY).total == 1
