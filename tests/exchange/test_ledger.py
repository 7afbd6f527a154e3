"""Give and get: only what the requester confirmed, each number equal to the rows it opens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from exchange.test_item_pages import signed_in
from factories.exchange import (
    Zone,
    make_confirmed,
    make_delivered,
    make_exchange_zone,
)
from factories.members import actor_of, make_person
from factories.org import make_unit, make_zone
from gongjian.exchange import queries
from gongjian.exchange.queries.ledger import Confirmed
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def turned(zone: Zone) -> Zone:
    """Return the same zone with giving and asking the other way round."""
    return Zone(zone.unit, zone.host, zone.giving, zone.giver, zone.asking, zone.requester)


def test_each_number_equals_the_rows_behind_it(zone: Zone) -> None:
    for heads in (18, 7):
        make_confirmed(zone, heads=heads)
    make_confirmed(turned(zone), heads=3)
    make_delivered(zone, heads=50)
    reader = actor_of(zone.requester)

    (row,) = queries.get_ledger(zone.giving.pk, reader).rows

    for way, done in (("gave", row.gave), ("got", row.got)):
        behind = queries.get_pair_ledger(
            zone.giving.pk, row.partner_id, reader, TableQuery(filters={"way": way})
        )
        assert behind.total == len(behind.rows) == done.services
        assert sum(each.heads for each in behind.rows) == done.heads
    assert (row.gave.services, row.gave.heads) == (2, 25)
    assert (row.got.services, row.got.heads) == (1, 3)


def test_what_one_gave_is_what_the_other_got(zone: Zone) -> None:
    make_confirmed(zone)
    reader = actor_of(zone.host)
    (giving,) = queries.get_ledger(zone.giving.pk, reader).rows
    (asking,) = queries.get_ledger(zone.asking.pk, reader).rows
    assert giving.gave == asking.got
    assert giving.got == asking.gave == Confirmed()


def test_delivered_is_not_yet_in_the_ledger(zone: Zone) -> None:
    make_delivered(zone)
    assert queries.get_ledger(zone.giving.pk, actor_of(zone.giver)).rows == ()


def test_another_zone_cannot_read_it(zone: Zone) -> None:
    make_confirmed(zone)
    outsider = make_person(make_unit(under=make_zone()), "contact")
    with pytest.raises(NotVisible):
        queries.get_ledger(zone.giving.pk, actor_of(outsider))
    client = signed_in(outsider)
    assert client.get(reverse("ledger"), {"unit": zone.giving.pk}).status_code == 404
    pair = reverse("ledger_pair", args=[zone.giving.pk, zone.asking.pk])
    assert client.get(pair).status_code == 404


def test_a_volunteer_has_no_ledger(zone: Zone) -> None:
    assert signed_in(zone.volunteer()).get(reverse("ledger")).status_code == 403


def test_a_unit_that_is_no_number_falls_back_to_ones_own(zone: Zone) -> None:
    page = signed_in(zone.giver).get(reverse("ledger"), {"unit": "x"})
    assert zone.giving.name in page.content.decode()
