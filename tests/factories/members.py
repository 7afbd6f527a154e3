"""People with roles, and the actors that they are."""

from __future__ import annotations

import itertools

from factories.org import FOUNDED, TODAY, moment, office
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import Account
from gongjian.members import actions, queries
from gongjian.members.actions import PersonFacts
from gongjian.members.models import Person
from gongjian.org.models import Unit

_numbers = itertools.count(1)


def make_person(unit: Unit, *roles: str, name: str = "", mobile: str = "") -> Person:
    """Enter a person of a unit, with these roles there and a sign-in."""
    number = next(_numbers)
    facts = PersonFacts(
        name=name or f"成员{number}", unit_id=unit.pk, mobile=mobile or f"1390000{number:04d}"
    )
    person = actions.enter_person(facts, actor=office(), at=moment(FOUNDED))
    for role in roles:
        appoint(person, role, unit)
    actions.open_account(
        person.pk,
        username=f"person{number}",
        password="a long password",
        actor=office(),
        at=moment(FOUNDED),
    )
    person.refresh_from_db()
    return person


def appoint(person: Person, role: str, unit: Unit) -> None:
    """Give a person one more role at a unit."""
    actions.appoint(
        person.pk, role=role, unit_id=unit.pk, from_day=FOUNDED, actor=office(), at=moment(FOUNDED)
    )


def actor_of(person: Person) -> Actor:
    """Return the actor that a person with a sign-in is today."""
    assert person.account_id is not None
    return queries.get_actor(person.account_id, on=TODAY)


def account_of(person: Person) -> Account:
    """Return the sign-in of a person, to sign a client in with."""
    return Account.objects.get(pk=person.account_id)
