"""Officers over the API: a branch plans its election, counts it, and the superior confirms it."""

from __future__ import annotations

from typing import Any

import pytest

from factories.api import Api
from factories.memberships import Street, make_street
from factories.officers import DOCUMENT, fill_branch, make_term
from factories.org import TODAY
from gongjian.officers.models import Election, Office, Term
from gongjian.officers.terms import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def done(answer: Any) -> int:
    assert answer.status_code == 200, answer.content
    return answer.json()["id"]


def test_an_election_runs_from_plan_to_posts(street: Street) -> None:
    people = [person.pk for person in fill_branch(street.first, 10)]
    secretary, officer = Api(street.secretary), Api(street.officer)
    lacking = secretary.get("/officers", lack="committee").json()
    assert [row["id"] for row in lacking["rows"]] == [street.first.pk]

    plan = {"on": TODAY.isoformat(), "seats": 3, "candidates": people[:4]}
    path = f"/officers/{street.first.pk}/elections"
    election = done(secretary.post(path, plan, key="plan-it-once"))
    assert done(secretary.post(path, plan, key="plan-it-once")) == election
    assert Election.objects.count() == 1

    votes = [{"person_id": pk, "yes": yes} for pk, yes in zip(people, (9, 8, 7, 3), strict=False)]
    count = {"issued": 9, "returned": 9, "valid": 9, "votes": votes}
    few = secretary.post(f"/elections/{election}/count", {"present": people[:7], **count})
    assert (few.status_code, few.json()["code"]) == (409, "below_quorum")
    done(secretary.post(f"/elections/{election}/count", {"present": people[:9], **count}))
    page = secretary.get(f"/elections/{election}").json()
    assert (page["state"], page["events"]) == ("counted", [])
    elected = [each["person_id"] for each in page["candidates"] if each["is_elected"]]
    assert elected == people[:3]

    taken = zip(elected, ("secretary", "organisation", "publicity"), strict=True)
    posts = [{"person_id": pk, "post": post} for pk, post in taken]
    confirm = {"document": DOCUMENT, "posts": posts}
    twice = {**confirm, "posts": [*posts, posts[0]]}
    assert officer.post(f"/elections/{election}/confirm", twice).json()["code"] == "posts_wrong"
    assert secretary.post(f"/elections/{election}/confirm", confirm).status_code == 403
    done(officer.post(f"/elections/{election}/confirm", confirm))
    led = secretary.get(f"/officers/{street.first.pk}").json()
    assert [each["person_id"] for each in led["term"]["offices"]] == elected


def test_too_few_came_or_it_is_called_off_or_annulled(street: Street) -> None:
    people = [person.pk for person in fill_branch(street.first, 8)]
    secretary = Api(street.secretary)

    def planned() -> int:
        plan = {"on": TODAY.isoformat(), "seats": 3, "candidates": people[:4]}
        return done(secretary.post(f"/officers/{street.first.pk}/elections", plan))

    done(secretary.post(f"/elections/{planned()}/too-few", {"present": people[:2]}))
    done(secretary.post(f"/elections/{planned()}/cancel", {}))
    counted = planned()
    votes = [{"person_id": pk, "yes": yes} for pk, yes in zip(people, (8, 7, 6, 2), strict=False)]
    facts = {"present": people, "issued": 8, "returned": 8, "valid": 8, "votes": votes}
    twice = secretary.post(f"/elections/{counted}/count", {**facts, "votes": [*votes, votes[0]]})
    assert twice.json()["code"] == "ballots_wrong"
    done(secretary.post(f"/elections/{counted}/count", facts))
    done(Api(street.officer).post(f"/elections/{counted}/annul", {"reason": "票数有误"}))
    states = Election.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["failed", "cancelled", "annulled"]


def test_a_term_by_decision_with_its_posts(street: Street) -> None:
    people = fill_branch(street.first, 5)
    officer = Api(street.officer)
    decided = {"from_day": TODAY.isoformat(), "document": DOCUMENT}
    term = done(officer.post(f"/officers/{street.first.pk}/terms", decided))
    body = {"person_id": people[0].pk, "post": "secretary", **decided}
    post = done(officer.post(f"/terms/{term}/posts", body))
    assert Office.objects.get(pk=post).post == Post.SECRETARY
    taken = officer.post(f"/terms/{term}/posts", {**body, "person_id": people[1].pk})
    assert taken.json()["code"] == "post_taken"
    ends_on = Term.objects.get(pk=term).ends_on
    late = ends_on.replace(year=ends_on.year + 3).isoformat()
    refused = officer.post(f"/terms/{term}/extend", {"until": late, "document": DOCUMENT})
    assert refused.json()["code"] == "term_too_long"
    until = ends_on.replace(year=ends_on.year + 1).isoformat()
    done(officer.post(f"/terms/{term}/extend", {"until": until, "document": DOCUMENT}))


def test_a_post_ends_by_a_document(street: Street) -> None:
    term = make_term(street.first, fill_branch(street.first, 4)[0])
    post = term.offices.get().pk
    officer = Api(street.officer)
    assert officer.post(f"/posts/{post}/end", {"document": " "}).json()["code"] == (
        "document_missing"
    )
    assert done(officer.post(f"/posts/{post}/end", {"document": DOCUMENT})) == post
    assert not Office.objects.filter(pk=post, valid_to__isnull=True).exists()
