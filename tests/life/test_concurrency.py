"""Two people record the same thing at once: it has one record."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from factories.life import make_meeting, make_plan
from factories.org import make_unit
from gongjian.kernel.errors import DomainError
from gongjian.life.actions import HeldAlready
from gongjian.life.models import Meeting, PlanItem
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[DomainError]:
    """Run calls in threads of their own, and return what they refused with."""
    barrier, refused = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
        except DomainError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_one_item_recorded_twice_at_once():
    branch = make_unit("江边党支部", "branch", line="territorial")
    item = make_plan(branch)[0]

    def record() -> object:
        return make_meeting(branch, items=(item.pk,))

    refused = at_once(record, record)
    assert [type(error) for error in refused] == [HeldAlready]
    assert Meeting.objects.count() == 1
    item.refresh_from_db()
    assert item.meeting == Meeting.objects.get()


def test_one_plan_drawn_twice_at_once():
    branch = make_unit("江边党支部", "branch", line="territorial")
    other = make_unit("另一党支部", "branch", line="territorial")
    make_plan(other)
    assert at_once(lambda: make_plan(branch), lambda: make_plan(branch)) == []
    assert PlanItem.objects.filter(unit=Unit.objects.get(pk=branch.pk)).count() == 7
