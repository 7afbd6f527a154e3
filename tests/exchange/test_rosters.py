"""Needs and resources of a roster, and changing a need by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from factories.exchange import Zone, make_claim, make_exchange_zone, make_need
from factories.members import actor_of
from factories.org import TODAY, make_unit, moment
from gongjian.exchange import actions
from gongjian.exchange.actions import NeedEntry, ResourceEntry
from gongjian.exchange.models import Need, NeedSpan
from gongjian.kernel import audit
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import AuditEvent

pytestmark = pytest.mark.django_db


def entry(zone: Zone, **changes: object) -> NeedEntry:
    given = NeedEntry(
        unit_id=zone.asking.pk,
        title="门诊导引",
        beneficiaries="老年患者",
        heads=4,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=5),
        skills=("基础医疗知识",),
        source_key="X-01",
    )
    return replace(given, **changes)


def test_a_need_is_changed_while_nobody_has_taken_it():
    zone = make_exchange_zone()
    need = make_need(zone)
    changed = actions.edit_need(
        need.pk, entry(zone, heads=9), actor=actor_of(zone.requester), at=moment()
    )
    assert (changed.heads, [s.skill.name for s in changed.skills.all()]) == (9, ["基础医疗知识"])


def test_a_claimed_need_and_another_units_need_are_not_changed():
    zone = make_exchange_zone()
    need = make_claim(zone, heads=3).need
    with pytest.raises(actions.needs.AlreadyUnderWay):
        actions.edit_need(need.pk, entry(zone), actor=actor_of(zone.requester), at=moment())
    with pytest.raises(Forbidden):
        actions.edit_need(need.pk, entry(zone), actor=actor_of(zone.giver), at=moment())


def test_a_roster_enters_and_changes_needs_in_one_event():
    zone = make_exchange_zone()
    host = actor_of(zone.host)
    before = AuditEvent.objects.count()
    new = [entry(zone), entry(zone, source_key="X-02", skills=())]
    first, _second = actions.bring_needs(new, {}, actor=host, at=moment())
    assert AuditEvent.objects.count() == before + 1
    assert NeedSpan.objects.filter(need__unit=zone.asking, state="raised").count() == 2
    actions.bring_needs([], {first.pk: entry(zone, heads=7)}, actor=host, at=moment())
    assert Need.objects.get(pk=first.pk).heads == 7
    assert list(audit.verify()) == []


def test_a_roster_enters_nothing_for_units_out_of_reach_or_without_zone():
    zone, other = make_exchange_zone(), make_exchange_zone()
    with pytest.raises(Forbidden):
        actions.bring_needs([entry(other)], {}, actor=actor_of(zone.host), at=moment())
    resource = ResourceEntry(zone.asking.pk, "讲座", 2, TODAY, source_key="Z-01")
    with pytest.raises(Forbidden):
        actions.bring_resources([resource], {}, actor=actor_of(other.host), at=moment())
    [made] = actions.bring_resources([resource], {}, actor=actor_of(zone.host), at=moment())
    assert made.zone == zone.unit
    lonely = make_unit(line="territorial")
    bad = entry(zone, unit_id=lonely.pk)
    with pytest.raises(Forbidden):
        actions.bring_needs([bad], {}, actor=actor_of(zone.host), at=moment())
