"""Figures of brands and findings: by both lines, as they stood on a day, each opening its rows."""

from datetime import timedelta

import pytest

from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.standards import make_finding, make_review, make_running, make_street
from gongjian.kernel import figures
from gongjian.kernel.figures import Asked
from gongjian.org import actions as org
from gongjian.org import queries
from gongjian.standards import actions, policy
from gongjian.standards.figures import BRANDS, BRANDS_SHOWN, CLOSED, LEFT_OPEN, RAISED
from gongjian.standards.models import Brand

pytestmark = pytest.mark.django_db

DAY = TODAY - timedelta(days=10)


def number(figure, on, *, line="territorial", node=None, reader=None):
    asked = Asked(line, on, node_id=node)
    return figures.value(figure, asked, reader or office(), queries.units_asked(asked))


def test_brands_in_force_and_shown_as_they_stood():
    street = make_street()
    brand = make_running(street.branches[0], on=DAY)
    make_running(street.branches[1], on=DAY, shown=True)
    actions.end(brand.pk, on=TODAY, words="职能调整", actor=office(), at=moment())
    assert number(BRANDS, DAY - timedelta(days=1)) == 0
    assert (number(BRANDS, DAY), number(BRANDS_SHOWN, DAY)) == (2, 1)
    assert (number(BRANDS, TODAY), number(BRANDS_SHOWN, TODAY)) == (1, 1)


def test_findings_by_either_line_on_past_days():
    street = make_street()
    bureau = make_unit("测试局", "bureau", line="sectoral")
    review = make_review(street.street, on=DAY)
    org.place(
        review.reviewed_id,
        line="sectoral",
        parent_id=bureau.pk,
        from_day=FOUNDED,
        actor=office(),
        at=moment(FOUNDED),
    )
    finding = make_finding(review, on=DAY)
    later = DAY + timedelta(days=5)
    actions.answer(finding.pk, words="已补", actor=office(), at=moment(later))
    actions.close(finding.pk, actor=office(), at=moment(later, hour=10))
    actions.reopen(finding.pk, words="又缺", actor=office(), at=moment())
    expected = {DAY - timedelta(days=1): (0, 0, 0), DAY: (1, 0, 1), later: (1, 1, 0)}
    expected[TODAY] = (1, 0, 1)
    for on, numbers in expected.items():
        for line, node in (("territorial", street.street.pk), ("sectoral", bureau.pk)):
            found = tuple(number(f, on, line=line, node=node) for f in (RAISED, CLOSED, LEFT_OPEN))
            assert found == numbers, (on, line)


def test_a_number_counts_what_its_reader_may_open():
    street = make_street()
    make_finding(make_review(street.street))
    make_running(street.branches[0])
    other = street.secretaries[1]
    assert number(BRANDS, TODAY, reader=street.near) == 1
    assert number(BRANDS, TODAY, reader=other) == 0
    for who in (*street.secretaries, street.near):
        seen = Brand.objects.filter(policy.brands(who, "brand.view")).count()
        assert number(BRANDS, TODAY, reader=who) == seen
