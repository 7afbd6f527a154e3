"""Where members work: said by their branch on a page, by the name that the registry knows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from factories.entities import make_entity, make_responsible
from factories.formation import employ, make_incubation, make_member
from factories.members import account_of, make_person
from factories.org import TODAY, make_unit
from gongjian.formation.models import Case, Incubation, Workplace
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return make_unit("测试区", "district", line="territorial")


@pytest.fixture
def branch(district: Unit) -> Unit:
    return make_unit("测试综合党支部", "branch", under=district, line="territorial")


@pytest.fixture
def officer(client: Client, district: Unit) -> Client:
    make_responsible(district)
    client.force_login(account_of(make_person(district, "district_officer")))
    client.cookies["django_language"] = "en"
    return client


def post(client: Client, address: str, pk: int, **data):
    return client.post(reverse(address, args=[pk]), {"submission": uuid4().hex, **data})


def test_recorded_by_name_changed_and_ended(officer, branch):
    first, second = make_entity("甲测试店"), make_entity("乙测试店")
    member = make_member(branch)
    post(officer, "workplace", member.pk, unit="甲测试店", from_day="2026-01-05")
    post(officer, "workplace", member.pk, unit=second.code, from_day="2026-06-01")
    post(officer, "workplace", member.pk, unit="", from_day="2026-11-01")
    rows = Workplace.objects.filter(person=member).order_by("valid_from")
    assert [(row.entity, str(row.valid_from), str(row.valid_to)) for row in rows] == [
        (first, "2026-01-05", "2026-06-01"),
        (second, "2026-06-01", "2026-11-01"),
    ]


def test_an_unknown_unit_is_said_at_its_field(officer, branch):
    member = make_member(branch)
    page = post(officer, "workplace", member.pk, unit="没有这家店", from_day="2026-01-05")
    assert page.status_code == 422
    assert "没有这家店" in page.context["form"].errors["unit"][0]
    assert not Workplace.objects.exists()


def test_a_day_before_the_present_one_began_is_refused(officer, branch):
    entity, other = make_entity("甲测试店"), make_entity("乙测试店")
    (member,) = employ(entity, branch, 1)
    since = Workplace.objects.get().valid_from - timedelta(days=9)
    page = post(officer, "workplace", member.pk, unit=other.name, from_day=since.isoformat())
    assert page.status_code in (409, 422)
    assert Workplace.objects.get().entity == entity


def test_the_list_narrows_to_those_without_a_unit(officer, branch):
    (known,) = employ(make_entity(), branch, 1)
    missing = make_member(branch)
    page = officer.get(reverse("workplace_list"), {"known": "no"}).content.decode()
    assert missing.name in page
    assert reverse("workplace", args=[known.pk]) not in page


def test_a_reader_without_the_right_sees_no_form(client, branch):
    member = make_member(branch)
    elsewhere = make_unit("别处支部", "branch", line="territorial")
    client.force_login(account_of(make_person(elsewhere, "branch_secretary")))
    assert client.get(reverse("workplace", args=[member.pk])).status_code == 404


def test_a_mentor_is_named_and_the_steps_are_shown(officer, district):
    case = make_incubation(district)
    assert case.region is not None
    mentor = make_person(case.region, "branch_secretary", name="带教员")
    stranger = make_person(make_unit("远处支部", "branch", line="territorial"), "branch_secretary")
    page = officer.get(reverse("formation_incubation", args=[case.pk])).content.decode()
    assert "Grown" in page
    assert "nobody yet" in page
    assert post(officer, "formation_incubation", case.pk, person_id=stranger.pk).status_code == 422
    post(officer, "formation_incubation", case.pk, person_id=mentor.pk)
    assert Incubation.objects.get(pk=case.pk).mentor == mentor
    assert mentor.name in officer.get(reverse("formation_pool")).content.decode()


def test_the_unit_s_page_shows_the_parentage(officer, district):
    case = make_incubation(district)
    new = reverse("formation_new")
    asked = {"form": "standalone", "kind": "firm", "units": str(case.entity_id), "reason": ""}
    body = {**asked, "name": "测试孵化党支部", "superior_id": district.pk}
    officer.post(new, {"submission": uuid4().hex, **body})
    proposal = Case.objects.get()
    post(officer, "formation_approve", proposal.pk, document="区党〔2026〕3号")
    post(officer, "formation_found", proposal.pk, on=TODAY.isoformat())
    proposal.refresh_from_db()
    assert proposal.unit_id is not None
    assert case.region is not None
    page = officer.get(reverse("unit", args=[proposal.unit_id])).content.decode()
    assert "Incubated by" in page
    assert case.region.name in page
    parent = officer.get(reverse("unit", args=[case.region_id])).content.decode()
    assert "测试孵化党支部" in parent
    steps = officer.get(reverse("formation_incubation", args=[case.pk])).content.decode()
    assert "测试孵化党支部" in steps
