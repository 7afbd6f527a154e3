"""Reads about people; actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor, Grant
from gongjian.kernel.models import Account
from gongjian.kernel.register import PersonalField, registered
from gongjian.org import policy as org_policy
from gongjian.org import queries as org
from gongjian.org.catalogue import ROLES
from gongjian.org.policy import on_day

from . import policy, rules
from .models import Appointment, Consent, Person
from .terms import Purpose


def get_actor(account_id: int, *, on: date) -> Actor:
    """Return the actor that an account stands for on a day, with the grants held then."""
    account = Account.objects.select_related("person").get(pk=account_id)
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


def mobiles_for_roster(person_ids: Iterable[int], actor: Actor) -> dict[int, str]:
    """Return each person's mobile number as somebody who serves with them may read it.

    In full with the person's consent or where the actor may contact the person; else masked.
    """
    people = Person.objects.filter(pk__in=list(person_ids))
    reached = set(people.filter(policy.scope(actor, "people.contact")).values_list("pk", flat=True))
    shared = set(
        Consent.objects.filter(
            person__in=people, purpose=Purpose.CONTACT_SHARED, withdrawn_at__isnull=True
        ).values_list("person_id", flat=True)
    )
    return {
        pk: mobile if pk in reached or pk in shared else rules.masked(mobile)
        for pk, mobile in people.values_list("pk", "mobile")
    }


def list_people_of(unit_ids: Iterable[int]) -> list[Person]:
    """Return the people of some units by name, to choose a liaison from."""
    found = Person.objects.filter(unit_id__in=list(unit_ids)).select_related("unit")
    return list(found.order_by("unit__name", "name", "pk"))


@dataclass(frozen=True)
class Contact:
    """Somebody who speaks for a unit; how to reach them stands on the person's own page."""

    person_id: int
    name: str
    role: str


def contacts_of(unit_id: int, actor: Actor, *, on: date) -> tuple[Contact, ...]:
    """Return who holds an office at a unit on a day, as far as the actor may see the people."""
    held = (
        Appointment.objects.filter(on_day(on), unit_id=unit_id)
        .exclude(role="volunteer")
        .filter(person__in=Person.objects.filter(policy.scope(actor, "people.view")))
        .select_related("person")
        .order_by("role", "person__name")
    )
    return tuple(Contact(a.person_id, a.person.name, a.role) for a in held)


@dataclass(frozen=True)
class Held:
    """A role that a person holds or held at a unit."""

    role: str
    unit_id: int
    unit: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Viewer:
    """A role through which people see somebody: at which unit, and whether the number too."""

    role: str
    unit: str
    sees_mobile: bool


@dataclass(frozen=True)
class PersonPage:
    """What this actor may see of a person; ``mobile`` is masked here for everybody."""

    id: int
    name: str
    unit_id: int
    unit: str
    mobile: str
    volunteer_since: date | None
    skills: tuple[str, ...]
    appointments: tuple[Held, ...]
    viewers: tuple[Viewer, ...]
    may_reveal: bool
    is_self: bool


def get_person(person_id: int, actor: Actor) -> PersonPage:
    """Return a person within the actor's reach.

    Raises:
        NotVisible: there is none, or the actor may not see them.
    """
    visible = policy.scope(actor, "people.view")
    people = Person.objects.select_related("unit")
    person = fetch(people, person_id, allowed=visible, visible=visible)
    may_call = Person.objects.filter(policy.scope(actor, "people.contact"), pk=person_id).exists()
    return PersonPage(
        id=person.pk,
        name=person.name,
        unit_id=person.unit_id,
        unit=person.unit.name,
        mobile=rules.masked(person.mobile),
        volunteer_since=person.volunteer_since,
        skills=tuple(person.skills.order_by("skill__name").values_list("skill__name", flat=True)),
        appointments=_held(person),
        viewers=list_viewers(person.unit_id, on=actor.on),
        may_reveal=may_call and bool(person.mobile),
        is_self=person.pk == actor.person_id,
    )


def _held(person: Person) -> tuple[Held, ...]:
    found = person.appointments.select_related("unit").order_by("-valid_from", "role")
    return tuple(Held(a.role, a.unit_id, a.unit.name, a.valid_from, a.valid_to) for a in found)


