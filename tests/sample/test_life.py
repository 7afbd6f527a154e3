"""The demonstration has branches with a year of organisational life, one record missing."""

from __future__ import annotations

import pytest

from factories.org import TODAY, moment, office
from gongjian.kernel.components import TableQuery
from gongjian.life import queries
from gongjian.life.models import Meeting
from gongjian.sample import build
from gongjian.sample.district import POOL, SHOPS

pytestmark = pytest.mark.django_db


def test_the_demonstration_holds_meetings_and_misses_one():
    assert build.district(moment())
    found = queries.list_branches(office(), TableQuery(per_page=50), at=moment())
    planned = {row.name: (row.expected, row.held) for row in found.rows if row.has_plan}
    assert planned.keys() == {SHOPS, POOL}
    assert all(due - held == 1 for due, held in planned.values())
    latest = Meeting.objects.filter(unit__name=SHOPS).order_by("-held_on")[0]
    assert latest.held_on < TODAY
    assert latest.attendances.filter(is_present=True).exists()
