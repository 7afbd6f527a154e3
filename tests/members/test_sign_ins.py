"""Roles and sign-ins: the office gives and ends them, the person alone chooses the password."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from factories.members import account_of, actor_of, make_person
from factories.org import TODAY, make_unit, moment
from gongjian.kernel import audit, tokens
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.models import Account
from gongjian.members import actions, queries
from gongjian.members.actions.sign_ins import LastOfficer, NoSignIn
from gongjian.members.models import Appointment, Person
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db

PASSWORD = "七月的风 and 12 clouds"


@pytest.fixture
def district() -> Unit:
    return make_unit("测试区", "district", line="territorial")


@pytest.fixture
def branch(district: Unit) -> Unit:
    return make_unit("测试党支部", "branch", under=district, line="territorial")


@pytest.fixture
def officer(district: Unit) -> Person:
    return make_person(district, "district_officer", name="组织员")


@pytest.fixture
def office(client: Client, officer: Person) -> Client:
    client.force_login(account_of(officer))
    client.cookies["django_language"] = "en"
    return client


def post(client: Client, address: str, *args: object, **data: object):
    return client.post(reverse(address, args=args), {"submission": uuid4().hex, **data})


def link_for(office: Client, person: Person) -> str:
    page = post(office, "sign_in_link", person.pk).content.decode()
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found is not None
    return found[1]


def newcomer(office: Client, branch: Unit) -> Person:
    """Enter a person on the page, make them secretary, and open a sign-in."""
    post(office, "person_new", name="测新", mobile="13900001111", unit_id=branch.name)
    person = Person.objects.get(name="测新")
    post(
        office, "role_give", person.pk,
        role="branch_secretary", unit_id=branch.name, from_day="2026-11-21",
    )  # fmt: skip
    post(office, "sign_in_open", person.pk, username="cexin")
    person.refresh_from_db()
    return person


def choose(link: str, password: str = PASSWORD):
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    form = visitor.get(link, follow=True)
    body = {"new_password1": password, "new_password2": password}
    return form, visitor.post(form.request["PATH_INFO"], body)


def test_entered_appointed_invited_and_signed_in(office, branch):
    person = newcomer(office, branch)
    role = Appointment.objects.get(person=person)
    assert (role.role, role.unit, role.valid_from) == ("branch_secretary", branch, TODAY)
    assert person.account is not None
    assert not person.account.has_usable_password()
    link = link_for(office, person)
    form, done = choose(link)
    assert "cexin" in form.content.decode()
    assert done.status_code == 302
    browser = Client()
    browser.post(reverse("account_login"), {"login": "cexin", "password": PASSWORD})
    assert browser.get(reverse("member_list")).status_code == 200
    assert list(audit.verify()) == []


def test_a_link_opens_once(office, branch):
    link = link_for(office, newcomer(office, branch))
    choose(link)
    again, _done = choose(link, "another long one 9")
    assert again.context["validlink"] is False
    assert Account.objects.get(username="cexin").check_password(PASSWORD)


def test_a_weak_password_is_refused_in_words(office, branch):
    link = link_for(office, newcomer(office, branch))
    _form, refused = choose(link, "12345678")
    assert refused.status_code == 200
    assert refused.context["form"].errors
    _form, short = choose(link, "a1b2")
    assert "Use 8 characters or more" in short.content.decode()
    assert not Account.objects.get(username="cexin").has_usable_password()


def test_a_link_for_a_closed_sign_in_opens_nothing(office, branch):
    person = newcomer(office, branch)
    link = link_for(office, person)
    post(office, "sign_in_close", person.pk)
    form, _done = choose(link)
    assert form.context["validlink"] is False


def test_a_closed_sign_in_opens_no_page_and_no_key(office, branch):
    person = newcomer(office, branch)
    account = Account.objects.get(username="cexin")
    key = tokens.make("测试", actor=actor_of(person), at=moment())
    browser = Client()
    browser.force_login(account)
    post(office, "sign_in_close", person.pk)
    assert browser.get(reverse("member_list")).status_code == 302
    assert tokens.account_of(key) is None
    post(office, "sign_in_reopen", person.pk)
    assert Account.objects.get(username="cexin").is_active
    assert tokens.account_of(key) is None


def test_a_role_ended_ends_what_it_allowed(office, branch):
    person = newcomer(office, branch)
    role = Appointment.objects.get(person=person)
    Appointment.objects.update(valid_from=TODAY.replace(month=1))
    post(office, "role_end", role.pk)
    role.refresh_from_db()
    assert role.valid_to == TODAY
    account = account_of(person)
    assert not queries.get_actor(account.pk, on=TODAY).grants


def test_nobody_comes_in_as_somebody_who_may_do_more(officer, district, branch):
    """A secretary reaches no sign-in of an officer above."""
    secretary = make_person(branch, "branch_secretary")
    for act in (actions.invite, actions.close_account, actions.reopen_account):
        with pytest.raises((Forbidden, NotVisible)):
            act(officer.pk, actor=actor_of(secretary), at=moment())


def test_one_s_own_sign_in_is_kept_by_somebody_else(officer):
    account_of(officer)
    with pytest.raises(Forbidden):
        actions.invite(officer.pk, actor=actor_of(officer), at=moment())


def test_a_higher_role_takes_more_than_the_office_below_has(district, branch):
    """A street's officer reaches the branch; whoever has a role above it is out of their hands."""
    street = make_unit("测试街道", "street", under=district, line="territorial")
    below = make_unit("街道党支部", "branch", under=street, line="territorial")
    clerk = make_person(street, "district_officer")
    person = make_person(below, "branch_secretary")
    account_of(person)
    actions.invite(person.pk, actor=actor_of(clerk), at=moment())
    Appointment.objects.create(
        person=person, unit=district, role="district_officer", valid_from=TODAY
    )
    with pytest.raises(Forbidden):
        actions.invite(person.pk, actor=actor_of(clerk), at=moment())


