"""What the passing of time does: it asks and hands over; it never confirms."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from factories.exchange import make_delivered, make_exchange_zone, make_need
from factories.members import actor_of
from factories.org import TODAY, moment
from gongjian.exchange import actions
from gongjian.exchange.models import Need
from gongjian.kernel.actor import system
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.states import StepNotPossible

pytestmark = pytest.mark.django_db


def tick(at: datetime) -> actions.ClockReport:
    return actions.run_clock(actor=system("clock", at.date(), "need.hand_over"), at=at)


def test_a_silent_requester_is_asked_again_and_then_shown_as_unconfirmed() -> None:
    item = make_delivered(make_exchange_zone())
    first_due = item.asks.get().due_on

    assert tick(moment(first_due)).asked_again == 0
    assert tick(moment(first_due + timedelta(days=1))).asked_again == 1
    second_due = item.asks.get(number=2).due_on
    assert tick(moment(second_due)).unconfirmed == 0
    assert tick(moment(second_due + timedelta(days=1))).unconfirmed == 1

    item.refresh_from_db()
    assert item.state == "unconfirmed"
    for days in range(2, 400, 40):
        tick(moment(second_due + timedelta(days=days)))
    item.refresh_from_db()
    assert item.state == "unconfirmed"
    assert item.confirmed_at is None


def test_the_clock_does_nothing_twice_at_the_same_moment() -> None:
    item = make_delivered(make_exchange_zone())
    late = moment(item.asks.get().due_on + timedelta(days=1))
    tick(late)
    assert tick(late) == actions.ClockReport(0, 0, 0, 0, 0)


def test_a_need_is_asked_about_again_only_thirty_days_after_the_answer() -> None:
    zone = make_exchange_zone()
    need = make_need(zone, ends_on=TODAY + timedelta(days=300))
    # Claimed in part, so that the hand-overs leave it open.
    actions.claim(need.pk, unit_id=zone.giving.pk, heads=5, actor=actor_of(zone.giver), at=moment())
    after_30 = moment() + timedelta(days=30)
    assert tick(after_30).asked_still == 1

    actions.still_needed(need.pk, actor=actor_of(zone.requester), at=after_30)

    assert tick(after_30 + timedelta(days=29)).asked_still == 0
    assert tick(after_30 + timedelta(days=30)).asked_still == 1


def test_an_answered_question_keeps_a_need_from_expiring() -> None:
    zone = make_exchange_zone()
    need = make_need(zone, ends_on=TODAY + timedelta(days=300))
    Need.objects.filter(pk=need.pk).update(asked_still_at=moment() - timedelta(days=29))
    actions.still_needed(need.pk, actor=actor_of(zone.requester), at=moment())
    assert tick(moment() + timedelta(days=2)).expired == 0


def test_only_the_requester_says_that_a_need_is_still_needed() -> None:
    zone = make_exchange_zone()
    need = make_need(zone)
    with pytest.raises(Forbidden):
        actions.still_needed(need.pk, actor=actor_of(zone.giver), at=moment())


def test_a_withdrawn_need_is_not_kept_alive() -> None:
    zone = make_exchange_zone()
    need = make_need(zone)
    requester = actor_of(zone.requester)
    actions.withdraw_need(need.pk, actor=requester, at=moment())
    with pytest.raises(StepNotPossible):
        actions.still_needed(need.pk, actor=requester, at=moment())


def test_the_command_reports_what_it_moved() -> None:
    make_delivered(make_exchange_zone(), at=moment() - timedelta(days=60))
    out = StringIO()
    call_command("clock", stdout=out)
    assert "1 asked again" in out.getvalue()
