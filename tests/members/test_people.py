"""People's pages: who sees what, who can see it, one's own data and consents."""

from __future__ import annotations

import pytest
from django.urls import reverse

from exchange.test_item_pages import form, signed_in
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, make_zone, moment
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.models import AuditEvent
from gongjian.members import actions, policy, queries
from gongjian.members.models import Consent, Person
from gongjian.org.catalogue import ROLES
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Unit:
    return make_zone()


@pytest.fixture
def clinic(zone: Unit) -> Unit:
    return make_unit(under=zone)


def test_the_number_is_masked_until_asked_for_and_each_look_is_recorded(clinic: Unit) -> None:
    volunteer = make_person(clinic, "volunteer")
    client = signed_in(make_person(clinic, "contact"))
    page = client.get(reverse("person", args=[volunteer.pk])).content.decode()
    assert volunteer.mobile not in page

    shown = client.post(reverse("person_mobile", args=[volunteer.pk]))

    assert volunteer.mobile in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    event = AuditEvent.objects.get(action="members.mobile.reveal")
    assert event.detail == {"person": volunteer.pk}


def test_who_may_see_but_not_call_is_refused(zone: Unit, clinic: Unit) -> None:
    volunteer = make_person(clinic, "volunteer")
    officer = actor_of(make_person(zone, "line_officer"))
    with pytest.raises((Forbidden, NotVisible)):
        actions.reveal_mobile(volunteer.pk, actor=officer, at=moment())
    assert not AuditEvent.objects.filter(action="members.mobile.reveal").exists()


def test_another_units_people_do_not_exist(zone: Unit, clinic: Unit) -> None:
    volunteer = make_person(clinic, "volunteer")
    other = signed_in(make_person(make_unit(under=zone), "contact"))
    assert other.get(reverse("person", args=[volunteer.pk])).status_code == 404
    assert other.post(reverse("person_mobile", args=[volunteer.pk])).status_code == 404


def test_who_can_see_says_exactly_what_the_policy_does(zone: Unit, clinic: Unit) -> None:
    volunteer = make_person(clinic, "volunteer")
    units = {"zone": zone, "clinic": clinic, "beside": make_unit(under=zone), "away": make_zone()}
    said = set()
    people = [
        make_person(unit, role) for unit in units.values() for role in ROLES if role != "volunteer"
    ]
    for viewer in queries.list_viewers(clinic.pk, on=TODAY):
        said.add((viewer.role, viewer.unit, viewer.sees_mobile))

    done = set()
    for person in people:
        actor = actor_of(person)
        this = Person.objects.filter(pk=volunteer.pk)
        if this.filter(policy.scope(actor, "people.view")).exists():
            calls = this.filter(policy.scope(actor, "people.contact")).exists()
            done.add((actor.grants[0].role, person.unit.name, calls))
    assert said == done
    assert ("host", zone.name, True) in said


def test_consents_are_given_and_withdrawn_one_by_one(clinic: Unit) -> None:
    person = make_person(clinic, "volunteer")
    client = signed_in(person)
    give = form(purpose="name_public", answer="give")
    for _twice in range(2):
        assert client.post(reverse("consent"), give).status_code == 302
    assert Consent.objects.get(person=person).withdrawn_at is None
    withdraw = form(submission="b", purpose="name_public", answer="withdraw")
    client.post(reverse("consent"), withdraw)
    assert Consent.objects.get(person=person).withdrawn_at is not None
    wrong = client.post(reverse("consent"), form(submission="c", purpose="all", answer="give"))
    assert wrong.status_code == 422


def test_ones_own_page_and_export_hold_ones_own_and_no_password(clinic: Unit) -> None:
    person, other = make_person(clinic, "volunteer"), make_person(clinic, "volunteer")
    client = signed_in(person)
    page = client.get(reverse("my_data")).content.decode()
    assert person.mobile in page
    assert other.mobile not in page
    data = client.get(reverse("my_data_export"))
    assert data.json()["members.Person.mobile"] == person.mobile
    assert "password" not in data.content.decode()
    assert "attachment" in data["Content-Disposition"]


def test_consent_opens_the_number_to_those_who_serve_together(zone: Unit, clinic: Unit) -> None:
    person = make_person(clinic, "volunteer")
    partner = actor_of(make_person(make_unit(under=zone), "contact"))
    assert person.mobile not in queries.mobiles_for_roster([person.pk], partner).values()
    actions.give_consent("contact_shared", actor=actor_of(person), at=moment())
    assert queries.mobiles_for_roster([person.pk], partner) == {person.pk: person.mobile}
    actions.withdraw_consent("contact_shared", actor=actor_of(person), at=moment())
    assert person.mobile not in queries.mobiles_for_roster([person.pk], partner).values()
