"""Laying out many units at once: the same checks as one by one, for system jobs alone."""

from __future__ import annotations

from datetime import date

import pytest

from gongjian.kernel import audit
from gongjian.kernel.actor import visitor
from gongjian.kernel.errors import Forbidden
from gongjian.org.actions import MayNotStandThere, NotPlaced, UnitFacts, UnknownUnitType
from gongjian.org.actions.many import Duty, Standing, assign_many, enter_units, place_units
from gongjian.org.models import Placement, Responsibility, Territory
from tests.factories.org import FOUNDED, TODAY, make_unit, moment, office

pytestmark = pytest.mark.django_db

LATER = date(2026, 6, 1)


def _enter(*types: str) -> list[int]:
    facts = [UnitFacts(code, f"{code}{number}") for number, code in enumerate(types)]
    return enter_units(facts, actor=office(), at=moment())


def _place(*standings: Standing) -> None:
    place_units(standings, actor=office(), at=moment())


def test_units_stand_under_their_parents_and_follow_them_in_time() -> None:
    city, north, south, branch = _enter("city", "street", "street", "branch")
    _place(
        Standing(city, "territorial", None, FOUNDED),
        Standing(north, "territorial", city, FOUNDED),
        Standing(south, "territorial", city, FOUNDED),
        Standing(branch, "territorial", north, FOUNDED, LATER),
        Standing(branch, "territorial", south, LATER, None, "样例〔2026〕1号"),
    )
    rows = Placement.objects.filter(unit_id=branch).order_by("valid_from")
    assert [row.path for row in rows] == [
        f"/{city}/{north}/{branch}/",
        f"/{city}/{south}/{branch}/",
    ]
    assert list(audit.verify()) == []


def test_units_can_be_placed_under_one_that_stands_already() -> None:
    street = make_unit(type="street", line="territorial")
    (branch,) = _enter("branch")
    _place(Standing(branch, "territorial", street.pk, FOUNDED))
    assert Placement.objects.get(unit_id=branch).path == f"/{street.pk}/{branch}/"


def test_a_parent_that_stands_nowhere_then_is_refused() -> None:
    city, branch = _enter("city", "branch")
    with pytest.raises(NotPlaced):
        _place(
            Standing(city, "territorial", None, LATER),
            Standing(branch, "territorial", city, FOUNDED),
        )
    assert not Placement.objects.exists()


def test_what_the_catalogue_does_not_put_there_is_refused() -> None:
    zone, branch = _enter("zone", "branch")
    with pytest.raises(MayNotStandThere):
        _place(
            Standing(branch, "alliance", None, FOUNDED), Standing(zone, "alliance", branch, FOUNDED)
        )


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnknownUnitType):
        _enter("spaceship")


def test_responsibilities_are_entered_together() -> None:
    Territory.objects.create(code="99", name="样例省", level=1, system="test")
    (city,) = _enter("city")
    _place(Standing(city, "territorial", None, FOUNDED))
    duties = [
        Duty(city, "territorial", "99", FOUNDED, LATER),
        Duty(city, "territorial", "99", LATER),
    ]
    assign_many(duties, actor=office(), at=moment())
    assert Responsibility.objects.filter(unit_id=city).count() == 2
    assert list(audit.verify()) == []


def test_nobody_but_a_system_job_lays_out_structures() -> None:
    with pytest.raises(Forbidden):
        enter_units([UnitFacts("city", "样例市")], actor=visitor(TODAY), at=moment())
    with pytest.raises(Forbidden):
        place_units([], actor=visitor(TODAY), at=moment())
    with pytest.raises(Forbidden):
        assign_many([], actor=visitor(TODAY), at=moment())
