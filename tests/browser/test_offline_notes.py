"""Visit notes without a connection: written, kept through a kill, sent once, conflicts kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from conftest import DESKTOP, PHONE, Watch
from gongjian.kernel.actor import system
from gongjian.members.models import Person
from gongjian.sample.cast import CAST, PASSWORD
from gongjian.support import actions
from gongjian.support.models import Assignment, Visit
from gongjian.support.rules import Note
from gongjian.support.terms import VisitAct

pytestmark = pytest.mark.browser

NOTE = "/visits/note/"
PART = next(part for part in CAST if part.role == "instructor")


class Phone:
    """A phone whose browser can be killed and started again, with or without a connection."""

    def __init__(self, browser: Any, folder: Path, address: str, watch: Watch) -> None:
        self._browser, self._folder, self._address = browser, folder, address
        self._watch = watch
        self.context: Any = None
        self.page: Any = None

    def start(self, *, offline: bool = False) -> Any:
        self.context = self._browser.browser_type.launch_persistent_context(
            self._folder,
            executable_path=self._executable(),
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
            base_url=self._address,
            viewport={"width": PHONE[0], "height": PHONE[1]},
            locale="zh-CN",
        )
        # A browser of its own takes its time to start beside other tests.
        self.context.set_default_timeout(30_000)
        self.context.set_offline(offline)
        self.page = self.context.pages[0]
        self._watch.over(self.page)
        return self.page

    def kill(self) -> None:
        self.context.close()

    def offline(self, yes: bool) -> None:
        self.context.set_offline(yes)

    def _executable(self) -> str:
        from tools import browser

        return str(browser.find())


@pytest.fixture
def phone(browser: Any, live_server: Any, tmp_path: Path) -> Iterator[Phone]:
    watch = Watch()
    made = Phone(browser, tmp_path / "phone", live_server.url, watch)
    yield made
    made.kill()
    assert not watch.problems, "the browser reported:\n" + "\n".join(watch.problems)


def sign_in(page: Any, username: str = PART.username) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    enter_password(page)
    page.wait_for_url("**/work/")


def enter_password(page: Any) -> None:
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=remember]").check()  # else the session ends with the browser
    page.locator("[name=password]").press("Enter")


def open_note_page(page: Any) -> None:
    """Open the page with a connection once, and wait until it is kept."""
    page.goto(NOTE)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        f" (await caches.open(name)).match('{NOTE}')))).some(Boolean)"
    )


def write(page: Any, place: str, text: str, *, days_ago: int = 0, issue: str = "") -> None:
    page.locator("[name=place]").select_option(label=place)
    day = timezone.localdate() - timedelta(days=days_ago)
    page.locator("[name=visited_on]").fill(day.isoformat())
    page.locator("[name=done][value=talked]").check()
    page.locator("[name=text]").fill(text)
    if issue:
        page.get_by_text("发现的问题", exact=True).click()
        page.locator("[name=kind-1]").select_option("business")
        page.locator("[name=issue-1]").fill(issue)
    page.get_by_role("button", name="保存记录").click()


def waiting(page: Any, count: int) -> None:
    """Wait until the page says that so many notes wait."""
    page.wait_for_selector(f"[data-notes][data-waiting='{count}']")


def places() -> list[str]:
    """Return the instructor's two places."""
    held = Assignment.objects.filter(instructor__person__name=PART.name).order_by("pk")
    return [each.point.branch.name for each in held]


@pytest.fixture
def texts(district: None) -> Callable[[], list[str]]:
    """Build the demonstration; tell what the notes recorded since then say."""
    there = set(Visit.objects.values_list("key", flat=True))
    return lambda: sorted(Visit.objects.exclude(key__in=there).values_list("text", flat=True))


def test_three_notes_outlive_the_page_and_are_recorded_once(
    texts, phone, look: Callable[..., None]
) -> None:
    first, second = places()
    page = phone.start()
    sign_in(page)
    open_note_page(page)
    phone.offline(True)

    page.goto(NOTE)
    write(page, first, "第一条", issue="招牌要换新")
    waiting(page, 1)
    write(page, second, "第二条")
    waiting(page, 2)
    write(page, first, "第三条", days_ago=1)
    waiting(page, 3)
    assert texts() == []
    phone.kill()

    page = phone.start(offline=True)
    page.goto(NOTE)
    waiting(page, 3)
    assert "3 条记录" in page.locator("[data-queue]").inner_text()
    assert page.locator("[data-list] li").count() == 3
    page.locator("[data-send]").last.click()
    page.get_by_text("现在没有网络").wait_for()
    look(page, "three-notes-wait", both=False)

    phone.offline(False)
    page.locator("[data-send]").last.dblclick()
    waiting(page, 0)
    assert texts() == ["第一条", "第三条", "第二条"]
    assert Visit.objects.get(text="第一条").findings.get().text == "招牌要换新"
    assert page.locator("[data-recorded] a").count() == 3
    page.reload()
    waiting(page, 0)
    assert page.locator("[data-list] li").count() == 0
    assert len(texts()) == 3


def test_the_answer_that_never_came_makes_no_second_note(texts, phone) -> None:
    page = phone.start()
    sign_in(page)
    open_note_page(page)

    def swallow(route: Any) -> None:
        route.fetch()  # the server has it, and the phone never hears of it
        route.abort()

    page.route("**/visits/note/send/", swallow)
    write(page, places()[0], "只有一条")
    page.get_by_text("现在没有网络").wait_for()
    assert texts() == ["只有一条"]
    waiting(page, 1)
    page.unroute("**/visits/note/send/")
    page.locator("[data-send]").last.click()
    waiting(page, 0)
    assert texts() == ["只有一条"]


