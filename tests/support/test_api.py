"""Assignments and visits over the API: a place is handed on, a note is recorded once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from factories.api import Api
from factories.members import actor_of
from factories.org import TODAY
from factories.support import (
    Site,
    actor_who_is,
    make_assignment,
    make_instructor,
    make_point,
    make_site,
)
from gongjian.support.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def done(answer: Any) -> int:
    assert answer.status_code == 200, answer.content
    return answer.json()["id"]


def test_a_place_is_assigned_handed_on_and_left(site: Site) -> None:
    office, point = Api(actor_of(site.officer)), make_point(site.street)
    first, second = make_instructor(site.street), make_instructor(site.street)
    days = {"from_day": TODAY.isoformat(), "last_day": "2027-06-30"}
    assigned = done(
        office.post(f"/contact-points/{point.pk}/assignments", {"instructor_id": first.pk, **days})
    )
    following = done(
        office.post(f"/assignments/{assigned}/replacement", {"instructor_id": second.pk, **days})
    )
    page = office.get(f"/contact-points/{point.pk}").json()
    assert page["row"]["instructor"] == second.person.name
    end = {"from_day": TODAY.isoformat(), "reason": "借调"}
    done(office.post(f"/assignments/{following}/end", end))
    vacant = office.get("/contact-points", standing="none").json()
    assert [row["id"] for row in vacant["rows"]] == [point.pk]


def test_a_note_is_recorded_once_and_settled_by_its_writer(site: Site) -> None:
    held = make_assignment(make_instructor(site.street), make_point(site.street))
    writer = Api(actor_who_is(held.instructor))
    assert [place["made"] for place in writer.get("/my/places").json()["places"]] == [0]
    note = {
        "key": str(uuid4()),
        "point_id": held.point_id,
        "visited_on": TODAY.isoformat(),
        "done": ["talked"],
        "issues": [{"kind": "business", "text": "招牌要换新"}],
    }
    visit = done(writer.post("/visits", note))
    assert done(writer.post("/visits", note)) == visit
    other = writer.post("/visits", note | {"key": str(uuid4()), "text": "另一种说法"})
    assert (other.status_code, other.json()["code"]) == (409, "visit_same_day")
    (issue,) = writer.get(f"/visits/{visit}").json()["findings"]
    done(writer.post(f"/visits/issues/{issue['id']}/close", {"how": "换好了"}))
    assert Visit.objects.get().findings.get().closed_how == "换好了"


def test_the_roster_over_the_api_has_no_grades(site: Site) -> None:
    make_instructor(site.street)
    (row,) = Api(actor_of(site.officer)).get("/instructors").json()["rows"]
    assert set(row) == {"id", "name", "unit", "valid_from", "valid_to", "places"}
