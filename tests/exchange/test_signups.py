"""Places for volunteers, the training gate, and leaving without penalty."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.exchange import Zone, make_delivered, make_exchange_zone, make_item
from factories.members import actor_of, make_person
from factories.org import make_unit, make_zone, moment
from gongjian.exchange import actions, queries
from gongjian.exchange.actions.signups import (
    AlreadyDeployed,
    AlreadySignedUp,
    NoPlaceLeft,
    NotTrained,
    TooLate,
)
from gongjian.exchange.models import SignUp
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def take(item_id: int, zone: Zone) -> SignUp:
    return actions.sign_up(item_id, actor=actor_of(zone.volunteer()), at=moment())


def test_leaving_frees_the_seat_for_the_next(zone: Zone) -> None:
    item = make_item(zone, places=1)
    volunteer = actor_of(zone.volunteer())
    signup = actions.sign_up(item.pk, actor=volunteer, at=moment())
    with pytest.raises(NoPlaceLeft):
        take(item.pk, zone)

    actions.leave(signup.pk, actor=volunteer, at=moment())

    assert take(item.pk, zone).seat == 1
    with pytest.raises(NoPlaceLeft):
        actions.sign_up(item.pk, actor=volunteer, at=moment())


def test_who_left_can_come_back(zone: Zone) -> None:
    item = make_item(zone)
    volunteer = actor_of(zone.volunteer())
    signup = actions.sign_up(item.pk, actor=volunteer, at=moment())
    with pytest.raises(AlreadySignedUp):
        actions.sign_up(item.pk, actor=volunteer, at=moment())
    actions.leave(signup.pk, actor=volunteer, at=moment())
    assert actions.sign_up(item.pk, actor=volunteer, at=moment()).pk != signup.pk


def test_of_trained_and_untrained_chosen_together_nobody_is_deployed(zone: Zone) -> None:
    item = make_item(zone, training_required=True)
    trained, untrained = take(item.pk, zone), take(item.pk, zone)
    giver = actor_of(zone.giver)
    actions.mark_trained(item.pk, [trained.pk], actor=giver, at=moment())

    with pytest.raises(NotTrained, match=untrained.person.name) as refusal:
        actions.deploy(item.pk, [trained.pk, untrained.pk], actor=giver, at=moment())

    assert trained.person.name not in str(refusal.value)
    assert not SignUp.objects.filter(deployed_at__isnull=False).exists()
    actions.deploy(item.pk, [trained.pk], actor=giver, at=moment())
    item.refresh_from_db()
    assert item.state == "delivering"


def test_without_required_training_the_gate_is_open(zone: Zone) -> None:
    item = make_item(zone)
    signup = take(item.pk, zone)
    sent = actions.deploy(item.pk, [signup.pk], actor=actor_of(zone.giver), at=moment())
    assert [each.pk for each in sent] == [signup.pk]
    with pytest.raises(AlreadyDeployed):
        actions.leave(signup.pk, actor=actor_of(signup.person), at=moment())


def test_only_the_giving_side_deploys(zone: Zone) -> None:
    item = make_item(zone)
    signup = take(item.pk, zone)
    with pytest.raises(Forbidden):
        actions.deploy(item.pk, [signup.pk], actor=actor_of(zone.requester), at=moment())


def test_a_service_that_is_over_takes_nobody(zone: Zone) -> None:
    item = make_item(zone)
    with pytest.raises(TooLate):
        actions.sign_up(item.pk, actor=actor_of(zone.volunteer()), at=item.ends_at)
    delivered = make_delivered(zone)
    with pytest.raises(NotVisible):
        take(delivered.pk, zone)


def test_a_volunteer_of_another_zone_does_not_see_the_shift(zone: Zone) -> None:
    item = make_item(zone)
    outsider = actor_of(make_person(make_unit(under=make_zone()), "volunteer"))
    with pytest.raises(NotVisible):
        actions.sign_up(item.pk, actor=outsider, at=moment())
    with pytest.raises(NotVisible):
        queries.get_shift(item.pk, outsider, at=moment())


def test_shifts_are_found_by_time(zone: Zone) -> None:
    make_item(zone)  # on Sunday, the day after the factories' Saturday
    volunteer = actor_of(zone.volunteer())

    def found(when: str, days_later: int = 0) -> int:
        query = TableQuery(filters={"when": when})
        at = moment() + timedelta(days=days_later)
        return queries.list_shifts(volunteer, query, at=at).total

    assert (found("week"), found("month"), found("weekend")) == (1, 1, 1)
    assert found("week", days_later=3) == 0
