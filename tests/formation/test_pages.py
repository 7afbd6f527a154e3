"""The whole way in pages: ask, propose, approve, found; and what a page says when it is refused."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from factories.entities import make_entity, make_responsible
from factories.formation import employ, make_case, make_incubation
from factories.members import account_of, make_person
from factories.org import make_unit
from gongjian.formation.models import Case, Incubation, Organisation
from gongjian.formation.terms import CaseState, IncubationState
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return make_unit("测试区", "district", line="territorial")


@pytest.fixture
def officer(client: Client, district: Unit) -> Client:
    client.force_login(account_of(make_person(district, "district_officer")))
    return client


def post(client: Client, address: str, pk: int | None = None, **data):
    url = reverse(address, args=[pk] if pk else [])
    return client.post(url, {"submission": uuid4().hex, **data})


def test_asked_proposed_approved_and_founded(officer, district):
    pool = make_unit("测试综合党支部", "branch", under=district, line="territorial")
    entity = make_entity("甬江测试商行")
    employ(entity, pool, 3)
    employ_more = make_entity("甬江第二商行", territory=entity.territory_id)
    employ(employ_more, pool, 1)
    asked = {"kind": "neighbours", "units": f"甬江测试商行\n{employ_more.code}"}
    # An officer sees the entities of the places that the office answers for.
    make_responsible(district, "330212")
    page = officer.get(reverse("formation_advise"), asked)
    assert page.status_code == 200
    advice = page.context["advice"]
    assert [employer.formal for employer in advice.ground.employers] == [3, 1]
    joint = next(v for v in advice.verdicts if v.form == "joint")
    assert joint.is_lawful
    row = next(r for r in page.context["forms"].rows if getattr(r.cells[0], "href", ""))
    fields = {
        "form": "joint",
        "kind": "neighbours",
        "units": f"{entity.pk},{employ_more.pk}",
        "name": "甬江联合党支部",
        "superior_id": district.pk,
    }
    assert "/formation/new/?" in row.cells[0].href
    refused = post(officer, "formation_new", **fields)
    assert refused.status_code == 422
    done = post(officer, "formation_new", **fields, reason="同一条街上的邻居")
    case = Case.objects.get()
    assert done["Location"] == reverse("formation_case", args=[case.pk])
    post(officer, "formation_approve", case.pk, document="区党〔2026〕3号")
    post(officer, "formation_found", case.pk, on="2026-11-21")
    case.refresh_from_db()
    assert case.state == CaseState.FOUNDED
    assert Organisation.objects.get(unit=case.unit).form == "joint"
    assert officer.get(reverse("formation_case", args=[case.pk])).status_code == 200


def test_unknown_units_are_named(officer):
    page = officer.get(reverse("formation_advise"), {"kind": "firm", "units": "没有这家"})
    assert page.status_code == 422
    assert "没有这家" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "venue", "venue": "没有这个市场"}, "venue"),
        ({"kind": "region", "place": "999999999"}, "place"),
    ],
)
def test_unknown_venue_and_place_are_said_at_their_field(officer, asked, field):
    page = officer.get(reverse("formation_advise"), asked)
    assert field in page.context["form"].errors


def test_document_says_what_the_page_says(officer, district):
    case = make_case(district)
    answer = officer.get(reverse("formation_document", args=[case.pk]))
    text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    assert case.name in text
    assert "正式党员3名" in text


def test_approval_without_a_document_is_refused_on_the_page(officer, district):
    case = make_case(district)
    page = post(officer, "formation_approve", case.pk, document="")
    assert page.status_code == 422
    case.refresh_from_db()
    assert case.state == CaseState.PROPOSED


def test_pressed_twice_is_founded_once(officer, district):
    case = make_case(district)
    post(officer, "formation_approve", case.pk, document="区党〔2026〕3号")
    url, body = (
        reverse("formation_found", args=[case.pk]),
        {"submission": "once", "on": "2026-11-21"},
    )
    officer.post(url, body)
    officer.post(url, body)
    assert Organisation.objects.count() == 1


def test_the_reservoir_lists_what_waits_and_closes_it_with_a_reason(officer, district):
    incubation = make_incubation(district)
    page = officer.get(reverse("formation_pool"))
    assert incubation.entity.name in page.content.decode()
    post(officer, "formation_drop", incubation.pk, reason="")
    assert Incubation.objects.get().state == IncubationState.OPEN
    post(officer, "formation_drop", incubation.pk, reason="年内有人退休")
    assert Incubation.objects.get().state == IncubationState.DROPPED
