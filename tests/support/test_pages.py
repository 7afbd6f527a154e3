"""The pages of instructors and the note that is sent by itself: forms, answers, who may."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from factories.entities import make_entity
from factories.members import account_of, make_person
from factories.memberships import make_branch
from factories.org import TODAY, make_unit
from factories.support import (
    Site,
    make_appraisal,
    make_assignment,
    make_instructor,
    make_point,
    make_site,
    make_visit,
    make_volunteer_member,
)
from gongjian.support.models import Appraisal, Assignment, ContactPoint, Instructor, Visit

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(person, **options) -> Client:
    client = Client(**options)
    client.force_login(account_of(person), BACKEND)
    return client


def post(client: Client, address: str, /, *args, **fields):
    return client.post(reverse(address, args=args), {"submission": uuid4().hex, **fields})


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def assignment(site) -> Assignment:
    return make_assignment(make_instructor(site.street), make_point(site.street))


@pytest.fixture
def writer(assignment) -> Client:
    return signed_in(assignment.instructor.person)


def note(assignment: Assignment, **changes) -> dict[str, Any]:
    fields = {
        "submission": uuid4().hex,
        "place": str(assignment.point_id),
        "visited_on": TODAY.isoformat(),
        "done": "talked",
        "text": "看了新店面",
        "kind-1": "business",
        "issue-1": "招牌要换新",
    }
    return fields | changes


def send(client: Client, fields: dict[str, Any]):
    return client.post(reverse("visit_send"), fields)


# --- the office ------------------------------------------------------------------------------


def test_an_office_selects_marks_assigns_replaces_and_appraises(site) -> None:
    office, branch = signed_in(site.officer), make_branch(site.street)
    people = [make_volunteer_member(site.street) for _ in range(2)]
    for person in people:
        made = post(
            office,
            "instructor_new",
            person=person.name,
            unit_id=site.street.pk,
            from_day=TODAY.isoformat(),
            willing_on=TODAY.isoformat(),
            document="同意",
        )
        assert made.status_code == 302, made.content.decode()
    first, second = Instructor.objects.order_by("pk")
    marked = post(
        office,
        "point_new",
        kind="branch",
        name=branch.name,
        unit_id=site.street.pk,
        need="想有人帮着理组织生活",
        from_day=TODAY.isoformat(),
    )
    assert marked.status_code == 302
    point = ContactPoint.objects.get()
    days = {"from_day": TODAY.isoformat(), "last_day": "2027-06-30"}
    post(office, "point_assign", point.pk, instructor_id=first.pk, **days)
    held = Assignment.objects.get()
    post(office, "assignment_replace", held.pk, instructor_id=second.pk, **days)
    assert office.get(reverse("point", args=[point.pk])).context["page"].row.instructor == (
        second.person.name
    )
    now = Assignment.objects.get(instructor=second)
    post(office, "assignment_end", now.pk, from_day=TODAY.isoformat(), reason="借调")
    assert "没有指导员" in office.get(reverse("point_list") + "?standing=none").content.decode()
    given = post(
        office, "instructor_appraise", first.pk, year="2026", verdict="competent", reason="按时"
    )
    assert given.status_code == 302
    gone = post(office, "instructor_end", first.pk, from_day="2026-11-22", reason="退休")
    assert gone.status_code == 302
    closed = post(office, "point_close", point.pk, from_day="2026-11-22", reason="停业")
    assert closed.status_code == 302


def test_what_is_wrong_comes_back_in_words(site, assignment) -> None:
    office = signed_in(site.officer)
    unknown = post(
        office,
        "instructor_new",
        person="没有这个人",
        unit_id=site.street.pk,
        from_day=TODAY.isoformat(),
        willing_on=TODAY.isoformat(),
        document="同意",
    )
    assert unknown.status_code == 422
    assert "没有这个姓名的党员" in unknown.content.decode()
    nowhere = post(
        office,
        "point_new",
        kind="venue",
        name="没有这个市场",
        unit_id=site.street.pk,
        need="要人",
        from_day=TODAY.isoformat(),
    )
    assert nowhere.status_code == 422
    backwards = post(
        office,
        "point_assign",
        assignment.point_id,
        instructor_id=assignment.instructor_id,
        from_day="2026-11-21",
        last_day="2026-11-01",
    )
    assert backwards.status_code == 422


def test_two_members_of_one_name_are_told_apart_by_their_numbers(site) -> None:
    from gongjian.members.models import Person

    office = signed_in(site.officer)
    one, other = (make_volunteer_member(site.street) for _ in range(2))
    Person.objects.filter(pk__in=[one.pk, other.pk]).update(name="同名者")
    facts = {
        "unit_id": site.street.pk,
        "from_day": TODAY.isoformat(),
        "willing_on": TODAY.isoformat(),
        "document": "同意",
    }
    assert post(office, "instructor_new", person="同名者", **facts).status_code == 422
    exact = f"同名者 {other.mobile[-4:]}"
    assert post(office, "instructor_new", person=exact, **facts).status_code == 302
    assert Instructor.objects.get().person_id == other.pk


def test_two_places_of_one_name_are_told_apart_by_the_code(site) -> None:
    one, _other = (make_entity("同名小店", staff=1) for _ in range(2))
    office = signed_in(site.officer)
    fields = {
        "kind": "entity",
        "unit_id": site.street.pk,
        "need": "要人",
        "from_day": TODAY.isoformat(),
    }
    refused = post(office, "point_new", name="同名小店", **fields)
    assert refused.status_code == 422
    assert "同名" in refused.content.decode()
    assert post(office, "point_new", name=one.code, **fields).status_code == 302
    assert ContactPoint.objects.get().entity_id == one.pk


def test_a_double_click_marks_one_place(site) -> None:
    office, branch = signed_in(site.officer), make_branch(site.street)
    fields = {
        "submission": uuid4().hex,
        "kind": "branch",
        "name": branch.name,
        "unit_id": site.street.pk,
        "need": "要人",
        "from_day": TODAY.isoformat(),
    }
    for _ in range(2):
        assert office.post(reverse("point_new"), fields).status_code == 302
    assert ContactPoint.objects.count() == 1


# --- the instructor --------------------------------------------------------------------------


def test_my_places_say_what_is_due(writer, assignment) -> None:
    page = writer.get(reverse("my_places"))
    assert page.context["page"].due == 1
    assert f"{reverse('visit_note')}?place={assignment.point_id}" in page.content.decode()


def test_the_plain_form_records_once(writer, assignment) -> None:
    fields = note(assignment)
    for _ in range(2):
        assert writer.post(reverse("visit_note"), fields).status_code == 302
    visit = Visit.objects.get()
    assert visit.key.hex == fields["submission"]
    assert visit.findings.get().text == "招牌要换新"
    again = writer.post(reverse("visit_note"), note(assignment, text="别的"))
    assert again.status_code == 409
    assert "内容不同的记录" in again.content.decode()


def test_the_notes_page_holds_nobody_elses_words(site, writer, assignment) -> None:
    other = make_point(site.street, "别人的联系点")
    make_assignment(make_instructor(site.street), other)
    page = writer.get(reverse("visit_note")).content.decode()
    assert "别人的联系点" not in page
    assert assignment.instructor.person.name not in page


def test_a_note_that_is_sent_twice_is_one(writer, assignment) -> None:
    fields = note(assignment)
    first, again = send(writer, fields), send(writer, fields)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"url": reverse("visit", args=[Visit.objects.get().pk])}


def test_a_conflict_names_what_is_in_the_way_and_can_be_decided(writer, assignment) -> None:
    visit = make_visit(assignment)
    fields = note(assignment, text="另一种说法")
    refused = send(writer, fields)
    assert refused.status_code == 409
    said = refused.json()
    assert (said["code"], said["beside"]["id"]) == ("visit_same_day", visit.pk)
    assert "谈了招工" in said["beside"]["said"]
    for _ in range(2):
        assert send(writer, fields | {"instead": str(visit.pk)}).status_code == 200
    visit.refresh_from_db()
    assert visit.text == "另一种说法"
    assert Visit.objects.count() == 1


def test_every_refusal_of_a_sent_note_has_a_code_and_words(site, writer, assignment) -> None:
    other = make_assignment(make_instructor(site.street), make_point(site.street))
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    for changes, status, code in (
        ({"visited_on": tomorrow}, 422, "visit_day_ahead"),
        ({"visited_on": "gestern"}, 422, "malformed"),
        ({"submission": "kein Schlüssel"}, 422, "malformed"),
        ({"done": [], "text": ""}, 422, "visit_nothing_said"),
        ({"visited_on": "2025-12-31"}, 409, "visit_not_assigned"),
        ({"place": str(other.point_id)}, 409, "visit_not_assigned"),
        ({"place": "999999"}, 409, "visit_not_assigned"),
        ({"place": "9" * 30}, 422, "malformed"),
        ({"instead": "9" * 30}, 422, "malformed"),
        ({"place": "hier"}, 422, "malformed"),
        ({"instead": str(make_visit(other).pk)}, 404, "not_found"),
    ):
        answer = send(writer, note(assignment, **changes))
        assert (answer.status_code, answer.json()["code"]) == (status, code), changes
        assert answer.json()["message"]
    assert Visit.objects.count() == 1


def test_a_sent_note_needs_the_token_that_its_sender_is_given(assignment) -> None:
    client = signed_in(assignment.instructor.person, enforce_csrf_checks=True)
    fields = note(assignment)
    assert send(client, fields).status_code == 403
    sender = client.get(reverse("visit_sender"))
    assert sender.json()["account"] == str(assignment.instructor.person.account_id)
    assert "no-store" in sender["Cache-Control"]
    sent = client.post(
        reverse("visit_send"), fields, headers={"X-CSRFToken": sender.json()["token"]}
    )
    assert sent.status_code == 201


def test_signed_out_nothing_is_taken_and_the_way_to_sign_in_is_told(assignment) -> None:
    for answer in (
        Client().get(reverse("visit_sender")),
        send(Client(), note(assignment)),
    ):
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]
    assert Visit.objects.count() == 0


def test_the_worker_reaches_the_notes_page_alone(client) -> None:
    page = reverse("visit_note")
    worker = reverse("visit_worker")
    assert worker.rpartition("/")[0] + "/" == page  # a worker's reach is where it lies
    script = client.get(worker)
    assert script["Content-Type"] == "text/javascript"
    shell = json.loads(script.content.decode().partition("= ")[2].partition(";\n")[0])
    assert shell["page"] == page
    assert all(name.startswith("/static/build/") for name in shell["files"])
    manifest = client.get(reverse("visit_manifest")).json()
    assert (manifest["start_url"], manifest["scope"]) == (page, page)


def test_an_issue_is_settled_on_the_notes_page(site, writer, assignment) -> None:
    visit = make_visit(assignment)
    finding = visit.findings.get()
    silent = post(writer, "issue_close", visit.pk, finding.pk, how="")
    assert silent.status_code == 422
    assert post(writer, "issue_close", visit.pk, finding.pk, how="换好了").status_code == 302
    assert "换好了" in writer.get(reverse("visit", args=[visit.pk])).content.decode()
    assert post(writer, "issue_reopen", visit.pk, finding.pk).status_code == 302
    other = make_visit(make_assignment(make_instructor(site.street), make_point(site.street)))
    assert post(writer, "issue_reopen", visit.pk, other.findings.get().pk).status_code == 404


def test_an_instructor_reads_the_appraisal_and_objects(site, writer, assignment) -> None:
    given = make_appraisal(assignment.instructor)
    page = writer.get(reverse("instructor", args=[assignment.instructor_id]))
    assert "走访按时" in page.content.decode()
    assert post(writer, "appraisal_object", given.pk, reason="漏了一次").status_code == 302
    office = signed_in(site.officer)
    answered = post(office, "appraisal_answer", given.pk, verdict="excellent", reason="补上后符合")
    assert answered.status_code == 302
    assert Appraisal.objects.get().verdict == "excellent"


def test_the_roster_has_no_grades_and_no_order_but_the_name(site, assignment) -> None:
    make_appraisal(assignment.instructor)
    office = signed_in(site.officer)
    for query in ("", "?sort=places", "?sort=-verdict"):
        page = office.get(reverse("instructor_list") + query).content.decode()
        assert "称职" not in page
        assert "sort=" not in page.partition("<table")[2]


def test_notes_are_for_who_visits_and_who_answers_for_it(site, assignment) -> None:
    visit = make_visit(assignment)
    stranger = make_person(make_unit("别区", "district", line="territorial"), "district_officer")
    neighbour = make_instructor(site.street).person
    for person in (stranger, neighbour):
        assert signed_in(person).get(reverse("visit", args=[visit.pk])).status_code == 404
    for person in (site.officer, assignment.instructor.person):
        assert signed_in(person).get(reverse("visit", args=[visit.pk])).status_code == 200
