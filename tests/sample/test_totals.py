"""What is said about the demonstration stands beside its figures in each way."""

from __future__ import annotations

import pytest

from gongjian.insight import queries
from gongjian.insight.models import PublishedTotal
from gongjian.insight.queries import Conclusion
from gongjian.sample import build
from tests.factories.org import moment, office

pytestmark = pytest.mark.django_db


def test_the_demonstration_shows_each_way_in_which_a_total_can_stand() -> None:
    build.district(moment())
    compared = PublishedTotal.objects.exclude(figure="")
    stands = {
        total.subject: queries.get_published(total.pk, office()).reconciliation.standing
        for total in compared
    }
    assert stands == {
        "示范区成员单位": Conclusion.AGREES,
        "鄞州区登记的市场主体": Conclusion.WITHIN,
        "鄞州区党员": Conclusion.WITHIN,
        "联合党支部覆盖的市场主体": Conclusion.DIFFERS,
    }
    assert PublishedTotal.objects.count() > 55
