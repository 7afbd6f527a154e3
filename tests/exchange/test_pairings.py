"""Pairing agreements: what wakes them, when they sleep, who may change them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exchange.test_item_pages import form, signed_in
from factories.exchange import (
    Zone,
    make_confirmed,
    make_delivered,
    make_exchange_zone,
    make_pairing,
)
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment
from gongjian.exchange import actions, queries
from gongjian.exchange.models import Pairing
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


@pytest.mark.parametrize(("days", "dormant"), [(89, False), (90, True), (91, True)])
def test_ninety_days_without_activity_make_a_pairing_dormant(
    zone: Zone, days: int, dormant: bool
) -> None:
    last = TODAY - timedelta(days=days)
    pairing = make_pairing(zone, valid_from=last)
    reader = actor_of(zone.host)

    health = queries.get_pairing(pairing.pk, reader).row.health

    assert health.last_on == last
    assert health.dormant_since == (last + timedelta(days=90) if dormant else None)
    for wanted, is_in in (("dormant", dormant), ("active", not dormant)):
        found = queries.list_pairings(reader, TableQuery(filters={"health": wanted}))
        assert found.total == int(is_in)


def test_an_activity_wakes_it(zone: Zone) -> None:
    pairing = make_pairing(zone, valid_from=TODAY - timedelta(days=200))
    giver = actor_of(zone.giver)
    assert queries.get_pairing(pairing.pk, giver).row.health.dormant_since
    actions.add_activity(pairing.pk, held_on=TODAY, title="座谈", actor=giver, at=moment())
    assert queries.get_pairing(pairing.pk, giver).row.health.dormant_since is None


def test_a_confirmed_service_between_the_two_is_entered_by_itself(zone: Zone) -> None:
    pairing = make_pairing(zone)
    make_delivered(zone)
    reader = actor_of(zone.giver)
    assert queries.get_pairing(pairing.pk, reader).activities == ()
    item = make_confirmed(zone)
    activities = queries.get_pairing(pairing.pk, reader).activities
    assert [each.item_id for each in activities] == [item.pk]


def test_a_pairing_is_signed_once_and_its_goals_are_kept(zone: Zone) -> None:
    client = signed_in(zone.giver)
    fields = form(
        one_id=str(zone.giving.pk),
        other_id=str(zone.asking.pk),
        title="智慧就医结对",
        measures="每月一次",
        goals="目标一\n\n目标二",
        valid_from="2026-11-21",
    )
    for _twice in range(2):
        assert client.post(reverse("pairing_new"), fields).status_code == 302
    pairing = Pairing.objects.get()
    assert [goal.text for goal in pairing.goals.order_by("pk")] == ["目标一", "目标二"]
    again = client.post(reverse("pairing_new"), fields | {"submission": "b"})
    assert again.status_code == 409
    assert "already have an active agreement" in again.content.decode()
    wrong = fields | {"submission": "c", "valid_to": "2026-11-20", "goals": "长" * 121}
    assert client.post(reverse("pairing_new"), wrong).status_code == 422


def test_a_goal_is_reached_and_the_agreement_ended_by_its_two_sides(zone: Zone) -> None:
    pairing = make_pairing(zone)
    goal = pairing.goals.first()
    assert goal is not None
    reach = reverse("pairing_goal", args=[pairing.pk, goal.pk])
    end = reverse("pairing_end", args=[pairing.pk])
    third = signed_in(make_person(make_unit(under=zone.unit), "contact"))
    assert third.get(reverse("pairing", args=[pairing.pk])).status_code == 200
    assert third.post(reach).status_code == 403
    assert third.post(end).status_code == 403

    client = signed_in(zone.giver)
    client.post(reach)
    client.post(end)
    goal.refresh_from_db()
    pairing.refresh_from_db()
    assert goal.reached_on is not None
    assert pairing.state == "ended"
    record = client.post(
        reverse("pairing_activity", args=[pairing.pk]), form(held_on="2026-11-21", title="座谈")
    )
    assert record.status_code == 409


def test_a_unit_signs_only_for_itself(zone: Zone) -> None:
    third = make_person(make_unit(under=zone.unit), "contact")
    with pytest.raises(Forbidden):
        make_pairing(zone, actor=actor_of(third))