def test_the_last_who_gives_roles_stays(office, officer):
    role = Appointment.objects.get(person=officer)
    with pytest.raises(LastOfficer):
        actions.end_role(role.pk, on=TODAY, actor=actor_of(officer), at=moment())
    page = office.post(reverse("account_close"), follow=True).content.decode()
    assert "Give somebody else this role first" in page
    assert account_of(officer).is_active


def test_one_closes_one_s_own_sign_in(office, branch):
    person = newcomer(office, branch)
    browser = Client()
    browser.force_login(account_of(person))
    assert browser.post(reverse("account_close")).status_code == 302
    assert not Account.objects.get(username="cexin").is_active
    assert browser.get(reverse("my_data")).status_code == 302


def test_bad_input_is_said_at_its_field(office, branch):
    page = post(office, "person_new", name="测新", unit_id="没有这个单位")
    assert page.status_code == 422
    assert "unit_id" in page.context["form"].errors
    person = newcomer(office, branch)
    page = post(office, "sign_in_open", person.pk, username="有 空格")
    assert "username" in page.context["form"].errors
    other = make_person(branch)
    page = post(office, "sign_in_open", other.pk, username="cexin")
    assert page.status_code in (409, 422)


def test_no_sign_in_no_link(office, branch):
    person = make_person(branch)
    Person.objects.filter(pk=person.pk).update(account=None)
    assert post(office, "sign_in_link", person.pk).status_code == 302
    with pytest.raises(NoSignIn):
        actions.close_account(
            person.pk, actor=actor_of(Person.objects.get(name="组织员")), at=moment()
        )


def test_the_list_narrows_by_role_and_sign_in(office, branch):
    person, other = newcomer(office, branch), make_person(branch, name="没有角色")
    page = office.get(reverse("person_list"), {"role": "branch_secretary", "sign_in": "open"})
    names = page.content.decode()
    assert person.name in names
    assert other.name not in names


def test_a_link_is_good_for_three_days(office, branch, time_machine):
    link = link_for(office, newcomer(office, branch))
    time_machine.move_to(moment(TODAY + timedelta(days=3)) - timedelta(hours=1), tick=False)
    form, _done = choose(link, "1")
    assert form.context["validlink"] is True
    time_machine.move_to(moment(TODAY + timedelta(days=4)), tick=False)
    form, _done = choose(link)
    assert form.context["validlink"] is False