def list_viewers(unit_id: int, *, on: date) -> tuple[Viewer, ...]:
    """Return through which roles the people of a unit are seen on a day.

    Read from the catalogue and the policy that decide it, so that it cannot say anything else.
    """
    held = Appointment.objects.filter(on_day(on))
    seen: dict[tuple[str, str], bool] = {}
    for role in ROLES.values():
        for permission in role.permissions:
            if permission.code not in ("people.view", "people.contact"):
                continue
            reaching = held.filter(org_policy.holders(permission, unit_id, on), role=role.code)
            for unit in reaching.order_by("unit__name").values_list("unit__name", flat=True):
                sees_mobile = permission.code == "people.contact"
                seen[role.code, unit] = seen.get((role.code, unit), False) or sees_mobile
    return tuple(Viewer(role, unit, mobile) for (role, unit), mobile in seen.items())


@dataclass(frozen=True)
class Entry:
    """One registered personal field of the actor: what it holds, or how many rows name them."""

    field: PersonalField
    value: str
    rows: int


@dataclass(frozen=True)
class ConsentRow:
    """One purpose that a person can consent to, and since when they do."""

    purpose: Purpose
    given_at: datetime | None


@dataclass(frozen=True)
class MyData:
    """All that is held about the actor."""

    person: PersonPage | None
    entries: tuple[Entry, ...]
    consents: tuple[ConsentRow, ...]


def get_my_data(actor: Actor) -> MyData:
    """Return what is held about the actor, by the field register, and their consents."""
    mine = actor.person_id
    open_ones = Consent.objects.filter(withdrawn_at__isnull=True).values_list("purpose", "given_at")
    given = {} if mine is None else dict(open_ones.filter(person_id=mine))
    entries = [_entry(field, actor) for field in _fields_about_persons()]
    return MyData(
        person=None if mine is None else get_person(mine, actor),
        entries=tuple(sorted(entries, key=lambda entry: not (entry.value or entry.rows))),
        consents=tuple(ConsentRow(purpose, given.get(purpose.value)) for purpose in Purpose),
    )


def _fields_about_persons() -> list[PersonalField]:
    """Return the registered fields whose rows lead to a person or an account.

    The contact of a market entity does not: it is the entity's, and no account stands behind it.
    """
    return [field for field in registered().values() if _leads_to_person(field)]


def _leads_to_person(field: PersonalField) -> bool:
    model = apps.get_model(field.field.rpartition(".")[0])
    names = {each.name for each in model._meta.concrete_fields}
    return model in (Person, Account) or "person" in names


def _entry(field: PersonalField, actor: Actor) -> Entry:
    model, name, rows = _rows_about(field, actor)
    if model not in (Person, Account):
        return Entry(field, "", rows.count())
    if name == "password":
        return Entry(field, "", rows.count())
    value = rows.values_list(name, flat=True).first()
    return Entry(field, "" if value is None else str(value), 0)


def _rows_about(
    field: PersonalField, actor: Actor
) -> tuple[type[models.Model], str, QuerySet[Any]]:
    """Return model, field name and the rows of a registered field that are about the actor."""
    label, _dot, name = field.field.rpartition(".")
    model = apps.get_model(label)
    if model is Account:
        return model, name, model._default_manager.filter(pk=actor.account_id)
    if model is Person:
        return model, name, model._default_manager.filter(pk=actor.person_id)
    to_person = model._meta.get_field(name).related_model is Person
    about = name if to_person else "person"
    return model, name, model._default_manager.filter(**{about: actor.person_id})


def export_my_data(actor: Actor) -> dict[str, Any]:
    """Return what is held about the actor, to be taken away as JSON.

    Rows that are about the person come in full; of rows that only name them, their numbers.
    """
    data: dict[str, Any] = {}
    for field in _fields_about_persons():
        model, name, rows = _rows_about(field, actor)
        if name == "password":
            continue
        if model in (Person, Account):
            data[field.field] = rows.values_list(name, flat=True).first()
        elif name == "person":
            data[model._meta.label] = list(rows.values())
        else:
            data[field.field] = list(rows.order_by("pk").values_list("pk", flat=True))
    return data
