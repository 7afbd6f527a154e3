"""The demonstration's brands and peer review: one of each state to look at."""

from collections import Counter

import pytest

from factories.org import moment
from gongjian.sample import build
from gongjian.sample.district import SHOPS
from gongjian.standards.models import Brand, Finding, Review

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_brands_and_a_round_in_every_state():
    build.district(moment())
    assert Counter(Brand.objects.values_list("state", flat=True)) == {"shown": 1, "guided": 1}
    assert Review.objects.filter(state="handed_in").count() == 3
    assert Review.objects.get(reviewer__name=SHOPS).state == "assigned", "for the cast to do"
    assert Counter(Finding.objects.values_list("state", flat=True)) == {
        "closed": 1,
        "answered": 1,
        "open": 1,
    }
