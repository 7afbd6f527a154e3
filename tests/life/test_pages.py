"""The pages of organisational life: draw, see what is due, record, correct, minutes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from factories.formation import make_member
from factories.life import load_life, make_meeting, make_plan
from factories.members import account_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.life.actions import draw_plans
from gongjian.life.models import Attendance, Meeting, PlanItem
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return make_unit("江区", "district", line="territorial")


@pytest.fixture
def branch(district: Unit) -> Unit:
    return make_unit("江边党支部", "branch", under=district, line="territorial")


@pytest.fixture
def secretary(client: Client, branch: Unit) -> Client:
    client.force_login(account_of(make_person(branch, "branch_secretary")))
    return client


def post(client: Client, address: str, pk: int | None = None, **data):
    url = reverse(address, args=[pk] if pk else [])
    return client.post(url, {"submission": uuid4().hex, **data})


def test_from_the_plan_to_the_minutes(secretary, branch):
    load_life()
    here, away = make_member(branch), make_member(branch)
    assert secretary.get(reverse("life_list"))["Location"].endswith(f"/branches/{branch.pk}/")
    month = reverse("life_month", args=[branch.pk])
    assert "江边几件事" in secretary.get(month).content.decode()
    assert post(secretary, "life_plan", branch.pk, template="six", year=2026)["Location"] == month
    page = secretary.get(month)
    due = page.context["page"].due
    assert [str(item.name) for item in due] == ["主题党日", "小组会", "小组会", "党课"]
    record = reverse("life_record", args=[branch.pk])
    form = secretary.get(f"{record}?item={due[0].id}").context["form"]
    assert form.initial["items"] == [due[0].id]
    said = {
        "items": [due[0].id],
        "held_on": TODAY.isoformat(),
        "minutes": 60,
        "text": "打扫了江边。\n记下两件事。",
        "present": [here.pk],
        "excused": [away.pk],
    }
    done = post(secretary, "life_record", branch.pk, **said)
    made = Meeting.objects.get()
    assert done["Location"] == reverse("life_meeting", args=[made.pk])
    assert (made.name, made.activity) == ("主题党日", "theme_day")
    shown = secretary.get(done["Location"]).content.decode()
    assert here.name in shown
    minutes = secretary.get(reverse("life_minutes", args=[made.pk])).content
    text = ZipFile(BytesIO(minutes)).read("word/document.xml").decode()
    assert "江边党支部会议记录" in text
    assert "记下两件事。" in text
    assert f"请假：{away.name}" in text


def test_the_same_sending_records_once(secretary, branch):
    load_life()
    sent = {
        "submission": uuid4().hex,
        "name": "碰头",
        "held_on": TODAY.isoformat(),
        "minutes": 30,
        "text": "说了两句。",
    }
    url = reverse("life_record", args=[branch.pk])
    assert secretary.post(url, sent).status_code == 302
    assert secretary.post(url, sent).status_code == 302
    assert Meeting.objects.count() == 1


def test_faults_stand_beside_the_field(secretary, branch):
    make_plan(branch)
    page = post(secretary, "life_record", branch.pk, held_on="2027-01-01", minutes=0, text="")
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name", "minutes", "text"}
    ahead = {"name": "会", "held_on": "2026-12-01", "minutes": 30, "text": "字"}
    page = post(secretary, "life_record", branch.pk, **ahead)
    assert page.status_code == 422
    assert "held_on" in page.context["form"].errors


def test_leaving_out_and_expecting_again(secretary, branch):
    item = next(i for i in make_plan(branch) if not i.is_optional)
    assert secretary.get(reverse("life_leave_out", args=[item.pk])).status_code == 200
    assert post(secretary, "life_leave_out", item.pk, reason="").status_code == 422
    assert post(secretary, "life_leave_out", item.pk, reason="外出").status_code == 302
    month = secretary.get(reverse("life_month", args=[branch.pk])).content.decode()
    assert "外出" in month
    post(secretary, "life_take_up", item.pk)
    assert PlanItem.objects.get(pk=item.pk).skipped_at is None


def test_correcting_keeps_what_was_chosen(secretary, branch):
    member = make_member(branch)
    item = next(i for i in make_plan(branch) if i.name_zh == "党课")
    made = make_meeting(branch, present=(member.pk,), items=(item.pk,))
    url = reverse("life_change", args=[made.pk])
    form = secretary.get(url).context["form"]
    assert form.initial["present"] == [member.pk]
    assert item.pk in dict(form.fields["items"].choices)
    said = {"items": [item.pk], "name": "党课", "held_on": TODAY.isoformat(), "minutes": 45}
    post(secretary, "life_change", made.pk, **said, text="改过。")
    made.refresh_from_db()
    assert (made.minutes, made.attendances.count(), made.items.count()) == (45, 0, 1)


def test_an_office_sees_branches_in_the_order_of_the_tree_and_draws_plans(client, district, branch):
    load_life()
    make_unit("江边第二党支部", "branch", under=district, line="territorial")
    client.force_login(account_of(make_person(district, "district_officer")))
    page = client.get(reverse("life_list"), {"sort": "-held"})
    names = [row.cells[0].text for row in page.context["table"].rows]
    assert names == ["江边党支部", "江边第二党支部"]
    assert post(client, "life_plan_all", template="six", year=2026).status_code == 302
    assert PlanItem.objects.count() == 14
    month = client.get(reverse("life_month", args=[branch.pk]))
    assert month.context["page"].study == ()
    assert not month.context["page"].may_record


def test_a_member_opens_what_they_attended_and_nothing_else(client, branch):
    me = make_person(branch)
    other = make_unit("乙党支部", "branch", line="territorial")
    mine, theirs = make_meeting(branch), make_meeting(other)
    mine.attendances.create(person=me, is_present=True)
    client.force_login(account_of(me))
    assert client.get(reverse("life_mine")).status_code == 200
    page = client.get(reverse("life_meeting", args=[mine.pk])).content.decode()
    assert reverse("life_change", args=[mine.pk]) not in page
    assert client.get(reverse("life_meeting", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("life_month", args=[branch.pk])).status_code == 404


def test_without_a_template_the_page_says_what_to_do(secretary, branch):
    page = secretary.get(reverse("life_month", args=[branch.pk])).content.decode()
    assert "gongjian packs load" in page


def test_a_record_needs_words_and_no_photo_and_asks_no_reason(secretary, branch):
    load_life()
    form = secretary.get(reverse("life_record", args=[branch.pk])).context["form"]
    assert [name for name, field in form.fields.items() if field.required] == [
        "submission",
        "held_on",
        "minutes",
        "text",
    ]
    assert not form.is_multipart()
    about_people = {field.name for field in Attendance._meta.concrete_fields}
    assert about_people == {"id", "meeting", "person", "is_present"}


def test_each_level_shows_its_parts_and_leads_to_their_rows(client, district, branch):
    street = make_unit("东街道", "street", under=district, line="territorial")
    east = make_unit("东街党支部", "branch", under=street, line="territorial")
    new_year = date(2026, 1, 1)
    load_life()
    draw_plans(
        [branch.pk, east.pk], template="six", year=2026, actor=office(new_year), at=moment(new_year)
    )
    item = PlanItem.objects.filter(unit=east, name_zh="党课").earliest("starts_on")
    make_meeting(east, items=(item.pk,), on=date(2026, 2, 2))
    client.force_login(account_of(make_person(district, "district_officer")))

    def rows(url: str) -> list[tuple[str, int, int]]:
        cells = [row.cells for row in client.get(url).context["table"].rows]
        return [(name.text, due.value, held.value) for name, due, held in cells]

    levels = reverse("life_levels")
    assert rows(levels) == [("东街道", 13, 1), ("江边党支部", 13, 0)]
    assert rows(f"{levels}?node={street.pk}") == [("东街党支部", 13, 1)]
    assert rows(f"{levels}?on=2026-02-01") == [("东街道", 1, 0), ("江边党支部", 1, 0)]
    held = client.get(levels).context["table"].rows[0].cells[2]
    assert client.get(held.href).context["table"].total == 1
