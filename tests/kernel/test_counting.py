"""Many counts in one query are what each set counts by itself."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Count, F, QuerySet
from django.test.utils import CaptureQueriesContext

from factories.org import TODAY, make_unit
from gongjian.kernel.counting import AT_ONCE, counts
from gongjian.org.models import Placement, Unit

pytestmark = pytest.mark.django_db


def sets() -> list[QuerySet]:
    placed = Placement.objects.filter(valid_from__lte=TODAY)
    return [
        Unit.objects.all(),
        Unit.objects.none(),
        Unit.objects.filter(name__contains="100%"),
        Unit.objects.filter(pk__in=[]),
        Unit.objects.filter(pk__in=placed.values("unit_id")).order_by("name"),
        Unit.objects.annotate(names_held=Count("names")).filter(names_held__gte=1),
        Unit.objects.filter(names__name=F("name")).distinct(),
        placed.exclude(parent__name="街道"),
    ]


def test_each_set_is_counted_as_by_itself_in_one_query() -> None:
    street = make_unit("街道", "street", line="territorial")
    for name in ("党支部", "100%支部"):
        make_unit(name, "branch", under=street, line="territorial")
    wanted = [each.count() for each in sets()]
    assert wanted[:4] == [3, 0, 1, 0]
    with CaptureQueriesContext(connection) as queries:
        assert counts(sets()) == wanted
    assert len(queries) == 1


def test_more_sets_than_one_query_takes_are_counted_too() -> None:
    make_unit("街道", "street")
    assert counts([Unit.objects.all()] * (AT_ONCE + 2)) == [1] * (AT_ONCE + 2)
    assert counts([]) == []
