"""What is expected and what was held, on any day, for each level."""

from __future__ import annotations

from datetime import date

import pytest

from factories.formation import make_member
from factories.life import load_life, make_meeting
from factories.org import make_unit, moment, office
from gongjian.kernel import figures
from gongjian.kernel.figures import Asked
from gongjian.life import actions
from gongjian.life.figures import EXPECTED, HELD, MISSING
from gongjian.life.models import PlanItem
from gongjian.org import queries as org
from gongjian.org.terms import Line

pytestmark = pytest.mark.django_db


def number(figure, on: date, under: int | None = None) -> int:
    asked = Asked(on=on, line=Line.TERRITORIAL.value, node_id=under)
    return figures.value(figure, asked, office(on), org.units_asked(asked))


def test_the_figures_follow_the_day_and_the_tree():
    load_life()
    top = make_unit("江区", "district", line="territorial")
    east = make_unit("东街党支部", "branch", under=top, line="territorial")
    west = make_unit("西街党支部", "branch", under=top, line="territorial")
    actions.draw_plans(
        [east.pk, west.pk],
        template="six",
        year=2026,
        actor=office(date(2026, 10, 1)),
        at=moment(date(2026, 10, 1)),
    )
    make_member(east)
    october = PlanItem.objects.get(unit=east, name_zh="主题党日", starts_on=date(2026, 10, 1))
    make_meeting(east, items=(october.pk,), activity="theme_day", on=date(2026, 10, 20))
    assert number(EXPECTED, date(2026, 10, 31)) == 0
    assert number(EXPECTED, date(2026, 11, 21)) == 2
    assert number(EXPECTED, date(2026, 11, 21), east.pk) == 1
    assert number(HELD, date(2026, 11, 20)) == 0, "it was recorded on the 21st"
    assert number(HELD, date(2026, 11, 21)) == 1
    assert number(MISSING, date(2026, 11, 21)) == 1
    assert number(MISSING, date(2026, 11, 21), west.pk) == 1
    left = PlanItem.objects.get(unit=west, name_zh="主题党日", starts_on=date(2026, 10, 1))
    actions.leave_out(left.pk, "防汛", actor=office(), at=moment())
    assert number(EXPECTED, date(2026, 11, 21)) == 1
    assert number(MISSING, date(2026, 11, 21)) == 0
