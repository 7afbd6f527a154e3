"""What the pages of a branch's secretary and a member take, at 1 row and at 12."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.life import add_life, branch_of_life, make_meeting, some_meeting
from factories.members import account_of, make_person
from factories.org import make_unit

pytestmark = pytest.mark.django_db

COUNTS = {
    "life_month": 14,
    "life_record": 9,
    "life_meeting": 13,
    "life_change": 20,
    "life_mine": 7,
}


def test_each_page_takes_its_number_of_queries_at_1_row_and_at_12(client: Client):
    district = make_unit("江区", "district", line="territorial")
    branch = branch_of_life(district)
    secretary = make_person(branch, "branch_secretary")
    client.force_login(account_of(secretary))
    meeting = some_meeting(district)
    keys = {"life_mine": None, "life_meeting": meeting.pk, "life_change": meeting.pk}
    found: dict[str, list[int]] = {name: [] for name in COUNTS}
    for many in (1, 12):
        for number in range(many):
            add_life(district, number)
            made = make_meeting(branch)
            made.attendances.create(person=secretary, is_present=True)
        for name in COUNTS:
            key = keys.get(name, branch.pk)
            url = reverse(name, args=[key] if key else [])
            assert client.get(url).status_code == 200
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found[name].append(len(queries))
    assert found == {name: [count, count] for name, count in COUNTS.items()}


def test_the_list_of_branches_takes_its_number_of_queries_at_1_branch_and_at_12(client: Client):
    district = make_unit("江区", "district", line="territorial")
    client.force_login(account_of(make_person(district, "district_officer")))
    found = []
    for many in (2, 12):
        for number in range(many):
            add_life(district, number)
        for name in ("life_list", "life_levels"):
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(name))
            found.append((name, len(queries)))
    assert found == [("life_list", 10), ("life_levels", 9)] * 2
