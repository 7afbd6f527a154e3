"""Signing in: locked out after failures, a second step, sessions that can be ended."""

import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from factories.members import account_of, make_person
from factories.org import make_unit
from gongjian.kernel.models import Account

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PASSWORD = "a long password"
LOCKED = "登录失败次数过多"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def account():
    return account_of(make_person(make_unit(), "contact"))


def sign_in(account, password=PASSWORD, client=None):
    client = client or Client()
    return client.post(LOGIN, {"login": account.username, "password": password})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


# --- lock-out --------------------------------------------------------------------------------


def fail(account, times):
    for _ in range(times):
        page = sign_in(account, "not the password")
        assert page.status_code == 200
    return page.content.decode()


def test_right_password_after_four_failures(account):
    fail(account, 4)
    assert sign_in(account)["Location"] == "/work/"


def test_after_five_failures_even_the_right_password_is_refused(account):
    fail(account, 5)
    client = Client()
    page = sign_in(account, client=client).content.decode()
    assert LOCKED in page
    assert not is_in(client)


def test_lock_ends_with_its_time(account):
    fail(account, 5)
    # Each server process reads the count from the same table; without it the time is over.
    cache.clear()
    assert sign_in(account).status_code == 302


def test_count_is_kept_where_every_process_sees_it():
    assert "db" in settings.CACHES["default"]["BACKEND"]


def test_lock_of_one_does_not_lock_another(account):
    fail(account, 5)
    assert sign_in(account_of(make_person(make_unit(), "contact"))).status_code == 302


def test_unknown_name_is_answered_like_a_wrong_password(account):
    def shown(name):
        page = Client().post(LOGIN, {"login": name, "password": "not the password"})
        return re.sub(r'(value|nonce)="[^"]*"', "", page.content.decode()).replace(name, "")

    assert shown(account.username) == shown("nobody-at-all")


def test_unknown_name_is_locked_out_too():
    for _ in range(5):
        Client().post(LOGIN, {"login": "nobody-at-all", "password": "guess"})
    page = Client().post(LOGIN, {"login": "nobody-at-all", "password": "guess"})
    assert LOCKED in page.content.decode()


# --- closed doors ----------------------------------------------------------------------------


def test_nobody_registers(client):
    page = client.post(
        "/accounts/signup/",
        {"username": "new", "password1": "river-lantern-46", "password2": "river-lantern-46"},
    )
    assert page.status_code in (200, 403)
    assert not Account.objects.filter(username="new").exists()


def test_signing_out_needs_a_post(account, client):
    sign_in(account, client=client)
    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)


def test_sign_in_leads_to_no_other_site(account, client):
    answer = client.post(
        f"{LOGIN}?next=https://elsewhere.example/",
        {"login": account.username, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert answer["Location"] == "/work/"


def test_cookies_are_for_the_server_alone(account, client):
    client.get(LOGIN)
    sign_in(account, client=client)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_behind_tls_cookies_travel_encrypted_only():
    flags = "SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT"
    done = subprocess.run(
        [sys.executable, "-c", f"import gongjian.config.settings as s; print(s.{flags})"],
        env={**os.environ, "GONGJIAN_HTTPS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["True"] * 3, done.stderr


# --- sessions --------------------------------------------------------------------------------


def test_other_sessions_are_listed_and_ended(account):
    here, there = Client(HTTP_USER_AGENT="Firefox Linux"), Client(HTTP_USER_AGENT="Chrome Windows")
    sign_in(account, client=here)
    sign_in(account, client=there)
    page = here.get("/accounts/sessions/").content.decode()
    assert "Chrome, Windows" in page
    assert "Firefox, Linux" in page
    here.post("/accounts/sessions/")
    assert here.get("/work/").status_code == 200
    assert there.get("/work/").status_code == 302


def test_new_password_ends_the_other_sessions(account):
    here, there = Client(), Client()
    sign_in(account, client=here)
    sign_in(account, client=there)
    new = "river-lantern-46"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", fields).status_code == 302
    assert here.get("/work/").status_code == 200
    assert there.get("/work/").status_code == 302


# --- second step -----------------------------------------------------------------------------


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def two_steps(account):
    """Turn the second step on as a person does; return the secret and the recovery codes."""
    client = Client()
    sign_in(account, client=client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302
    codes = Authenticator.objects.get(user=account, type="recovery_codes").wrap().get_unused_codes()
    shown = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert all(code in shown for code in codes)
    cache.clear()
    return secret, codes


def second_step(client, code):
    return client.post("/accounts/2fa/authenticate/", {"code": code})


def test_password_alone_no_longer_opens(account, two_steps, client):
    assert sign_in(account, client=client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)
    assert client.get("/work/").status_code == 302


def test_code_of_the_app_opens(account, two_steps, client):
    sign_in(account, client=client)
    second_step(client, code_for(two_steps[0]))
    assert is_in(client)


@pytest.mark.parametrize("code", ["000000", "abcdef", "", "1" * 400])
def test_wrong_code_does_not_open(account, two_steps, client, code):
    sign_in(account, client=client)
    assert second_step(client, code).status_code == 200
    assert not is_in(client)


def test_recovery_code_opens_once(account, two_steps):
    code = two_steps[1][0]
    for opens in (True, False):
        client = Client()
        sign_in(account, client=client)
        second_step(client, code)
        assert is_in(client) is opens
