"""What the pages of groups take, at 1 row and at 12."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.groups import add_group, group_of
from factories.members import account_of, actor_of, appoint
from factories.org import make_unit, moment
from gongjian.groups import actions
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db

COUNTS = {
    "group_list": 8,
    "group": 16,
    "group_proposed": 13,
    "group_record": 8,
    "group_mine": 13,
}


def test_each_page_takes_its_number_of_queries_at_1_row_and_at_12(client: Client):
    district = make_unit("江区", "district", line="territorial")
    group = group_of(district)
    add_group(district, 100)
    secretary = Person.objects.get(account__username__startswith="worker")
    appoint(secretary, "branch_secretary", group.unit)
    client.force_login(account_of(secretary))
    found: dict[str, list[int]] = {name: [] for name in COUNTS}
    for many in (1, 12):
        for number in range(many):
            add_group(district, number + many)
        for name in COUNTS:
            args = [] if name in ("group_list", "group_mine") else [group.pk]
            url = reverse(name, args=args)
            assert client.get(url).status_code == 200
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found[name].append(len(queries))
    assert found == {name: [count, count] for name, count in COUNTS.items()}
    assert actions.leave(group.pk, actor=actor_of(secretary), at=moment()).state == "left"
