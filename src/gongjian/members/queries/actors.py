"""Actors: whom an account stands for, and who holds a role."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from gongjian.kernel import catalogue
from gongjian.kernel.actor import Actor, Grant
from gongjian.kernel.models import Account
from gongjian.org import queries as org
from gongjian.org.catalogue import ROLES
from gongjian.org.policy import on_day

from ..models import Appointment, Person


def get_actor(account_id: int, *, on: date) -> Actor:
    """Return the actor that an account stands for on a day, with the grants held then."""
    accounts = Account.objects.select_related("person").annotate(catalogue=catalogue.TOKEN)
    account = accounts.get(pk=account_id)
    catalogue.learn(account.catalogue)
    person: Person | None = getattr(account, "person", None)
    if person is None:
        return Actor(label=account.username, on=on, account_id=account_id)
    return Actor(
        label=account.username,
        on=on,
        name=person.name,
        account_id=account_id,
        person_id=person.pk,
        grants=_grants(person.pk, on),
    )


def get_actor_of_person(person_id: int, *, on: date) -> Actor:
    """Return a person as actor, also one without a sign-in, for whom an office acts."""
    person = Person.objects.select_related("account").get(pk=person_id)
    if person.account_id is not None:
        return get_actor(person.account_id, on=on)
    return Actor(
        label=f"person:{person_id}", on=on, person_id=person_id, grants=_grants(person_id, on)
    )


def _grants(person_id: int, on: date) -> tuple[Grant, ...]:
    held = Appointment.objects.filter(on_day(on), person_id=person_id).order_by("unit_id", "role")
    appointments = [a for a in held if a.role in ROLES]
    paths: dict[int, dict[str, str]] = defaultdict(dict)
    for unit_id, line, path in org.paths_of({a.unit_id for a in appointments}, on=on):
        paths[unit_id][line] = path
    return tuple(
        Grant(a.role, a.unit_id, paths[a.unit_id], ROLES[a.role].permissions) for a in appointments
    )


def holder_of(role: str, unit_id: int, *, on: date) -> Person | None:
    """Return who holds a role at a unit on a day, the longest holder first."""
    held = Appointment.objects.filter(on_day(on), role=role, unit_id=unit_id)
    first = held.select_related("person").order_by("valid_from", "pk").first()
    return first.person if first else None
