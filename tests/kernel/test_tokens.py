"""Keys for programmes: shown once, acting as their person, gone when revoked."""

import pytest

from factories.members import account_of, actor_of, make_person
from factories.org import make_unit, moment
from gongjian.kernel import tokens
from gongjian.kernel.actor import visitor
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(make_unit(), "contact")


def test_key_opens_its_account_and_is_not_kept(person):
    key = tokens.make("巡检程序", actor=actor_of(person), at=moment())
    assert tokens.account_of(key) == account_of(person)
    assert key not in str(ApiToken.objects.values())


def test_revoked_key_opens_nothing(person):
    key = tokens.make("巡检程序", actor=actor_of(person), at=moment())
    tokens.revoke(ApiToken.objects.get().pk, actor=actor_of(person), at=moment())
    assert tokens.account_of(key) is None


def test_only_the_owner_revokes(person):
    tokens.make("巡检程序", actor=actor_of(person), at=moment())
    other = make_person(make_unit(), "contact")
    with pytest.raises(NotVisible):
        tokens.revoke(ApiToken.objects.get().pk, actor=actor_of(other), at=moment())


def test_visitor_makes_no_key():
    with pytest.raises(Forbidden):
        tokens.make("x", actor=visitor(moment().date()), at=moment())


def test_account_closed_closes_its_keys(person):
    key = tokens.make("巡检程序", actor=actor_of(person), at=moment())
    account = account_of(person)
    account.is_active = False
    account.save()
    assert tokens.account_of(key) is None
