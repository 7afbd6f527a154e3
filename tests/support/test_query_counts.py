"""An instructor's own pages take as many queries for many places as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.members import account_of
from factories.support import make_assignment, make_instructor, make_point, make_site, make_visit

pytestmark = pytest.mark.django_db

PAGES = {"my_places": 7, "visit_note": 6, "visit_list": 7, "visit_sender": 5}


def test_an_instructors_pages_take_their_number_of_queries_at_1_place_and_at_10() -> None:
    site = make_site()
    instructor = make_instructor(site.street)
    client = Client()
    client.force_login(
        account_of(instructor.person), "allauth.account.auth_backends.AuthenticationBackend"
    )
    counted = []
    for places in (1, 9):
        for _number in range(places):
            point = make_point(site.street)
            make_visit(make_assignment(instructor, point, load_reason="顺路"))
        counted.append({name: count(client, name) for name in PAGES})
    assert counted == [PAGES, PAGES]


def count(client: Client, name: str) -> int:
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(name)).status_code == 200
    return len(queries)
