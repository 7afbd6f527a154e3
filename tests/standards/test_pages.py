"""Pages of brands and peer review, as a secretary and the office above use them."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from factories.members import account_of
from factories.memberships import make_branch, make_member
from factories.org import TODAY
from factories.standards import (
    ITEMS,
    make_brand,
    make_finding,
    make_review,
    make_round,
    make_running,
    make_street,
)
from gongjian.members.models import Person
from gongjian.standards.models import Brand, Finding, Review, Round

pytestmark = pytest.mark.django_db


def client_of(actor):
    client = Client()
    client.force_login(account_of(Person.objects.get(pk=actor.person_id)))
    return client


def post(client, address, /, *args, **fields):
    return client.post(reverse(address, args=args), {"submission": uuid4().hex, **fields})


@pytest.fixture
def street():
    return make_street()


def words(response):
    return response.content.decode()


def test_a_branch_proposes_and_the_office_above_advises_approves_and_shows(street):
    mine, above = client_of(street.secretaries[0]), client_of(street.near)
    unit = street.branches[0]
    owner = make_member(unit)
    card = words(mine.get(reverse("brand_unit", args=[unit.pk])))
    assert reverse("brand_new", args=[unit.pk]) in card
    assert owner.name in words(mine.get(reverse("brand_new", args=[unit.pk])))
    fields = {"name": "红邻驿站", "duty": "商圈服务", "specialty": "夜间值守", "owner_id": owner.pk}
    assert post(mine, "brand_new", unit.pk, **fields).status_code == 302
    brand = Brand.objects.get()
    page = words(above.get(reverse("brand", args=[brand.pk])))
    assert reverse("brand_approve", args=[brand.pk]) in page
    assert reverse("brand_rework", args=[brand.pk]) not in page
    assert post(above, "brand_guide", brand.pk, words="").status_code == 422
    assert post(above, "brand_guide", brand.pk, words="写明服务谁").status_code == 302
    assert "写明服务谁" in words(mine.get(reverse("brand_rework", args=[brand.pk])))
    assert post(mine, "brand_rework", brand.pk, **fields | {"specialty": "夜市"}).status_code == 302
    assert post(mine, "brand_approve", brand.pk, on=TODAY).status_code == 403
    assert post(above, "brand_approve", brand.pk, on="2030-01-01").status_code == 422
    assert post(above, "brand_approve", brand.pk, on=TODAY).status_code == 302
    assert post(above, "brand_show", brand.pk, on=TODAY).status_code == 302
    brand.refresh_from_db()
    assert (brand.state, brand.specialty) == ("shown", "夜市")
    other = words(client_of(street.secretaries[1]).get(reverse("brand", args=[brand.pk])))
    assert "夜市" in other
    assert owner.name not in other


def test_a_refused_step_shows_its_form_again_with_the_reason(street):
    make_running(street.branches[0])
    second = make_brand(street.branches[0])
    answer = post(client_of(street.near), "brand_approve", second.pk, on=TODAY)
    assert answer.status_code == 409
    assert "红邻驿站" in words(answer)


def test_a_form_sent_twice_acts_once(street):
    brand = make_brand(street.branches[0])
    client, key = client_of(street.near), uuid4().hex
    url = reverse("brand_guide", args=[brand.pk])
    for _ in range(2):
        answer = client.post(url, {"submission": key, "words": "写明服务谁"})
        assert answer.status_code == 302
    assert brand.steps.filter(event="guide").count() == 1


def test_the_list_filters_by_state_and_name_and_cannot_be_ranked(street):
    make_running(street.branches[0], shown=True)
    make_brand(street.branches[1])
    client = client_of(street.officer)
    page = client.get(reverse("brand_list"), {"state": "shown"})
    assert page.context["table"].total == 1
    assert client.get(reverse("brand_list"), {"q": "第2"}).context["table"].total == 1
    assert not any(column.sortable for column in page.context["table"].columns)


def test_withdrawing_leaves_the_record(street):
    brand = make_brand(street.branches[0])
    assert post(client_of(street.secretaries[0]), "brand_withdraw", brand.pk).status_code == 302
    card = client_of(street.secretaries[0]).get(reverse("brand_unit", args=[brand.unit_id]))
    assert [each.name for each in card.context["page"].past] == ["红邻驿站"]


def test_the_office_proposes_a_round_looks_at_the_pairs_and_confirms(street):
    make_branch(street.street)
    client = client_of(street.near)
    fields = {
        "superior": f"{street.street.pk}-territorial",
        "name": "四季度互查",
        "starts_on": TODAY,
        "ends_on": TODAY,
        "items": "一\n\n 二 ",
    }
    assert post(client, "round_new", **fields | {"items": " \n"}).status_code == 422
    assert post(client, "round_new", **fields).status_code == 302
    made = Round.objects.get()
    assert [item.text for item in made.items.order_by("number")] == ["一", "二"]
    first = set(made.reviews.values_list("reviewer_id", "reviewed_id"))
    assert post(client, "round_turn_on", made.pk).status_code == 302
    assert set(made.reviews.values_list("reviewer_id", "reviewed_id")) != first
    here = made.reviews.first().reviewer_id
    unfair = post(client, "round_exchange", made.pk, one=here, other=here)
    assert unfair.status_code == 422
    assert post(client, "round_confirm", made.pk).status_code == 302
    made.refresh_from_db()
    assert made.state == "running"
    page = words(client.get(reverse("round", args=[made.pk])))
    assert reverse("round_confirm", args=[made.pk]) not in page


def test_a_branch_hands_its_review_in_item_by_item(street):
    review = make_review(street.street)
    index = [unit.pk for unit in street.branches].index(review.reviewer_id)
    client = client_of(street.secretaries[index])
    item, *rest = review.round.items.order_by("number")
    fields = {f"is_{each.pk}": "fine" for each in rest} | {"visited_on": TODAY, "learned": "可学"}
    url = reverse("review_hand_in", args=[review.pk])
    assert ITEMS[0] in words(client.get(url))
    assert post(client, "review_hand_in", review.pk, **fields).status_code == 422
    missing = post(client, "review_hand_in", review.pk, **fields, **{f"is_{item.pk}": "finding"})
    assert missing.status_code == 422
    said = {f"is_{item.pk}": "finding", f"words_{item.pk}": "十月没有记录"}
    assert post(client, "review_hand_in", review.pk, **fields, **said).status_code == 302
    assert Finding.objects.get().words == "十月没有记录"
    assert Review.objects.get(pk=review.pk).learned == "可学"
    assert client.get(url).status_code == 403


def test_a_finding_goes_to_and_fro_until_who_raised_it_calls_it_done(street):
    review = make_review(street.street)
    finding = make_finding(review)
    by_unit = dict(zip((u.pk for u in street.branches), street.secretaries, strict=True))
    asks, answers = client_of(by_unit[review.reviewer_id]), client_of(by_unit[review.reviewed_id])
    assert post(asks, "finding_close", finding.pk).status_code == 409
    assert post(answers, "finding_answer", finding.pk, words="已补记").status_code == 302
    assert post(answers, "finding_close", finding.pk).status_code == 403
    assert post(asks, "finding_ask_again", finding.pk, words="还缺十月").status_code == 302
    assert post(answers, "finding_answer", finding.pk, words="十月已补").status_code == 302
    assert post(asks, "finding_close", finding.pk, words="谢谢").status_code == 302
    assert post(asks, "finding_reopen", finding.pk, words="又缺了").status_code == 302
    page = asks.get(reverse("finding", args=[finding.pk]))
    assert [each.event for each in page.context["page"].said] == [
        "reopen", "close", "answer", "ask again", "answer", "raise",
    ]  # fmt: skip


def test_the_list_of_rounds_opens_what_was_found_and_mended(street):
    make_finding(make_review(street.street))
    make_round(street.street)
    page = client_of(street.officer).get(reverse("round_list"))
    numbers = [(each.value, each.href) for each in page.context["figures"].figures]
    assert [value for value, _href in numbers] == [1, 0, 1]
    rows = client_of(street.officer).get(numbers[0][1])
    assert rows.context["answer"].total == 1
    late = client_of(street.officer).get(reverse("finding_list"), {"state": "overdue"})
    assert late.context["table"].total == 0


def test_who_leads_no_branches_is_told_so(street):
    client = client_of(street.secretaries[0])
    assert client.get(reverse("round_new")).status_code == 403
    alone = make_street(1)
    assert client_of(alone.near).get(reverse("round_new")).context["superiors"] == ()


def test_a_programme_hands_a_review_in(street):
    review = make_review(street.street)
    index = [unit.pk for unit in street.branches].index(review.reviewer_id)
    item = review.round.items.order_by("number")[0]
    body = {"visited_on": TODAY.isoformat(), "findings": [{"item_id": item.pk, "words": "缺记录"}]}
    answer = client_of(street.secretaries[index]).post(
        f"/api/reviews/{review.pk}/hand-in", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()) == (200, {"id": review.pk})
    assert Finding.objects.get().item == item
