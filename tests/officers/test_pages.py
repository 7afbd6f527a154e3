"""The pages of officers and elections, from the plan to the minutes."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from docx import Document

from factories.memberships import Street, make_street
from factories.officers import DOCUMENT, fill_branch, make_term
from factories.org import TODAY
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import Account
from gongjian.officers.models import Candidate, Election, Office, Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    client.cookies["django_language"] = "en"
    return client


def post(client: Client, page: str, /, *args: object, **data: object) -> HttpResponse:
    return client.post(reverse(page, args=args), {"submission": uuid4().hex, **data})


def test_a_branch_elects_its_committee(street: Street) -> None:
    people = fill_branch(street.first, 10)
    secretary, officer = client_of(street.secretary), client_of(street.officer)
    waits = secretary.get(reverse("work")).content.decode()
    assert "Branches that need a committee" in waits
    planned = post(secretary, "election_new", street.first.pk, on=TODAY.isoformat(), seats=3,
                   candidates=[person.pk for person in people[:4]])  # fmt: skip
    election = Election.objects.get()
    assert planned["Location"] == reverse("election", args=[election.pk])

    page = secretary.get(reverse("election_count", args=[election.pk])).content.decode()
    assert "8 of them must be present" in page
    votes = {f"yes-{person.pk}": yes for person, yes in zip(people, (9, 8, 7, 3), strict=False)}
    numbers = {"issued": 9, "returned": 9, "valid": 9, **votes}
    came = [person.pk for person in people[:9]]
    few = post(secretary, "election_count", election.pk, present=came[:7], **numbers)
    assert few.status_code == 422
    assert "This is no valid election" in few.content.decode()
    done = post(secretary, "election_count", election.pk, present=came, **numbers)
    assert done.status_code == 302

    assert post(secretary, "election_confirm", election.pk).status_code == 403
    assert "Results of elections to confirm" in officer.get(reverse("work")).content.decode()
    minutes = officer.get(reverse("election_minutes", args=[election.pk]))
    words = "\n".join(each.text for each in Document(BytesIO(minutes.content)).paragraphs)
    assert "应到会有选举权的党员10人，实到9人" in words
    assert people[9].name in words
    posts = {
        f"post-{pk}": post
        for pk, post in zip([p.pk for p in people[:3]],
                            ("secretary", "organisation", "publicity"), strict=True)
    }  # fmt: skip
    named = post(officer, "election_confirm", election.pk, document=DOCUMENT, **posts)
    assert named["Location"] == reverse("office_branch", args=[street.first.pk])
    assert Office.objects.filter(valid_to__isnull=True).count() == 3
    shown = secretary.get(reverse("office_branch", args=[street.first.pk])).content.decode()
    assert people[0].name in shown
    assert "In order" in shown
    assert not Candidate.objects.exclude(due=10).exists()


def test_too_few_came_and_the_office_annuls(street: Street) -> None:
    people = fill_branch(street.first, 5)
    secretary = client_of(street.secretary)
    post(secretary, "election_new", street.first.pk, on=TODAY.isoformat(), seats=1,
         candidates=[people[0].pk])  # fmt: skip
    election = Election.objects.get()
    post(secretary, "election_fail", election.pk, present=[people[0].pk])
    election.refresh_from_db()
    assert election.state == "failed"
    shown = secretary.get(reverse("election", args=[election.pk])).content.decode()
    assert "Not valid: too few were present" in shown
    assert secretary.get(reverse("election_minutes", args=[election.pk])).status_code == 404
    post(secretary, "election_new", street.first.pk, on=TODAY.isoformat(), seats=1,
         candidates=[people[0].pk])  # fmt: skip
    second = Election.objects.latest("pk")
    post(secretary, "election_cancel", second.pk)
    second.refresh_from_db()
    assert second.state == "cancelled"


def test_a_term_is_entered_extended_and_filled(street: Street) -> None:
    people = fill_branch(street.first, 4)
    officer = client_of(street.officer)
    at = street.first.pk
    assert client_of(street.secretary).get(reverse("term_new", args=[at])).status_code == 403
    post(officer, "term_new", at, from_day="2026-03-01", document=DOCUMENT)
    term = Term.objects.get()
    post(officer, "office_new", at, term.pk, person_id=people[0].pk, post="secretary",
         from_day="2026-03-01", document=DOCUMENT)  # fmt: skip
    office = Office.objects.get()
    far = post(officer, "term_extend", at, term.pk, until="2031-01-01", document=DOCUMENT)
    assert far.status_code == 422
    post(officer, "term_extend", at, term.pk, until="2030-02-01", document=DOCUMENT)
    term.refresh_from_db()
    assert term.ends_on.isoformat() == "2030-02-01"
    post(officer, "office_end", at, office.pk, document=DOCUMENT)
    assert not Office.objects.filter(valid_to__isnull=True).exists()


def test_the_list_shows_what_is_to_do_and_narrows(street: Street) -> None:
    fill_branch(street.first, 8)
    make_term(street.second, fill_branch(street.second, 4)[0])
    officer = client_of(street.officer)
    every = officer.get(reverse("office_list")).content.decode()
    assert street.first.name in every
    assert street.second.name in every
    narrowed = officer.get(reverse("office_list") + "?lack=committee").content.decode()
    assert street.second.name not in narrowed
