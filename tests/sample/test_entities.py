"""The demonstration's registry: something of everything, the same each time, within two years."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from factories.org import TODAY, moment
from gongjian.entities.models import Cover, EarlierFacts, Entity, EntityContact, EntityName
from gongjian.entities.queries.entities_coverage import coverage_of, where_on
from gongjian.entities.terms import Coverage, NameKind
from gongjian.kernel import audit
from gongjian.org.models import Responsibility
from gongjian.sample import build

pytestmark = pytest.mark.django_db


def _coverage(days_ago: int = 0) -> Counter[Coverage]:
    on = TODAY - timedelta(days=days_ago)
    counted = Entity.objects.filter(since__lte=on).exclude(closed_on__lte=on)
    return Counter(each.coverage for each in coverage_of(where_on(counted, on), on).values())


def test_the_street_has_something_of_everything():
    build.district(moment())
    assert 290 <= Entity.objects.count() <= 320
    assert set(_coverage()) == set(Coverage)
    assert Entity.objects.filter(closed_on__isnull=False).count() >= 15
    assert Entity.objects.filter(doubtful_code=True).count() >= 4
    assert EarlierFacts.objects.count() >= 4
    assert EntityName.objects.filter(kind=NameKind.ALIAS).count() >= 20
    assert EntityName.objects.filter(kind=NameKind.FORMER).count() == 6
    assert EntityContact.objects.exists()
    assert Cover.objects.filter(valid_to__isnull=False).exists()
    assert Responsibility.objects.filter(line="sectoral").exists()
    assert not list(audit.verify())


def test_coverage_grew_over_two_years():
    build.district(moment())
    nothing = [_coverage(ago)[Coverage.NOTHING] / _coverage(ago).total() for ago in (730, 365, 0)]
    assert nothing == sorted(nothing, reverse=True)
    assert nothing[0] > 0.9
    assert nothing[-1] < 0.5
