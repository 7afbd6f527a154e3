"""Open work: every module declares its own, and each task opens a page."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.urls import get_resolver

from factories.org import TODAY, moment
from gongjian.kernel import work
from gongjian.kernel.actor import Actor, Grant, Permission
from gongjian.kernel.errors import NotVisible
from gongjian.kernel.work import Kind, Open, Task
from gongjian.org.catalogue import permission_codes


def actor(*codes: str) -> Actor:
    held = tuple(Permission(code, "territorial", "below") for code in codes)
    return Actor("test", TODAY, grants=(Grant("test", 1, {}, held),))


def task(day: int) -> Task:
    return Task(f"第{day}件", "work", (), due=date(2026, 11, day))


def found(actor: Actor, at: datetime) -> Open:
    return Open([1, 2, 3], task)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """Return a kind that is declared for one test, beside nothing else."""
    monkeypatch.setattr(work, "_declared", {})
    kind = Kind("test.kind", "Things", "thing.do", found, due="by")
    work.declare("test", "Test", kind)
    return kind


def test_only_who_may_do_it_has_it_waiting(kind: Kind) -> None:
    (waiting,) = work.list_waiting(actor("thing.do"), at=moment(), most=2)
    assert (len(waiting.tasks), waiting.total) == (2, 3)
    assert work.list_waiting(actor("thing.see"), at=moment(), most=2) == ()


def test_what_takes_no_role_waits_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_declared", {})
    work.declare("test", "Test", Kind("test.own", "My own", "", found))
    for reader in (actor(), actor("thing.do")):
        assert len(work.list_waiting(reader, at=moment(), most=2)) == 1
    page = work.get_waiting("test.own", actor(), at=moment(), rows=slice(0, 9))
    assert page.total == 3


def test_a_kind_is_read_page_by_page(kind: Kind) -> None:
    page = work.get_waiting("test.kind", actor("thing.do"), at=moment(), rows=slice(2, 4))
    assert ([each.title for each in page.tasks], page.total) == (["第3件"], 3)


@pytest.mark.parametrize(("code", "permission"), [("none", "thing.do"), ("test.kind", "other")])
def test_what_cannot_wait_for_somebody_is_not_there(kind: Kind, code: str, permission: str) -> None:
    with pytest.raises(NotVisible):
        work.get_waiting(code, actor(permission), at=moment(), rows=slice(0, 9))


def test_a_code_is_declared_once(kind: Kind) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        work.declare("other", "Other", Kind("test.kind", "Again", "thing.do", found))


def test_deadlines_come_first_then_what_has_waited_longest() -> None:
    tasks = [
        Task("nothing said", "work", ()),
        Task("waits since May", "work", (), since=date(2026, 5, 1)),
        Task("due later", "work", (), due=moment(date(2026, 12, 1))),
        Task("waits since March", "work", (), since=moment(date(2026, 3, 1))),
        Task("due", "work", (), due=date(2026, 11, 30)),
    ]
    assert [each.title for each in sorted(tasks, key=lambda each: each.order)] == [
        "due",
        "due later",
        "waits since March",
        "waits since May",
        "nothing said",
    ]


def test_what_begins_is_never_late() -> None:
    begins = Kind("a", "Services", "thing.do", found, due="begins", is_appointment=True)
    deadline = Kind("b", "Answers", "thing.do", found, due="by")
    assert deadline.is_late(task(20), TODAY)
    assert not deadline.is_late(task(21), TODAY)
    assert not begins.is_late(task(20), TODAY)


def test_every_kind_is_for_everybody_or_a_permission_that_somebody_can_hold() -> None:
    for code, (area, each) in work.declared().items():
        assert each.permission in {"", *permission_codes()}, code
        assert code.startswith(f"{area.code}.")


def test_every_button_posts_to_a_page() -> None:
    names = get_resolver().reverse_dict
    buttons = [each.button for _area, each in work.declared().values() if each.button]
    assert buttons
    assert all(each.page in names for each in buttons)
