"""All that is held about oneself, by the field register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.models import Account
from gongjian.kernel.register import PersonalField, registered

from ..models import Consent, Person
from ..terms import Purpose
from .people import PersonPage, get_person


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