def test_a_conflict_is_shown_and_kept_until_the_person_decides(
    texts, phone, look: Callable[..., None]
) -> None:
    first, second = places()
    page = phone.start()
    sign_in(page)
    open_note_page(page)
    phone.offline(True)
    page.goto(NOTE)
    write(page, first, "手机上写的")
    write(page, second, "换人前写的")
    waiting(page, 2)
    record_elsewhere(first)
    end_assignment(second)

    phone.offline(False)
    page.locator("[data-send]").last.click()
    waiting(page, 0)
    held = page.locator("[data-list] li")
    assert held.count() == 2
    assert "电脑上写的" in held.filter(has_text="手机上写的").inner_text()
    assert "不归你联系" in held.filter(has_text="换人前写的").inner_text()
    look(page, "two-conflicts", both=False)
    phone.kill()

    page = phone.start()
    page.goto(NOTE)
    held = page.locator("[data-list] li")
    held.nth(1).wait_for()
    held.filter(has_text="手机上写的").get_by_role("button", name="用我的替换").click()
    held.nth(1).wait_for(state="detached")
    assert texts() == ["手机上写的"]
    left = page.locator("[data-list] li")
    left.get_by_role("button", name="从本机删除").click()
    left.get_by_role("button", name="确定删除").click()
    left.first.wait_for(state="detached")
    assert texts() == ["手机上写的"]


def record_elsewhere(place: str) -> None:
    """Record a note of today about a place, as if at a desk."""
    from uuid import uuid4

    from gongjian.members import queries as members

    person = Person.objects.get(name=PART.name)
    now = timezone.now()
    actor = members.get_actor_of_person(person.pk, on=timezone.localdate(now))
    point = Assignment.objects.get(instructor__person=person, point__branch__name=place).point_id
    note = Note((VisitAct.TALKED.value,), "电脑上写的")
    entry = actions.VisitEntry(uuid4(), point, timezone.localdate(now), note)
    actions.record_visit(entry, actor=actor, at=now)


def end_assignment(place: str) -> None:
    """End the instructor's assignment to a place since a week ago."""
    now = timezone.now()
    today = timezone.localdate(now)
    held = Assignment.objects.get(instructor__person__name=PART.name, point__branch__name=place)
    actions.end_assignment(
        held.pk,
        from_day=today - timedelta(days=7),
        reason="轮换",
        actor=system("test", today, "instructor.edit", "instructor.view"),
        at=now,
    )


def test_signed_out_the_notes_stay_and_wait_for_their_writer(texts, phone) -> None:
    page = phone.start()
    sign_in(page)
    open_note_page(page)
    phone.offline(True)
    page.goto(NOTE)
    write(page, places()[0], "过期前写的")
    waiting(page, 1)
    phone.context.clear_cookies()
    phone.offline(False)
    page.locator("[data-send]").last.click()
    page.get_by_text("你已退出登录").wait_for()
    waiting(page, 1)
    page.get_by_role("link", name="登录并提交").click()
    page.wait_for_url("**/accounts/login/?next=/visits/note/")

    sign_in(page, "huachuan")  # somebody else: nothing of it is shown, nothing is sent
    assert page.request.get(NOTE).status == 403
    assert texts() == []
    page.goto("/work/")
    page.locator("details.menu > summary").click()
    page.locator("form[action='/accounts/logout/'] button").locator("visible=true").first.click()
    page.wait_for_load_state()
    assert kept_pages(page) == 0

    sign_in(page)
    page.goto(NOTE)
    page.wait_for_selector("[data-recorded] a")
    assert texts() == ["过期前写的"]


def kept_pages(page: Any) -> int:
    """Count the copies of the note's page in the browser."""
    return page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        f" (await caches.open(name)).match('{NOTE}')))).filter(Boolean).length"
    )


def test_the_worker_keeps_no_other_page(district, phone) -> None:
    page = phone.start()
    sign_in(page)
    open_note_page(page)
    for address in ("/visits/mine/", "/visits/", "/work/"):
        page.goto(address)
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname))"
        ")).flat()"
    )
    assert {each for each in kept if not each.startswith("/static/build/")} == {NOTE}


def test_without_javascript_the_form_is_sent(texts, enter) -> None:
    page = enter(PART.username, PHONE, java_script_enabled=False)
    page.goto(NOTE)
    page.get_by_role("button", name="保存记录").click()
    assert page.locator(".errors a").count() >= 1
    page.locator("[name=place]").select_option(index=1)
    page.locator("[name=text]").fill("没有脚本也能写")
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_url("**/visits/*/")
    assert texts() == ["没有脚本也能写"]


def test_where_nothing_can_be_kept_the_form_is_sent(texts, enter) -> None:
    page = enter(PART.username, PHONE)
    page.add_init_script("indexedDB.open = () => { throw new Error('private'); }")
    page.goto(NOTE)
    write(page, places()[0], "浏览器什么都不存")
    page.wait_for_url("**/visits/*/")
    assert texts() == ["浏览器什么都不存"]


def test_the_pages_look_right(district, enter, look: Callable[..., None]) -> None:
    page = enter(PART.username, PHONE)
    for address, name in ((NOTE, "note"), ("/visits/mine/", "my-places"), ("/visits/", "notes")):
        page.goto(address)
        look(page, name)
    page.goto("/visits/")
    page.locator("tbody a").first.click()
    look(page, "visit")
    desk = enter("quban", DESKTOP)
    for address, name in (
        ("/instructors/", "instructors"),
        ("/instructors/new/", "instructor-new"),
        ("/contact-points/", "points"),
        ("/contact-points/new/", "point-new"),
    ):
        desk.goto(address)
        look(desk, name)
    desk.goto("/contact-points/")
    desk.locator("tbody a").first.click()
    look(desk, "point")
