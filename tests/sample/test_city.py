"""The made-up city in the database: the same for the same seed, audited, and nothing twice."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from gongjian.entities.models import Cover, EarlierFacts, Entity, EntityContact, Venue
from gongjian.entities.terms import CoveredBy
from gongjian.kernel import audit
from gongjian.org.models import Placement, Responsibility, Unit
from gongjian.sample import city
from tests.factories.org import make_unit, moment

pytestmark = pytest.mark.django_db

SIZE = 1_200


def _quiet(step: str, done: int, total: int) -> None:
    pass


def _load(seed: int = 1) -> city.City:
    return city.load(SIZE, seed, at=moment(), say=_quiet)


def _digest() -> str:
    """Return a digest of the city's rows without their keys, which two runs need not share."""
    found = [
        Entity.objects.order_by("id").values_list(
            "code", "name", "kind", "territory", "venue__name", "address", "since", "closed_on"
        ),
        Unit.objects.order_by("id").values_list("type", "name", "territory"),
        Placement.objects.order_by("id").values_list("unit__name", "line", "parent__name"),
        Responsibility.objects.order_by("id").values_list("unit__name", "line", "territory"),
        Cover.objects.order_by("id").values_list(
            "unit__name", "by", "entity__name", "venue__name", "territory", "valid_from", "valid_to"
        ),
    ]
    return hashlib.sha256(repr([list(rows) for rows in found]).encode()).hexdigest()


def _empty() -> None:
    """Take the city away again, behind the system's back: only a test does that."""
    for model in (EarlierFacts, EntityContact, Cover, Responsibility, Placement):
        model.objects.all().delete()
    Entity.names.rel.related_model.objects.all().delete()
    for model in (Entity, Venue, Unit):
        model.objects.all().delete()


def test_the_city_is_whole_and_the_audit_finds_nothing() -> None:
    made = _load()
    assert Entity.objects.count() == SIZE
    assert Venue.objects.count() == len(made.venues)
    assert EntityContact.objects.count() == made.entities.with_contact.sum()
    assert list(audit.verify()) == []


def test_everything_has_a_history() -> None:
    _load()
    assert EarlierFacts.objects.exists()
    assert not EarlierFacts.objects.exclude(valid_to=F("entity__since")).exists()
    assert Responsibility.objects.filter(line="sectoral").exists()
    assert Entity.objects.filter(closed_on__isnull=False).exists()


def test_covers_are_of_all_kinds_and_none_holds_before_its_entity() -> None:
    _load()
    branches = Cover.objects.filter(by=CoveredBy.BRANCH)
    assert branches.filter(entity__isnull=False).exists()
    assert branches.filter(venue__isnull=False).exists()
    assert branches.filter(territory__isnull=False).exists()
    assert Cover.objects.filter(by=CoveredBy.INSTRUCTOR).exists()
    early = Cover.objects.filter(valid_from__lt=F("entity__founded_on"))
    assert not early.exists()


def test_the_same_seed_gives_the_same_city() -> None:
    _load()
    first = _digest()
    _empty()
    _load()
    again = _digest()
    _empty()
    _load(seed=2)
    assert first == again != _digest()


def test_a_city_needs_an_installation_of_its_own() -> None:
    make_unit()
    with pytest.raises(CommandError, match="installation of its own"):
        call_command("sample", "city", entities=SIZE)
    assert not Entity.objects.exists()


def test_a_city_too_small_is_refused() -> None:
    with pytest.raises(CommandError, match="1,000"):
        call_command("sample", "city", entities=10)


def test_no_cover_begins_in_the_future() -> None:
    _load()
    assert not Cover.objects.filter(valid_from__gt=date(2026, 11, 21)).exists()
