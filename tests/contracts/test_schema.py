"""What the database itself forbids, whatever the code does."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from factories.org import make_unit
from gongjian.kernel.fields import NoOverlap
from gongjian.kernel.models import Account
from gongjian.kernel.register import registered
from gongjian.members.models import Person
from gongjian.org.models import Placement

pytestmark = pytest.mark.django_db

OURS = {
    "kernel",
    "org",
    "entities",
    "members",
    "structure",
    "officers",
    "exchange",
    "formation",
    "life",
    "support",
    "standards",
    "groups",
    "intake",
}

NOT_PERSONAL = {
    "kernel.Account.id",
    "kernel.Account.is_active",
    "kernel.ApiToken.account",
    "members.Person.id",
}
"""Fields of personal records that say nothing about the person, or only technically."""


def overlaps() -> list[tuple[str, NoOverlap]]:
    loader = MigrationLoader(connection)
    return [
        (app, operation)
        for (app, _name), migration in loader.disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, NoOverlap)
    ]


def test_every_overlap_rule_is_still_in_the_database():
    """SQLite drops triggers when it rebuilds a table; then this fails."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT conname || '_insert' FROM pg_constraint WHERE contype = 'x'")
        present = {row[0] for row in cursor.fetchall()}
    declared = overlaps()
    assert len(declared) >= 2
    assert {f"{operation.name}_insert" for _app, operation in declared} <= present


def test_two_places_at_once_are_refused_by_the_database():
    unit = make_unit()
    placed = Placement.objects.get(unit=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(
            unit=unit, line=placed.line, path=placed.path, valid_from=date(2026, 5, 1)
        )
    Placement.objects.create(
        unit=unit,
        line=placed.line,
        path=placed.path,
        valid_from=date(2025, 1, 1),
        valid_to=placed.valid_from,
    )


def test_every_personal_field_is_registered():
    """G1: what is about a person stands in the register with purpose, basis and time."""
    missing = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for field in model._meta.concrete_fields:
            is_personal = model in (Person, Account) or field.related_model in (Person, Account)
            if is_personal and f"{model._meta.label}.{field.name}" not in NOT_PERSONAL:
                missing.append(f"{model._meta.label}.{field.name}")
    assert set(missing) - set(registered()) == set()


def test_the_register_names_only_fields_that_exist():
    for label in registered():
        app, model, field = label.split(".")
        assert apps.get_model(app, model)._meta.get_field(field)


FORBIDDEN = (
    "latitude",
    "longitude",
    "location_history",
    "face",
    "biometric",
    "device_id",
    "id_number",
)


def test_no_field_tracks_people():
    """G2 and G1: no whereabouts, no biometrics, no identity numbers of people."""
    personal = {label.rsplit(".", 1)[0] for label in registered()}
    names = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.label in personal
        for field in model._meta.concrete_fields
    ]
    assert [name for name in names if any(word in name.lower() for word in FORBIDDEN)] == []
