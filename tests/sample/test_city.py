"""The made-up city in the database: the same for the same seed, audited, and nothing twice."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from gongjian.entities.figures import ENTITIES
from gongjian.entities.models import (
    Cover,
    EarlierFacts,
    Entity,
    EntityContact,
    EntityName,
    Venue,
)
from gongjian.entities.terms import Coverage, CoveredBy
from gongjian.kernel import actor, audit, figures
from gongjian.kernel.figures import Asked
from gongjian.org import queries as org
from gongjian.org.catalogue import permission_codes
from gongjian.org.models import Placement, Responsibility, Unit
from gongjian.org.terms import Line
from gongjian.sample import city
from gongjian.sample.city.structure import REORGANISED
from tests.factories.org import TODAY, make_unit, moment

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
            "code",
            "name",
            "kind",
            "trade",
            "territory",
            "venue__name",
            "address",
            "longitude",
            "latitude",
            "staff",
            "founded_on",
            "closed_on",
            "since",
        ),
        EntityName.objects.order_by("id").values_list("entity__name", "name"),
        EntityContact.objects.order_by("entity").values_list("entity__name", "name", "mobile"),
        EarlierFacts.objects.order_by("id").values_list(
            "entity__name", "territory", "trade", "valid_from", "valid_to"
        ),
        Venue.objects.order_by("id").values_list("type", "name", "territory", "longitude"),
        Unit.objects.order_by("id").values_list("type", "name", "territory", "founded_on"),
        Placement.objects.order_by("id").values_list(
            "unit__name", "line", "parent__name", "valid_from", "valid_to"
        ),
        Responsibility.objects.order_by("id").values_list(
            "unit__name", "line", "territory", "valid_from", "valid_to"
        ),
        Cover.objects.order_by("id").values_list(
            "unit__name", "by", "entity__name", "venue__name", "territory", "valid_from", "valid_to"
        ),
    ]
    return hashlib.sha256(repr([list(rows) for rows in found]).encode()).hexdigest()


def _empty() -> None:
    """Take the city away again, behind the system's back: only a test does that."""
    for model in (EarlierFacts, EntityContact, Cover, Responsibility, Placement):
        model.objects.all().delete()
    EntityName.objects.all().delete()
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


def test_every_kind_of_coverage_is_there_on_both_lines() -> None:
    _load()
    city_unit = Unit.objects.get(type="city")
    reader = actor.system("test", TODAY, *permission_codes())
    for line in (Line.TERRITORIAL, Line.SECTORAL):
        asked = Asked(line, TODAY, node_id=city_unit.pk)
        found = figures.split(ENTITIES, asked, reader, org.units_asked(asked), "coverage")
        assert set(found) == set(Coverage), line


def test_the_structure_was_otherwise_on_a_day_before() -> None:
    _load()
    for model in (Placement, Responsibility):
        assert model.objects.filter(valid_to=REORGANISED).exists(), model
        assert model.objects.filter(valid_from=REORGANISED).exists(), model
    assert Placement.objects.filter(line=Line.SECTORAL).exists()


def test_what_is_being_done_is_said_while_it_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sample", "city", entities=SIZE)
    said = capsys.readouterr().out
    steps = ("drawing", "places", "units", "placements", "entities", "contacts", "covers", "seals")
    assert all(f" {step}: " in said for step in steps)
    with pytest.raises(CommandError, match="GONGJIAN_DATA"):
        call_command("sample", "city", entities=SIZE)


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
    with pytest.raises(CommandError, match="GONGJIAN_DATA"):
        call_command("sample", "city", entities=SIZE)
    assert not Entity.objects.exists()


def test_a_city_too_small_is_refused() -> None:
    with pytest.raises(CommandError, match="1,000"):
        call_command("sample", "city", entities=10)


def test_no_cover_begins_in_the_future() -> None:
    _load()
    assert not Cover.objects.filter(valid_from__gt=date(2026, 11, 21)).exists()
