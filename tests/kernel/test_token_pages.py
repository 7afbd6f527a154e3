"""The page of one's keys: shown once, revocable, one's own only."""

import re

import pytest

from factories.members import account_of, make_person
from factories.org import make_unit
from gongjian.kernel import tokens
from gongjian.kernel.models import ApiToken, Submission

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SUBMISSION = "0123456789abcdef"


@pytest.fixture
def person():
    return make_person(make_unit(), "contact")


@pytest.fixture
def browser(client, person):
    client.force_login(account_of(person), BACKEND)
    return client


def make(browser, label="巡检汇总", submission=SUBMISSION):
    return browser.post("/account/keys/make/", {"label": label, "submission": submission})


def test_key_is_shown_once_and_opens_the_account(browser, person):
    page = make(browser).content.decode()
    key = re.search(r"<code>(gj_[\w-]+)</code>", page)[1]
    assert tokens.account_of(key) == account_of(person)
    assert key not in browser.get("/account/keys/").content.decode()
    assert key not in str(Submission.objects.values())


def test_sent_twice_makes_one_key(browser):
    make(browser)
    assert make(browser).status_code == 302
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("label", ["", "长" * 61])
def test_label_is_needed_and_short(browser, label):
    assert make(browser, label).status_code == 422
    assert not ApiToken.objects.exists()


def test_revoked_key_is_marked_and_has_no_button(browser):
    make(browser)
    address = f"/account/keys/{ApiToken.objects.get().pk}/revoke/"
    page = browser.post(address, {"submission": "another-sending"}, follow=True).content.decode()
    assert "已停用" in page
    assert address not in page


def test_keys_of_others_are_neither_seen_nor_revoked(browser, client, person):
    make(browser)
    token = ApiToken.objects.get()
    client.force_login(account_of(make_person(make_unit(), "contact")), BACKEND)
    assert "巡检汇总" not in client.get("/account/keys/").content.decode()
    assert client.post(f"/account/keys/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_account_page_leads_to_the_keys(browser):
    assert 'href="/account/keys/"' in browser.get("/account/").content.decode()
