"""Pages hold no code of their own: a strict policy forbids it, and nothing needs it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from cast import make_cast
from factories.members import account_of
from tools.messages import PACKAGE

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OWNERS = (
    "work",
    "need_list",
    "need_new",
    "need_fit",
    "resource_list",
    "item_list",
    "pairing_list",
    "ledger",
    "zone_list",
    "unit_list",
    "figure_list",
    "account_settings",
    "token_list",
    "my_data",
    "mfa_index",
    "usersessions_list",
    "account_change_password",
)
VISITORS = ("public_home", "account_login", "preferences")
INLINE = {
    "style attribute": re.compile(r"<[^>]+\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]+\son[a-z]+\s*=", re.I),
    "style element": re.compile(r"<style[\s>]", re.I),
    "script without a file": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "script address": re.compile(r"""(href|action)\s*=\s*["']\s*javascript:""", re.I),
}


def faults(html: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if pattern.search(html)]


def directives(response) -> dict[str, str]:
    parts = (part.strip() for part in response["Content-Security-Policy"].split(";"))
    return {name: rest for name, _, rest in (part.partition(" ") for part in parts)}


def pages(client: Client, *addresses: str):
    for address in addresses:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        yield address, response


def shown():
    """Yield pages of every kind, as the owner and as a visitor see them."""
    cast = make_cast()
    owner = Client()
    owner.force_login(account_of(cast.people["owner"]), BACKEND)
    records = [
        reverse("need", args=[cast.need.pk]),
        reverse("item", args=[cast.item.pk]),
        reverse("pairing", args=[cast.pairing.pk]),
        reverse("zone", args=[cast.zone.pk]),
        reverse("unit", args=[cast.asking.pk]),
        reverse("figure", args=["exchange.needs_open"]),
    ]
    yield from pages(owner, *(reverse(name) for name in OWNERS), *records)
    public = reverse("public_zone", args=[cast.zone.pk])
    yield from pages(Client(), *(reverse(name) for name in VISITORS), public)


def test_policy_allows_nothing_inline_and_pages_need_nothing():
    found = []
    for address, response in shown():
        policy = directives(response)
        assert policy["default-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert not [rest for rest in policy.values() if "unsafe" in rest or "*" in rest], address
        found += [f"{address}: {fault}" for fault in faults(response.content.decode())]
    assert not found, "\n".join(found)


def test_no_template_holds_inline_code():
    templates = sorted(PACKAGE.rglob("*.html"))
    assert len(templates) > 30
    found = {str(path.relative_to(PACKAGE)): faults(path.read_text()) for path in templates}
    assert not {name: each for name, each in found.items() if each}
