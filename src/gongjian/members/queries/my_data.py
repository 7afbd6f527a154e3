"""All that is held about oneself, by the field register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.counting import counts
from gongjian.kernel.models import Account
from gongjian.kernel.register import PersonalField, registered
from gongjian.kernel.work import Task

from ..models import Consent, FormalRelation, Membership, ParticipationRelation, Person
from ..terms import Purpose
from .data_requests import RequestRow, requests_of
from .memberships import MemberPage, get_member
from .my_page import Did, done_by, due_about
from .people import PersonPage, get_person


@dataclass(frozen=True)
class Entry:
    """One registered personal field of the actor: what it holds, or how many rows name them."""

    field: PersonalField
    value: str
    rows: int

    @property
    def is_held(self) -> bool:
        return bool(self.value or self.rows)


@dataclass(frozen=True)
class ConsentRow:
    """One purpose that a person can consent to, and since when they do."""

    purpose: Purpose
    given_at: datetime | None


@dataclass(frozen=True)
class MyData:
    """All that is held about the actor; ``member`` where a branch holds or knows them."""

    person: PersonPage | None
    member: MemberPage | None
    due: tuple[tuple[str, Task], ...]
    done: tuple[Did, ...]
    requests: tuple[RequestRow, ...]
    held: tuple[Entry, ...]
    empty: tuple[Entry, ...]
    consents: tuple[ConsentRow, ...]


def get_my_data(actor: Actor) -> MyData:
    """Return what is held about the actor, by the field register, and their consents."""
    mine = actor.person_id
    open_ones = Consent.objects.filter(withdrawn_at__isnull=True).values_list("purpose", "given_at")
    given = {} if mine is None else dict(open_ones.filter(person_id=mine))
    entries = _entries(actor)
    return MyData(
        person=None if mine is None else get_person(mine, actor),
        member=None if mine is None else _as_member(mine, actor),
        due=() if mine is None else due_about(mine, actor),
        done=() if mine is None else done_by(mine),
        requests=() if mine is None else requests_of(mine, on=actor.on),
        held=tuple(entry for entry in entries if entry.is_held),
        empty=tuple(entry for entry in entries if not entry.is_held),
        consents=tuple(ConsentRow(purpose, given.get(purpose.value)) for purpose in Purpose),
    )


def _as_member(person_id: int, actor: Actor) -> MemberPage | None:
    about = Q(person_id=OuterRef("pk"))
    held = (Membership, FormalRelation, ParticipationRelation)
    is_known = reduce(or_, (Q(Exists(model.objects.filter(about))) for model in held))
    found = Person.objects.filter(is_known, pk=person_id)
    return get_member(person_id, actor) if found.exists() else None


def list_held(actor: Actor) -> tuple[Entry, ...]:
    """Return the registered fields in which something is held, those with a value first."""
    held = [entry for entry in _entries(actor) if entry.is_held]
    return tuple(sorted(held, key=lambda entry: not entry.value))


def _fields_about_persons() -> list[PersonalField]:
    """Return the registered fields whose rows lead to a person or an account.

    The contact of a market entity does not: it is the entity's, and no account stands behind it.
    """
    return [field for field in registered().values() if _leads_to_person(field)]


def _leads_to_person(field: PersonalField) -> bool:
    label, _dot, name = field.field.rpartition(".")
    model = apps.get_model(label)
    names = {each.name for each in model._meta.concrete_fields}
    to_person = model._meta.get_field(name).related_model is Person
    return model in (Person, Account) or to_person or "person" in names


def _entries(actor: Actor) -> list[Entry]:
    """Return what each registered field holds about the actor, in few queries."""
    fields = _fields_about_persons()
    own: dict[type[models.Model], models.Model | None] = {
        Person: Person.objects.filter(pk=actor.person_id or 0)
        .select_related("unit", "account")
        .first(),
        Account: Account.objects.filter(pk=actor.account_id or 0).first(),
    }
    counted = [field for field in fields if not _is_shown(field)]
    numbers = counts(_holding(field, actor) for field in counted)
    many = {field.field: number for field, number in zip(counted, numbers, strict=True)}
    return [
        Entry(field, _value(field, own), 0)
        if _is_shown(field)
        else Entry(field, "", many[field.field])
        for field in fields
    ]


def _is_shown(field: PersonalField) -> bool:
    """Tell whether a field's value is shown, rather than counted."""
    label, _dot, name = field.field.rpartition(".")
    return apps.get_model(label) in (Person, Account) and name != "password"


def _value(field: PersonalField, own: Mapping[type[models.Model], models.Model | None]) -> str:
    label, _dot, name = field.field.rpartition(".")
    row = own[apps.get_model(label)]
    value = None if row is None else getattr(row, name)
    return "" if value is None else str(value)


def _holding(field: PersonalField, actor: Actor) -> QuerySet[Any]:
    """Return the rows about the actor whose field holds something."""
    model, name, rows = _rows_about(field, actor)
    kind = model._meta.get_field(name)
    is_text = isinstance(kind, models.CharField | models.TextField)
    empty = Q(**{f"{name}__isnull": True}) | (Q(**{name: ""}) if is_text else Q())
    return rows.exclude(empty)


def _rows_about(
    field: PersonalField, actor: Actor
) -> tuple[type[models.Model], str, QuerySet[Any]]:
    """Return model, field name and the rows of a registered field that are about the actor."""
    label, _dot, name = field.field.rpartition(".")
    model = apps.get_model(label)
    if model in (Account, Person):
        key = actor.account_id if model is Account else actor.person_id
        return model, name, model._default_manager.filter(pk=key)
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
