"""From an empty folder to the first person at work: `gongjian init`, `serve`, signing in."""

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from factories.org import TODAY, moment
from gongjian.kernel import audit
from gongjian.kernel.actor import system
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import Account, AuditEvent
from gongjian.members import actions, queries
from gongjian.members.actions import OPEN_PERMISSIONS, AlreadyOpen, Opening, WeakPassword
from gongjian.org.models import Placement, Unit
from test_house import ADMINISTRATOR, gongjian, served

OPENING = Opening("甬江区委社会工作部", "district", "张知行", "zhang", "river-lantern-46")
PASSWORD = OPENING.password


def opened(opening=OPENING, *permissions):
    actor = system("init", TODAY, *(permissions or OPEN_PERMISSIONS))
    return actions.open_installation(opening, actor=actor, at=moment())


@pytest.mark.django_db
def test_first_person_is_the_officer_of_the_authority_at_the_root():
    account = opened()
    place = Placement.objects.get(unit__name=OPENING.authority)
    assert (place.line, place.parent_id) == ("territorial", None)
    [grant] = queries.get_actor(account.pk, on=TODAY).grants
    assert (grant.role, grant.unit_id) == ("district_officer", place.unit_id)
    assert account.check_password(PASSWORD)


@pytest.mark.django_db
def test_opening_is_one_audited_event():
    opened()
    [event] = AuditEvent.objects.filter(action="members.installation.open")
    assert event.actor == "system:init"
    assert not list(audit.verify())


@pytest.mark.django_db
def test_opened_once_only():
    opened()
    with pytest.raises(AlreadyOpen):
        opened(Opening("另一单位", "district", "李四", "li", PASSWORD))
    assert Account.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["12345678", "password", "zhang", ""])
def test_weak_password_opens_nothing(password):
    with pytest.raises(WeakPassword):
        opened(Opening("甬江区委社会工作部", "district", "张知行", "zhang", password))
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_needs_the_permissions_of_the_system():
    with pytest.raises(Forbidden):
        opened(OPENING, "needs.view")
    assert not Account.objects.exists()
    assert not Unit.objects.exists()


class Browser:
    """Somebody's browser: keeps its cookies, sends the mark against forgery."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path):
        with self.opener.open(self.address + path) as answer:
            return answer.url.removeprefix(self.address), answer.read().decode()

    def sign_in(self, username, password):
        mark = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get("/accounts/login/")[1])[1]
        fields = {"csrfmiddlewaretoken": mark, "login": username, "password": password}
        body = urlencode(fields).encode()
        with self.opener.open(self.address + "/accounts/login/", body) as answer:
            return answer.url.removeprefix(self.address), answer.read().decode()


@pytest.mark.alone
def test_first_person_signs_in_to_a_new_installation(tmp_path):
    data = tmp_path / "data"
    done = gongjian(data, "init", "--level=county", *ADMINISTRATOR, stdin=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    with served(data) as (_, port):
        browser = Browser(port)
        page = browser.get("/accounts/login/")[1]
        assert "demo" not in page.replace("demonstration", "demo").lower()
        where, page = browser.sign_in("zhang", PASSWORD)
        assert where.startswith("/work/")
        assert "张知行" in page
        assert Browser(port).sign_in("zhang", "not the password")[0] == "/accounts/login/"
