"""The demonstration has two groups: one that met and meets again, one by identity."""

from __future__ import annotations

import pytest

from factories.org import TODAY, moment
from gongjian.groups.models import Belonging, Gathering, Group
from gongjian.groups.terms import By
from gongjian.kernel import audit
from gongjian.sample import build

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_two_groups():
    assert build.district(moment())
    assert sorted(Group.objects.values_list("by", flat=True)) == [By.IDENTITY, By.TRADE]
    met = Group.objects.get(by=By.TRADE)
    assert met.next_on > TODAY
    assert Gathering.objects.get().named.count() == 2
    states = Belonging.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["asked", "asked", "declined", "joined", "joined"]
    assert list(audit.verify()) == []
