"""What waits about groups: for who is asked, and for who writes down what a group did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.groups import ask, make_group, make_worker
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from factories.work import counts, waiting
from gongjian.groups import actions

pytestmark = pytest.mark.django_db


def test_who_is_asked_and_who_keeps_a_group_have_it_waiting():
    branch = make_unit("江边党支部", "branch", line="territorial")
    asked, contact = make_worker(branch), make_worker(branch)
    keeper = actor_of(make_person(branch, "branch_secretary"))
    before = TODAY - timedelta(days=3)
    group = make_group(branch, on=before)
    ask(group, asked)
    actions.join(group.pk, actor=actor_of(contact), at=moment())
    actions.take_contact(group.pk, actor=actor_of(contact), at=moment())
    assert counts(actor_of(asked), "groups") == {"asked": 1}
    assert counts(keeper, "groups") == {}
    actions.set_next(
        group.pk, next_on=before, next_what="进货", actor=office(before), at=moment(before)
    )
    for reader in (keeper, actor_of(contact)):
        [kind] = waiting(reader, "groups")
        assert [task.since for task in kind.tasks] == [before]
    actions.decline(group.pk, actor=actor_of(asked), at=moment())
    assert counts(actor_of(asked), "groups") == {}
