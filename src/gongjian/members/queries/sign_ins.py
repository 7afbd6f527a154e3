"""Reads about who may come in: people with their roles and sign-ins, and who keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import NotVisible
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import ROLES
from gongjian.org.models import Unit
from gongjian.org.policy import on_day

from .. import policy
from ..models import Appointment, Person
from ..terms import SignIn


@dataclass(frozen=True)
class PersonRow:
    """A person as a list shows them, with the roles they hold on the day."""

    id: int
    name: str
    unit: str
    roles: tuple[str, ...]
    sign_in: SignIn


@dataclass(frozen=True)
class PersonList:
    """One page of people, and how many there are on all pages."""

    rows: tuple[PersonRow, ...]
    total: int


def list_people(actor: Actor, query: TableQuery) -> PersonList:
    """Return one page of the people in reach; filters ``role`` and ``sign_in``."""
    found = Person.objects.filter(policy.scope(actor, "people.view"))
    if query.text:
        found = found.filter(Q(name__icontains=query.text) | Q(unit__name__icontains=query.text))
    if role := query.filters.get("role"):
        held = Appointment.objects.filter(on_day(actor.on), person=OuterRef("pk"), role=role)
        found = found.filter(Exists(held))
    if state := query.filters.get("sign_in"):
        found = found.filter(_CONDITIONS[SignIn(state)])
    ordered = found.select_related("unit", "account").order_by("unit__name", "name", "pk")
    page = list(ordered[query.rows])
    roles = _roles([person.pk for person in page], actor)
    rows = tuple(
        PersonRow(
            person.pk,
            person.name,
            person.unit.name,
            tuple(roles.get(person.pk, ())),
            sign_in_of(person),
        )
        for person in page
    )
    return PersonList(rows, found.count())


_CONDITIONS = {
    SignIn.NONE: Q(account__isnull=True),
    SignIn.OPEN: Q(account__is_active=True),
    SignIn.CLOSED: Q(account__is_active=False),
}


def _roles(person_ids: list[int], actor: Actor) -> dict[int, list[str]]:
    held = Appointment.objects.filter(on_day(actor.on), person_id__in=person_ids)
    found: dict[int, list[str]] = {}
    for person_id, role in held.order_by("role").values_list("person_id", "role").distinct():
        found.setdefault(person_id, []).append(role)
    return found


def sign_in_of(person: Person) -> SignIn:
    """Return whether a person has a sign-in; their account is at hand."""
    if person.account is None:
        return SignIn.NONE
    return SignIn.OPEN if person.account.is_active else SignIn.CLOSED


def keeps_sign_in(person: Person, actor: Actor) -> bool:
    """Tell whether the actor keeps somebody's sign-in: they may enter them and give all they hold.

    So nobody comes in as somebody who may do more, and nobody keeps their own.
    """
    if person.pk == actor.person_id:
        return False
    if not Person.objects.filter(policy.scope(actor, "roster.import"), pk=person.pk).exists():
        return False
    held = Appointment.objects.filter(on_day(actor.on), person=person)
    return not held.exclude(given_by(actor)).exists()


def given_by(actor: Actor) -> Q:
    """Return the condition on appointments that the actor may give and end."""
    found = org_policy.NOTHING
    for role in ROLES.values():
        found |= Q(role=role.code) & org_policy.units(actor, role.given_by, "unit_id")
    return found


def person_of_role(appointment_id: int, actor: Actor) -> int:
    """Return whose role this is.

    Raises:
        NotVisible: there is none, or the person is out of sight.
    """
    people = Person.objects.filter(policy.scope(actor, "people.view"))
    found = Appointment.objects.filter(pk=appointment_id, person__in=people).first()
    if found is None:
        raise NotVisible
    return found.person_id


def roles_to_give(actor: Actor) -> tuple[str, ...]:
    """Return the roles that the actor may give somewhere."""
    return tuple(role.code for role in ROLES.values() if actor.may(role.given_by))


def units_named(name: str, actor: Actor, permission: str) -> list[Unit]:
    """Return the open units of exactly this name within a permission's reach, two at most."""
    found = Unit.objects.filter(
        org_policy.scope(actor, permission), name=name.strip(), closed_on__isnull=True
    )
    return list(found.order_by("pk")[:2])
