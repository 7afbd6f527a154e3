"""Groups and the people in them: by both lines, on any day, nobody twice."""

from __future__ import annotations

from datetime import date

import pytest

from factories.groups import ask, make_group, make_worker
from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.groups import actions
from gongjian.groups.figures import GROUPS, PEOPLE
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked
from gongjian.org import actions as org
from gongjian.org import queries
from gongjian.org.figures import UNITS
from gongjian.org.terms import Line

pytestmark = pytest.mark.django_db


def number(figure, on: date = TODAY, under: int | None = None, actor: Actor | None = None):
    asked = Asked(on=on, line=Line.TERRITORIAL.value, node_id=under)
    reader = actor or office(on)
    found = figures.answer(figure, asked, reader, queries.units_asked(asked))
    assert found.value == len(found.rows)
    return found.value


def test_the_figures_follow_the_day_the_tree_and_the_reader():
    top = make_unit("江区", "district", line="territorial")
    east = make_unit("东街党支部", "branch", under=top, line="territorial")
    west = make_unit("西街党支部", "branch", under=top, line="territorial")
    before = date(2026, 11, 10)
    one = make_group(east, on=before)
    two = make_group(west, name="第二组", on=before)
    busy, quiet, asked = make_worker(east), make_worker(west), make_worker(west)
    for group in (one, two):
        actions.join(group.pk, actor=actor_of(busy), at=moment(before))
    actions.join(two.pk, actor=actor_of(quiet), at=moment(before))
    ask(one, asked)
    assert number(GROUPS) == 2
    assert number(PEOPLE) == 2, "busy is in two groups and counts once; asked is in none"
    assert number(PEOPLE, under=east.pk) == number(PEOPLE, under=west.pk) == 1
    assert number(PEOPLE, date(2026, 11, 9)) == number(GROUPS, date(2026, 11, 9)) == 0
    secretary = actor_of(make_person(east, "branch_secretary"))
    assert number(PEOPLE, actor=secretary) == 1
    assert number(GROUPS, actor=secretary) == 1
    actions.leave(two.pk, actor=actor_of(busy), at=moment())
    assert number(PEOPLE) == 2, "still in the other"
    actions.end_group(one.pk, on=TODAY, why="做完了", actor=office(), at=moment())
    assert (number(GROUPS), number(PEOPLE)) == (1, 1)
    assert (number(GROUPS, before), number(PEOPLE, before)) == (2, 2), "as it stood then"


def test_both_lines_count_the_same_group():
    district = make_unit("江区", "district", line="territorial")
    bureau = make_unit("江局", "bureau", line="sectoral")
    branch = make_unit("江边党支部", "branch", under=district, line="territorial")
    org.place(
        branch.pk,
        line=Line.SECTORAL,
        parent_id=bureau.pk,
        from_day=FOUNDED,
        actor=office(),
        at=moment(FOUNDED),
    )
    group = make_group(branch)
    actions.join(group.pk, actor=actor_of(make_worker(branch)), at=moment())
    for line, node in ((Line.TERRITORIAL, district), (Line.SECTORAL, bureau)):
        asked = Asked(on=TODAY, line=line.value, node_id=node.pk)
        for figure in (GROUPS, PEOPLE):
            units = queries.units_asked(asked)
            assert figures.value(figure, asked, office(), units) == 1


def test_a_group_counts_as_no_organisation():
    branch = make_unit("江边党支部", "branch", line="territorial")
    asked = Asked(on=TODAY, line=Line.TERRITORIAL.value)
    before = figures.value(UNITS, asked, office(), None)
    make_group(branch)
    assert figures.value(UNITS, asked, office(), None) == before
