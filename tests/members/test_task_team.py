"""A task team forms by a call and by sign-up, and nobody is assigned to it (004-07, G12).

The twelve of the documents, who took leave to go from door to door, answered a call. The call is a
service item of the exchange: what to do, when, how many; who comes takes a place themselves.
"""

from __future__ import annotations

import inspect

import pytest

from factories.exchange import Zone, make_exchange_zone, make_item
from factories.members import actor_of, appoint
from factories.memberships import Street, make_stay, make_street
from factories.org import moment, office
from gongjian.exchange import actions as exchange
from gongjian.exchange.actions.signups import NoPlaceLeft
from gongjian.exchange.models import SignUp
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.members import actions
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db

TEAM = 12


def newcomer(street: Street, zone: Zone) -> Actor:
    """Return a floating member whom a branch has taken in, and who serves as a volunteer."""
    stay = make_stay(street.station)
    taken_in = actions.attach(
        stay.pk, branch_id=street.first.pk, actor=street.secretary, at=moment()
    )
    person = Person.objects.get(pk=taken_in.person_id)
    appoint(person, "volunteer", zone.giving)
    actions.open_account(
        person.pk,
        username=f"newcomer{person.pk}",
        password="a long password",
        actor=office(),
        at=moment(),
    )
    person.refresh_from_db()
    return actor_of(person)


def test_twelve_newcomers_answer_a_call_and_nobody_is_assigned() -> None:
    street, zone = make_street(), make_exchange_zone()
    call = make_item(zone, places=TEAM)
    team = [newcomer(street, zone) for _ in range(TEAM)]
    for member in team:
        exchange.sign_up(call.pk, actor=member, at=moment())
    places = SignUp.objects.filter(item=call, left_at__isnull=True)
    assert set(places.values_list("person_id", flat=True)) == {each.person_id for each in team}
    with pytest.raises(NoPlaceLeft):
        exchange.sign_up(call.pk, actor=newcomer(street, zone), at=moment())
    exchange.leave(places[0].pk, actor=team[0], at=moment())
    assert places.count() == TEAM - 1


def test_no_action_gives_somebody_else_a_place() -> None:
    """The secretary, the host and the office have no way: the action takes no person."""
    assert set(inspect.signature(exchange.sign_up).parameters) == {"item_id", "actor", "at"}
    street, zone = make_street(), make_exchange_zone()
    call = make_item(zone, places=TEAM)
    for somebody in (street.secretary, street.officer, actor_of(zone.host), office()):
        with pytest.raises(DomainError):
            exchange.sign_up(call.pk, actor=somebody, at=moment())
    assert not SignUp.objects.exists()
