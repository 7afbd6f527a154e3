"""The figures of instructors: by both lines, on any day, each equal to its rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.members import actor_of
from factories.org import FOUNDED, TODAY, moment
from factories.support import (
    Site,
    actor_who_is,
    make_assignment,
    make_instructor,
    make_point,
    make_site,
    make_visit,
)
from gongjian.kernel import figures
from gongjian.kernel.figures import Asked
from gongjian.org import queries as org
from gongjian.support import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    site = make_site()
    make_visit(make_assignment(make_instructor(site.street), make_point(site.street)))
    sent = make_instructor(site.bureau, under=site.street)
    make_assignment(sent, make_point(site.street), last_day=TODAY)
    make_point(site.street)
    return site


def count(code: str, site: Site, line: str = "territorial", on=TODAY) -> int:
    top, reader = {
        "territorial": (site.district, site.officer),
        "sectoral": (site.bureau, site.line_officer),
    }[line]
    asked = Asked(line=line, on=on, node_id=top.pk)
    actor = actor_of(reader)
    figure = figures.get(code, actor)
    units = org.units_asked(asked)
    number = figures.value(figure, asked, actor, units)
    assert number == figures.rows(figure, asked, actor, units).count()
    return int(number or 0)


@pytest.mark.parametrize(
    ("code", "territorial", "sectoral"),
    [
        ("support.points", 3, 0),
        ("support.points_without_instructor", 1, 0),
        ("support.instructors", 1, 1),
        ("support.visits_due", 2, 1),
        ("support.visits_made", 1, 0),
        ("support.visits_missing", 1, 1),
        ("support.visits", 1, 0),
        ("support.findings_open", 1, 0),
    ],
)
def test_each_line_counts_what_is_its_own(site, code, territorial, sectoral) -> None:
    assert count(code, site) == territorial
    assert count(code, site, "sectoral") == sectoral


def test_what_ends_counts_as_vacant_from_that_day(site) -> None:
    assert count("support.points_without_instructor", site) == 1
    tomorrow = TODAY + timedelta(days=1)
    assert count("support.points_without_instructor", site, on=tomorrow) == 2
    assert count("support.points", site, on=FOUNDED - timedelta(days=1)) == 0


def test_an_issue_counts_until_the_day_on_which_it_is_settled(site) -> None:
    from gongjian.support.models import Finding

    finding = Finding.objects.get()
    oneself = actor_who_is(finding.visit.assignment.instructor)
    later = TODAY + timedelta(days=3)
    actions.close_finding(finding.pk, "换好了", actor=oneself, at=moment(later))
    assert count("support.findings_open", site, on=later - timedelta(days=1)) == 1
    assert count("support.findings_open", site, on=later) == 0
