"""The pages by which a branch is divided: the advisor, the list, the proposal, the founding."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from factories.formation import make_division, make_member
from factories.members import account_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.formation import actions
from gongjian.formation.models import Case
from gongjian.formation.terms import CaseState
from gongjian.members.models import FormalRelation
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return make_unit("百花街道", "street", line="territorial")


@pytest.fixture
def officer(client: Client, street: Unit) -> Client:
    client.force_login(account_of(make_person(street, "district_officer")))
    return client


def test_from_the_advisor_to_two_branches_below_a_general_one(officer, street):
    branch = make_unit("百花街党支部", "branch", under=street, line="territorial")
    people = [make_member(branch) for _ in range(7)]
    asked = {"kind": "branch", "branch": branch.name}
    advice = officer.get(reverse("formation_advise"), asked)
    divide = reverse("formation_divide", args=[branch.pk])
    assert divide in advice.content.decode()
    unknown = officer.get(reverse("formation_advise"), {"kind": "branch", "branch": "无"})
    assert "branch" in unknown.context["form"].errors
    form = officer.get(divide).context["form"]
    assert "part_2" in form.fields
    assert "part_3" in officer.get(f"{divide}?parts=3").context["form"].fields
    said = {
        "submission": uuid4().hex,
        "name": "百花街党总支",
        "part_2": "百花街第二党支部",
        "reason": "两个片区相距远",
        **{f"seat_{each.pk}": str(1 + n % 2) for n, each in enumerate(people)},
    }
    refused = officer.post(divide, said | {f"seat_{each.pk}": "1" for each in people})
    assert refused.status_code == 422
    first, second = officer.post(divide, said), officer.post(divide, said)
    assert first["Location"] == second["Location"], "sent twice, proposed once"
    case = Case.objects.get()
    page = officer.get(first["Location"]).content.decode()
    assert "百花街第二党支部" in page
    for address, data in (
        ("formation_approve", {"document": "街党〔2026〕9号"}),
        ("formation_found", {"on": TODAY}),
    ):
        url = reverse(address, args=[case.pk])
        assert officer.post(url, {"submission": uuid4().hex, **data}).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.FOUNDED
    new = Unit.objects.get(name="百花街第二党支部")
    assert FormalRelation.objects.filter(unit=new, valid_to=None).count() == 3
    assert FormalRelation.objects.filter(unit=branch, valid_to=None).count() == 4


def test_the_list_is_completed_after_the_approval(officer, street):
    case = make_division(street)
    actions.approve(case.pk, document="批复", actor=office(), at=moment())
    late = make_member(Unit.objects.get(pk=case.branch_id))
    url = reverse("formation_relist", args=[case.pk])
    form = officer.get(url).context["form"]
    assert f"seat_{late.pk}" in form.fields
    assert not [name for name in form.fields if name.startswith("part_")]
    said = {name: field.initial for name, field in form.fields.items() if name != "submission"}
    done = officer.post(url, {"submission": uuid4().hex, **said, f"seat_{late.pk}": "2"})
    assert done["Location"] == reverse("formation_case", args=[case.pk])
    assert case.seats.get(person=late).part.number == 2
