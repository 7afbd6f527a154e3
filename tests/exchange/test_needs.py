"""Raising, verifying, withdrawing and handing over needs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from factories.exchange import Zone, make_claim, make_exchange_zone, make_need, make_pairing
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, make_zone, moment, office
from gongjian.exchange import actions
from gongjian.exchange.actions import NeedEntry
from gongjian.exchange.actions.needs import DatesCrossed, NeedInPast, NotInZone
from gongjian.exchange.models import Need, NeedSpan, Stage
from gongjian.exchange.terms import Audience, NeedState
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


@pytest.fixture
def entry(zone: Zone) -> NeedEntry:
    return NeedEntry(
        unit_id=zone.asking.pk,
        title="智能终端导引",
        beneficiaries="老年患者",
        heads=20,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=30),
        skills=("基础医疗知识",),
    )


def test_a_contact_raises_a_need_that_waits_for_the_host(zone: Zone, entry: NeedEntry) -> None:
    need = actions.raise_need(entry, actor=actor_of(zone.requester), at=moment())
    assert need.state == NeedState.RAISED
    assert need.zone_id == zone.unit.pk
    assert need.raised_by_id == zone.requester.pk
    assert [held.skill.name for held in need.skills.all()] == ["基础医疗知识"]
    assert NeedSpan.objects.get(need=need).state == NeedState.RAISED


def test_nobody_raises_a_need_for_another_unit(zone: Zone, entry: NeedEntry) -> None:
    with pytest.raises(Forbidden):
        actions.raise_need(entry, actor=actor_of(zone.giver), at=moment())


def test_dates_that_make_no_sense_are_refused(zone: Zone, entry: NeedEntry) -> None:
    actor = actor_of(zone.requester)
    crossed = replace(entry, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(DatesCrossed):
        actions.raise_need(crossed, actor=actor, at=moment())
    past = replace(crossed, starts_on=TODAY - timedelta(days=9))
    with pytest.raises(NeedInPast):
        actions.raise_need(past, actor=actor, at=moment())


def test_a_unit_in_no_zone_is_told_so(entry: NeedEntry) -> None:
    alone = make_unit()
    contact = make_person(alone, "contact")
    with pytest.raises(NotInZone, match=alone.name):
        actions.raise_need(replace(entry, unit_id=alone.pk), actor=actor_of(contact), at=moment())


def test_a_meeting_raises_all_needs_or_none(zone: Zone, entry: NeedEntry) -> None:
    bad = replace(entry, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(DatesCrossed):
        actions.raise_needs([entry, bad], actor=actor_of(zone.host), at=moment())
    assert not Need.objects.exists()
    made = actions.raise_needs([entry, entry], actor=actor_of(zone.host), at=moment())
    assert len(made) == Need.objects.count() == 2


def test_the_host_verifies_and_the_clock_starts_with_the_zone(zone: Zone, entry: NeedEntry) -> None:
    need = actions.raise_need(entry, actor=actor_of(zone.requester), at=moment())
    need = actions.verify_need(need.pk, actor=actor_of(zone.host), at=moment())
    stage = Stage.objects.get(need=need)
    assert (need.state, need.audience) == (NeedState.OPEN, Audience.ZONE)
    assert stage.accountable_id == zone.host.pk
    assert stage.due_on > TODAY


def test_only_the_host_verifies(zone: Zone, entry: NeedEntry) -> None:
    need = actions.raise_need(entry, actor=actor_of(zone.requester), at=moment())
    with pytest.raises(Forbidden):
        actions.verify_need(need.pk, actor=actor_of(zone.requester), at=moment())
    with pytest.raises(NotVisible):
        actions.verify_need(need.pk, actor=actor_of(zone.giver), at=moment())


def test_a_need_is_verified_once(zone: Zone) -> None:
    need = make_need(zone)
    with pytest.raises(StepNotPossible):
        actions.verify_need(need.pk, actor=actor_of(zone.host), at=moment())


def test_an_unclaimed_need_goes_up_the_ladder_and_each_step_has_somebody_who_answers(
    zone: Zone,
) -> None:
    make_pairing(zone)
    need = make_need(zone)
    host = actor_of(zone.host)
    audiences = [need.audience]
    for _step in range(2):
        need = actions.hand_over(need.pk, actor=host, at=moment())
        audiences.append(need.audience)
    assert audiences == [Audience.PAIR, Audience.ZONE, Audience.WIDER]
    stages = Stage.objects.filter(need=need).order_by("pk")
    assert [stage.accountable_id for stage in stages[:2]] == [zone.giver.pk, zone.host.pk]
    assert all(stage.accountable_unit_id for stage in stages)
    need = actions.hand_over(need.pk, actor=host, at=moment())
    assert need.state == NeedState.UNMET
    assert not stages.filter(ended_at__isnull=True).exists()


def test_the_clock_hands_over_what_is_due(zone: Zone) -> None:
    need = make_need(zone)
    due = Stage.objects.get(need=need).due_on
    clock = office(due)
    assert actions.run_clock(actor=clock, at=moment(due)).handed_over == 0
    later = moment(due + timedelta(days=1))
    assert actions.run_clock(actor=clock, at=later).handed_over == 1
    assert actions.run_clock(actor=clock, at=later).handed_over == 0


def test_a_contact_does_not_hand_over(zone: Zone) -> None:
    with pytest.raises(Forbidden):
        actions.hand_over(make_need(zone).pk, actor=actor_of(zone.requester), at=moment())


def test_a_silent_need_expires_and_can_be_offered_again(zone: Zone) -> None:
    make_pairing(zone)
    need = make_need(zone, ends_on=TODAY + timedelta(days=90))
    first = moment(TODAY + timedelta(days=31))
    assert actions.run_clock(actor=office(), at=first).asked_still == 1
    last = moment(TODAY + timedelta(days=62))
    assert actions.run_clock(actor=office(), at=last).expired == 1
    again = actions.offer_again(
        need.pk,
        starts_on=last.date(),
        ends_on=last.date() + timedelta(days=10),
        actor=actor_of(zone.requester),
        at=last,
    )
    assert again.state == NeedState.OPEN
    assert Stage.objects.filter(need=need, ended_at__isnull=True).count() == 1


def test_a_need_is_withdrawn_only_while_nobody_has_taken_it_on(zone: Zone) -> None:
    requester = actor_of(zone.requester)
    claim = make_claim(zone, heads=5)
    with pytest.raises(DomainError):
        actions.withdraw_need(claim.need_id, actor=requester, at=moment())
    free = make_need(zone)
    assert actions.withdraw_need(free.pk, actor=requester, at=moment()).state == "withdrawn"


@pytest.mark.parametrize(
    "act", [actions.verify_need, actions.withdraw_need, actions.hand_over, actions.still_needed]
)
def test_an_outsider_is_told_that_there_is_no_such_need(
    zone: Zone, act: Callable[..., Need]
) -> None:
    outsider = make_person(make_zone(), "host")
    with pytest.raises(NotVisible):
        act(make_need(zone).pk, actor=actor_of(outsider), at=moment())
