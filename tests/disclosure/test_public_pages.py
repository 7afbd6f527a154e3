"""Public pages: open to everybody, and without any person of the database."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cast import make_cast
from factories.exchange import make_confirmed, make_exchange_zone, make_need
from factories.org import TODAY, make_unit
from gongjian.kernel import figures
from gongjian.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: TODAY)


def public_addresses(zone_id):
    yield reverse("public_home")
    yield reverse("public_zone", args=[zone_id])
    for figure in figures.declared().values():
        if figure.public is not None:
            yield reverse("public_figure", args=[zone_id, figure.code])


def test_no_name_and_no_mobile_of_anybody(client):
    cast = make_cast()
    zone = make_exchange_zone()
    make_confirmed(zone)
    make_need(zone)
    people = list(Person.objects.values_list("name", "mobile"))
    assert len(people) > 8
    for zone_id in (cast.zone.pk, zone.unit.pk):
        for url in public_addresses(zone_id):
            answer = client.get(url)
            assert answer.status_code == 200, url
            page = answer.content.decode()
            for name, mobile in people:
                assert name not in page, (url, name)
                assert mobile not in page, (url, mobile)


def test_numbers_open_as_many_rows(client):
    zone = make_exchange_zone()
    make_confirmed(zone)
    make_need(zone)
    url = reverse("public_figure", args=[zone.unit.pk, "org.units"])

    whole = client.get(url).context["answer"]
    communities = client.get(url, {"kind": "community"}).context["answer"]

    assert (whole.value, whole.total, len(whole.rows)) == (2, 2, 2)
    assert (communities.value, len(communities.rows)) == (1, 1)


def test_unverified_needs_and_those_of_a_pair_are_not_public(client):
    cast = make_cast()
    page = client.get(reverse("public_zone", args=[cast.zone.pk])).content.decode()
    assert cast.raised.title not in page


def test_what_is_not_public_does_not_exist(client):
    zone = make_exchange_zone()
    unit = make_unit(under=zone.unit)
    for code in ("exchange.volunteers_called", "exchange.resources", "no.such"):
        url = reverse("public_figure", args=[zone.unit.pk, code])
        assert client.get(url).status_code == 404
    assert client.get(reverse("public_zone", args=[unit.pk])).status_code == 404
    assert client.get(reverse("public_zone", args=[999999])).status_code == 404


def test_search_narrows_the_lists(client):
    zone = make_exchange_zone()
    make_need(zone, title="防诈讲座")
    make_need(zone, title="垃圾分类")
    for url in (reverse("public_home"), reverse("public_zone", args=[zone.unit.pk])):
        page = client.get(url, {"q": "防诈"}).content.decode()
        assert "防诈讲座" in page
        assert "垃圾分类" not in page


def test_page_is_kept_until_something_is_written(client):
    zone = make_exchange_zone()
    url = reverse("public_zone", args=[zone.unit.pk])
    client.get(url)
    first = client.get(url)
    assert "private" in first["Cache-Control"]
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    make_need(zone)
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_one_number_of_queries(client, django_assert_max_num_queries):
    zone = make_exchange_zone()
    make_need(zone)
    urls = list(public_addresses(zone.unit.pk))
    counted = []
    for more in (0, 12):
        for _ in range(more):
            make_need(zone)
            make_unit(under=zone.unit)
        of_pages = []
        for url in urls:
            with django_assert_max_num_queries(40) as queries:
                client.get(url)
            of_pages.append(len(queries))
        counted.append(of_pages)
    assert counted[0] == counted[1]
