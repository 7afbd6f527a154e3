"""Organisational life over the API: what is due, a record made once and corrected, left out."""

from __future__ import annotations

from typing import Any

import pytest

from factories.api import Api
from factories.formation import make_member
from factories.life import make_meeting, make_plan
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit
from gongjian.life.models import Meeting
from gongjian.members.models import Person
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Unit:
    unit = make_unit("第一党支部", "branch", line="territorial")
    make_plan(unit)
    return unit


@pytest.fixture
def member(branch: Unit) -> Person:
    return make_member(branch)


@pytest.fixture
def api(branch: Unit) -> Api:
    return Api(actor_of(make_person(branch, "branch_secretary")))


def a_record(branch: Unit, **more: Any) -> dict[str, Any]:
    facts = {"name": "主题党日", "activity": "theme_day", "held_on": TODAY.isoformat()}
    return {"unit_id": branch.pk, "minutes": 60, "text": "学习。\n讨论。", **facts, **more}


def test_a_meeting_is_recorded_from_what_is_open(branch: Unit, member: Person, api: Api) -> None:
    recording = api.get(f"/life/branches/{branch.pk}/recording").json()
    assert [each["id"] for each in recording["people"]] == [member.pk]
    open_items = {
        each["id"]: each
        for each in recording["items"]
        if each["starts_on"] <= TODAY.isoformat() <= each["ends_on"] and not each["is_optional"]
    }
    item = next(pk for pk, each in open_items.items() if each["activity"] == "theme_day")
    body = a_record(branch, present=[member.pk], items=[item])
    made = api.post("/life/meetings", body, key="record-once").json()
    again = api.post("/life/meetings", body, key="record-once").json()
    assert made == again == {"id": Meeting.objects.get().pk}

    page = api.get(f"/life/meetings/{made['id']}").json()
    assert page["text"] == "学习。\n讨论。"
    assert [each["name"] for each in page["present"]] == [member.name]
    month = api.get(f"/life/branches/{branch.pk}").json()
    assert item in [each["id"] for each in month["done"]]
    listed = api.get("/life/branches", q="第一").json()
    assert [row["id"] for row in listed["rows"]] == [branch.pk]


def test_a_record_is_corrected(branch: Unit, member: Person, api: Api) -> None:
    meeting = make_meeting(branch, present=(member.pk,))
    body = a_record(branch, excused=[member.pk], minutes=45)
    assert api.post(f"/life/meetings/{meeting.pk}", body).json() == {"id": meeting.pk}
    page = api.get(f"/life/meetings/{meeting.pk}").json()
    assert ([each["id"] for each in page["excused"]], page["row"]["minutes"]) == ([member.pk], 45)


def test_a_refusal_says_which_field(branch: Unit, api: Api) -> None:
    stranger = make_member(make_unit("另一个党支部", "branch", line="territorial"))
    answer = api.post("/life/meetings", a_record(branch, present=[stranger.pk]))
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["field"]) == ("life_not_of_branch", "present")
    assert api.post("/life/meetings", a_record(branch, text="")).status_code == 422
    assert not Meeting.objects.exists()


def test_what_is_expected_is_left_out_and_taken_up(branch: Unit, api: Api) -> None:
    item = make_plan(branch)[0]
    without = api.post(f"/life/items/{item.pk}/leave-out", {})
    assert without.json()["code"] == "life_reason_missing"
    assert api.post(f"/life/items/{item.pk}/leave-out", {"why": "停工"}).status_code == 200
    item.refresh_from_db()
    assert item.skipped_why == "停工"
    assert api.post(f"/life/items/{item.pk}/take-up", {}).status_code == 200
    item.refresh_from_db()
    assert item.skipped_at is None


def test_the_plan_of_a_year_is_drawn(branch: Unit, api: Api) -> None:
    body = {"template": "six", "year": TODAY.year + 1}
    assert api.post(f"/life/branches/{branch.pk}/plan", body).json() == {"id": branch.pk}
    unknown = api.post(f"/life/branches/{branch.pk}/plan", {**body, "template": "none"})
    assert unknown.json()["code"] == "life_template_unknown"
