"""The zone's page, the rows behind each number, and their export."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cast import make_cast
from factories.exchange import make_confirmed, make_exchange_zone, make_need
from factories.members import account_of
from factories.org import make_unit
from gongjian.kernel.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    made = make_exchange_zone()
    make_confirmed(made)
    make_need(made, title="=HYPERLINK(1)")
    return made


def sign_in(client, person):
    client.force_login(account_of(person))
    return client


def test_zone_page_shows_numbers_that_open_their_rows(client, zone):
    sign_in(client, zone.host)
    page = client.get(reverse("zone", args=[zone.unit.pk])).context["page"]
    assert page.units.value == 2
    assert [share.value for share in page.kinds] == [1, 1]
    for tally in (page.units, *page.heroes, *page.states):
        if tally.figure.measure.kind != "count":
            continue
        url = reverse("figure", args=[tally.figure.code])
        answer = client.get(url, {"zone": zone.unit.pk, "line": tally.asked.line})
        assert answer.context["answer"].value == tally.value == answer.context["answer"].total


def test_every_line_and_odd_addresses_answer(client, zone):
    sign_in(client, zone.host)
    url = reverse("zone", args=[zone.unit.pk])
    for line in ("territorial", "sectoral", "alliance", "x"):
        assert client.get(url, {"line": line}).status_code == 200
    odd = {"on": "2026-02-31", "node": "99999999999", "part": "x", "page": "a", "sort": "x"}
    assert client.get(url, odd).status_code == 200
    assert client.get(reverse("figure", args=["org.units"]), odd).status_code == 200
    assert client.get(url, {"node": "4242", "on": "0001-01-01"}).context["strayed"]


def test_denied(client, zone):
    cast = make_cast()
    here = reverse("zone", args=[zone.unit.pk])
    assert client.get(here).status_code == 302
    sign_in(client, cast.people["outsider"])
    assert client.get(here).status_code == 404
    rows = reverse("figure", args=["org.units"])
    assert client.get(rows, {"zone": zone.unit.pk}).status_code == 404
    assert client.get(reverse("figure", args=["no.such"])).status_code == 404
    assert client.get(reverse("figure_export", args=["org.units"])).status_code == 403
    sign_in(client, cast.people["member"])
    assert client.get(rows).status_code == 403
    answer = client.get(reverse("zone", args=[cast.zone.pk]))
    assert answer["Location"] == reverse("public_zone", args=[cast.zone.pk])


def test_export_has_exactly_the_rows_and_the_mark_on_both_sheets(client, zone):
    sign_in(client, zone.host)
    url = reverse("figure_export", args=["exchange.needs_open"]) + f"?zone={zone.unit.pk}"

    answer = client.post(url, {"reason": "季度会商"})

    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    about, rows = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    who = account_of(zone.host).username
    assert all(who in sheet[0][0] and "季度会商" in sheet[0][0] for sheet in (about, rows))
    assert [row[0] for row in rows[3:]] == ["=HYPERLINK(1)"], "words stay words"
    assert any(row[1] == 1 for row in about)
    event = AuditEvent.objects.order_by("-seq").first()
    assert event.action == "insight.figure.export"
    assert (event.detail["rows"], event.detail["reason"]) == (1, "季度会商")


def test_export_asks_for_a_reason_and_leaves_no_trace_without(client, zone):
    sign_in(client, zone.host)
    before = AuditEvent.objects.count()
    url = reverse("figure_export", args=["org.units"]) + f"?zone={zone.unit.pk}"
    answer = client.post(url, {"reason": "  "})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert AuditEvent.objects.count() == before


def test_rows_are_sorted_and_paged_in_the_database(client, zone):
    for _ in range(60):
        make_unit(under=zone.unit)
    sign_in(client, zone.host)
    url = reverse("figure", args=["org.units"])
    answer = client.get(url, {"zone": zone.unit.pk, "sort": "-name"}).context["answer"]
    assert (answer.total, len(answer.rows)) == (62, 50)
    names = [row.values[0] for row in answer.rows]
    assert all(one >= other for one, other in pairwise(names))


def test_one_number_of_queries(client, zone, django_assert_max_num_queries):
    sign_in(client, zone.host)
    urls = (
        reverse("zone", args=[zone.unit.pk]),
        reverse("figure", args=["exchange.needs_open"]) + f"?zone={zone.unit.pk}",
        reverse("unit", args=[zone.asking.pk]),
    )
    counted = []
    for more in (0, 29):
        for _ in range(more):
            make_need(zone)
        of_pages = []
        for url in urls:
            with django_assert_max_num_queries(90) as queries:
                client.get(url)
            of_pages.append(len(queries))
        counted.append(of_pages)
    assert counted[0] == counted[1]
