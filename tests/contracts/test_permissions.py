"""Every address is tried by the whole cast and answers as the matrix says."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from cast import EVERYBODY, make_cast
from contracts.permission_matrix import PAGES, Address
from factories.members import account_of
from gongjian.org.catalogue import permission_codes
from tools import roles_page

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OTHERS = ("allauth", "ninja")
"""Libraries that bring addresses of their own, about one's own account or the API's routes."""


def walk(patterns):
    for each in patterns:
        if isinstance(each, URLPattern):
            yield each
        else:
            yield from walk(each.url_patterns)


def names_of_addresses() -> set[str]:
    return {
        each.name
        for each in walk(get_resolver().url_patterns)
        if not each.lookup_str.startswith(OTHERS)
    }


def test_every_address_is_in_the_matrix():
    assert names_of_addresses() == {address.name for address in PAGES}


def letter(response) -> str:
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return "s"
    return {403: "f", 404: "n"}.get(response.status_code, "y")


def ask(client: Client, address: Address, cast) -> str:
    url = reverse(address.name, kwargs=address.given(cast))
    # Each member of the cast finds things as they were: what a request writes is rolled back.
    with transaction.atomic():
        if address.method == "GET":
            response = client.get(url)
        else:
            response = client.post(url, {"submission": uuid4().hex, **address.body(cast)})
        transaction.set_rollback(True)
    assert response.status_code < 500, (url, response.status_code)
    return letter(response)


@pytest.fixture
def clients():
    cast = make_cast()
    made = {}
    for role in EVERYBODY:
        made[role] = Client()
        if role in cast.people:
            made[role].force_login(account_of(cast.people[role]), BACKEND)
    return cast, made


def test_the_cast_is_let_in_as_the_matrix_says(clients):
    cast, made = clients
    wrong = []
    for address in PAGES:
        found = "".join(ask(made[role], address, cast) for role in EVERYBODY)
        if found != address.let_in:
            wrong.append(f"{address.method} {address.name}: {found}, not {address.let_in}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_page_of_roles_is_up_to_date():
    assert roles_page.PAGE.read_text(encoding="utf-8") == roles_page.page(), (
        "run `python -m tools.roles_page`"
    )


def test_the_page_of_roles_names_every_permission():
    text = roles_page.page()
    assert [code for code in permission_codes() if f"`{code}`" not in text] == []
