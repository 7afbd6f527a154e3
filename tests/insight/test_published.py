"""Entering, correcting and withdrawing published totals, and what they are held against."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gongjian.insight import actions, queries
from gongjian.insight.actions import published as refusals
from gongjian.insight.models import PublishedTotal
from gongjian.insight.queries import Conclusion
from gongjian.kernel import audit
from gongjian.kernel.actor import Actor, visitor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.org.models import Unit
from tests.factories.insight import SAID_FOR, make_published, published_entry
from tests.factories.members import actor_of, make_person
from tests.factories.org import TODAY, make_unit, moment, office
from tests.factories.registry import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return make_unit("测试区", "district", line="territorial")


@pytest.fixture
def officer(district: Unit) -> Actor:
    return actor_of(make_person(district, "district_officer"))


def _change(total: PublishedTotal, actor: Actor, **facts: Any) -> PublishedTotal:
    return actions.change_total(total.pk, published_entry(**facts), actor=actor, at=moment())


def _withdraw(total: PublishedTotal, actor: Actor, reason: str = "报道已更正") -> PublishedTotal:
    return actions.withdraw_total(total.pk, reason, actor=actor, at=moment())


def test_what_was_published_is_entered_corrected_and_withdrawn_on_the_record(
    officer: Actor,
) -> None:
    total = actions.enter_total(published_entry(), actor=officer, at=moment())
    _change(total, officer, value=Decimal(12), qualifier="about")
    _withdraw(total, officer)
    total.refresh_from_db()
    assert (total.value, total.qualifier, total.withdrawn_on) == (Decimal(12), "about", TODAY)
    assert list(audit.verify()) == []


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"subject": " "}, refusals.SubjectMissing),
        ({"unit": ""}, refusals.UnitMissing),
        ({"publication": ""}, refusals.SourceMissing),
        ({"as_of": TODAY + timedelta(days=1)}, refusals.PublishedLater),
        ({"value": Decimal(-1)}, refusals.NegativeNumber),
        ({"percent": Decimal(5)}, refusals.PercentOfNothing),
        ({"figure": "org.nonsense"}, refusals.UnknownFigure),
        ({"filters": {"kind": "clinic"}}, refusals.UnknownFigure),
        ({"figure": "org.units", "filters": {"kind": "nonsense"}}, refusals.UnknownFilter),
        ({"figure": "org.units", "filters": {"colour": "red"}}, refusals.UnknownFilter),
        ({"territory": "99"}, refusals.UnknownPublishedPlace),
        ({"line": "sideways"}, Forbidden),
        ({"unit_at_id": 999_999}, Forbidden),
        ({"whole_id": 999_999}, refusals.PartOfItself),
    ],
)
def test_what_is_incomplete_or_contradicts_itself_is_refused(
    officer: Actor, facts: dict[str, Any], refused: type[DomainError]
) -> None:
    with pytest.raises(refused):
        actions.enter_total(published_entry(**facts), actor=officer, at=moment())
    assert not PublishedTotal.objects.exists()


def test_nothing_is_a_part_of_itself_or_of_its_part(officer: Actor) -> None:
    whole = make_published()
    part = make_published(whole_id=whole.pk)
    for wrong in (whole.pk, part.pk):
        with pytest.raises(refusals.PartOfItself):
            _change(whole, officer, whole_id=wrong)


def test_a_whole_is_not_withdrawn_before_its_parts(officer: Actor) -> None:
    whole = make_published()
    part = make_published(subject="一部分", whole_id=whole.pk)
    with pytest.raises(refusals.StillAWhole, match="一部分"):
        _withdraw(whole, officer)
    _withdraw(part, officer)
    _withdraw(whole, officer)
    assert queries.get_published(whole.pk, officer).parts == ()


def test_what_is_withdrawn_is_neither_changed_nor_withdrawn_again(officer: Actor) -> None:
    total = make_published()
    _withdraw(total, officer)
    with pytest.raises(refusals.WithdrawnAlready):
        _withdraw(total, officer)
    with pytest.raises(refusals.WithdrawnAlready):
        _change(total, officer)


def test_a_withdrawal_is_taken_back(officer: Actor) -> None:
    whole = make_published()
    part = make_published(whole_id=whole.pk)
    with pytest.raises(refusals.NotWithdrawn):
        actions.restore_total(part.pk, actor=officer, at=moment())
    _withdraw(part, officer)
    _withdraw(whole, officer)
    with pytest.raises(refusals.WholeIsWithdrawn, match=whole.subject):
        actions.restore_total(part.pk, actor=officer, at=moment())
    for total in (whole, part):
        actions.restore_total(total.pk, actor=officer, at=moment())
    assert [row.row.id for row in queries.get_published(whole.pk, officer).parts] == [part.pk]
    assert list(audit.verify()) == []


def test_a_part_of_the_rows_is_not_held_against_a_whole(district: Unit) -> None:
    elsewhere = make_unit("别区", "district", line="territorial")
    make_unit("别区单位", "clinic", under=elsewhere, line="territorial")
    stranger = actor_of(make_person(district, "district_officer"))
    everywhere = make_published(figure="org.units", unit="家", value=Decimal(3))
    found = queries.get_published(everywhere.pk, stranger).reconciliation
    assert (found.standing, found.computed) == (Conclusion.OUT_OF_REACH, None)
    assert _beside(value=Decimal(3)).standing == Conclusion.AGREES


def test_a_filter_by_a_value_that_is_found_by_name_is_taken(officer: Actor) -> None:
    county = make_place().pk
    in_county = published_entry(figure="entities.all", filters={"county": county})
    total = actions.enter_total(in_county, actor=officer, at=moment())
    assert total.filters == {"county": county}
    with pytest.raises(refusals.UnknownFilter, match="kind=small_firm"):
        _change(total, officer, figure="entities.all", filters={"county": "nowhere"})


def test_a_withdrawal_says_why(officer: Actor) -> None:
    with pytest.raises(refusals.WithdrawalReasonMissing):
        _withdraw(make_published(), officer, reason=" ")


def test_an_office_edits_what_speaks_of_its_own_units_and_sees_all(district: Unit) -> None:
    elsewhere = make_unit("别区", "district", line="territorial")
    stranger = actor_of(make_person(elsewhere, "district_officer"))
    total = make_published(unit_at_id=district.pk)
    assert not queries.get_published(total.pk, stranger).may_edit
    with pytest.raises(Forbidden):
        _change(total, stranger)
    with pytest.raises(Forbidden):
        _withdraw(total, stranger)
    with pytest.raises(Forbidden):
        _change(make_published(), stranger, unit_at_id=district.pk)


def test_others_do_not_enter_and_visitors_do_not_see(district: Unit) -> None:
    contact = actor_of(make_person(make_unit(), "contact"))
    with pytest.raises(Forbidden):
        actions.enter_total(published_entry(), actor=contact, at=moment())
    total = make_published()
    with pytest.raises(NotVisible):
        queries.get_published(total.pk, visitor(TODAY))
    with pytest.raises(Forbidden):
        queries.list_published(visitor(TODAY), TableQuery())


def _beside(**facts: Any) -> queries.Reconciliation:
    known = {"figure": "org.units", "unit": "家", "value": Decimal(3)}
    total = make_published(**known | facts)
    return queries.get_published(total.pk, office()).reconciliation


def test_a_total_stands_beside_the_figure_of_its_own_day(district: Unit) -> None:
    for _ in range(2):
        make_unit(under=district, line="territorial")
    agrees = _beside(unit_at_id=district.pk)
    assert (agrees.standing, agrees.computed) == (Conclusion.AGREES, 3)
    assert agrees.asked is not None
    assert (agrees.asked.on, agrees.asked.node_id) == (SAID_FOR, district.pk)
    differs = _beside(unit_at_id=district.pk, value=Decimal(5))
    assert (differs.standing, differs.difference) == (Conclusion.DIFFERS, -2)
    within = _beside(unit_at_id=district.pk, value=Decimal(2), qualifier="at_least")
    assert (within.standing, within.difference) == (Conclusion.WITHIN, 1)
    clinics = _beside(unit_at_id=district.pk, filters={"kind": "member_unit"}, value=Decimal(2))
    assert clinics.standing == Conclusion.AGREES


def test_a_unit_in_either_language_is_the_same_unit() -> None:
    assert _beside(unit="units").standing == Conclusion.DIFFERS


def test_what_cannot_be_compared_says_why(district: Unit, officer: Actor) -> None:
    assert _beside(figure="").standing == Conclusion.NO_FIGURE
    assert _beside(value=None).standing == Conclusion.NO_NUMBER
    assert _beside(unit="人").standing == Conclusion.OTHER_UNIT
    assert _beside(unit_at_id=district.pk, line="sectoral").standing == Conclusion.NOT_PLACED
    gone = make_published(figure="org.units", unit="家")
    PublishedTotal.objects.filter(pk=gone.pk).update(figure="org.no_longer")
    assert (
        queries.get_published(gone.pk, office()).reconciliation.standing == Conclusion.FIGURE_GONE
    )
    later = queries.get_published(
        make_published(figure="org.units", unit="家").pk, office(SAID_FOR)
    )
    assert later.reconciliation.standing != Conclusion.NOT_YET
    early = office(SAID_FOR - timedelta(days=1))
    found = queries.get_published(make_published(figure="org.units", unit="家").pk, early)
    assert found.reconciliation.standing == Conclusion.NOT_YET
    withdrawn = make_published(figure="org.units", unit="家")
    _withdraw(withdrawn, officer)
    page = queries.get_published(withdrawn.pk, officer)
    assert page.reconciliation.standing == Conclusion.WITHDRAWN


def test_published_totals_change_no_computed_figure(district: Unit) -> None:
    before = _beside(unit_at_id=district.pk).computed
    for _ in range(3):
        make_published(figure="org.units", unit="家", value=Decimal(99))
    assert _beside(unit_at_id=district.pk).computed == before


def test_a_figure_knows_what_was_published_about_it(district: Unit, officer: Actor) -> None:
    here = make_published(figure="org.units", unit="家", unit_at_id=district.pk)
    make_published(figure="org.units", unit="家")
    found = queries.get_published(here.pk, officer).reconciliation
    assert found.figure is not None
    assert found.asked is not None
    rows = queries.totals_of_figure(found.figure, found.asked, officer)
    assert [row.id for row in rows] == [here.pk]


def test_the_list_finds_by_words_and_leaves_out_what_is_withdrawn(officer: Actor) -> None:
    make_published(subject="小微企业")
    gone = make_published(subject="个体工商户")
    _withdraw(gone, officer)
    assert queries.list_published(officer, TableQuery()).total == 1
    assert queries.list_published(officer, TableQuery(text="个体")).total == 0
    withdrawn = queries.list_published(officer, TableQuery(filters={"state": "withdrawn"}))
    assert [row.subject for row in withdrawn.rows] == ["个体工商户"]
    compared = queries.list_published(officer, TableQuery(filters={"compared": "yes"}))
    assert compared.total == 0


def test_the_list_shows_parts_where_they_are_asked_for_or_searched(officer: Actor) -> None:
    whole = make_published(subject="全部")
    make_published(subject="一部分", whole_id=whole.pk)
    (row,) = queries.list_published(officer, TableQuery()).rows
    assert (row.subject, row.parts) == ("全部", 1)
    for query in (TableQuery(filters={"parts": "yes"}), TableQuery(text="部")):
        found = queries.list_published(officer, query).rows
        assert {(row.subject, row.whole) for row in found} == {("全部", ""), ("一部分", "全部")}
