"""Two things at once about the same group: one row, one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from factories.groups import ask, make_group, make_worker
from factories.members import actor_of
from factories.org import TODAY, make_unit, moment, office
from gongjian.groups import actions
from gongjian.groups.models import Belonging, Group
from gongjian.kernel.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[type[DomainError]]:
    """Run calls in threads of their own, and return what they refused with."""
    barrier, refused = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
        except DomainError as error:
            refused.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_asked_twice_at_once_and_joined_while_asked():
    branch = make_unit("江边党支部", "branch", line="territorial")
    one, two = make_worker(branch), make_worker(branch)
    group = make_group(branch)
    me = actor_of(two)
    refused = at_once(
        lambda: ask(group, one, two),
        lambda: ask(group, one),
        lambda: actions.join(group.pk, actor=me, at=moment()),
    )
    assert refused == []
    assert Belonging.objects.filter(person=one).count() == 1
    assert Belonging.objects.get(person=two).state == "joined"


def test_ended_while_somebody_joins_leaves_nobody_in_it():
    branch = make_unit("江边党支部", "branch", line="territorial")
    worker = make_worker(branch)
    group = make_group(branch)
    me = actor_of(worker)
    at_once(
        lambda: actions.end_group(group.pk, on=TODAY, why="x", actor=office(), at=moment()),
        lambda: actions.join(group.pk, actor=me, at=moment()),
    )
    assert Group.objects.get().ended_on == TODAY
    assert not Belonging.objects.filter(state="joined").exists()
