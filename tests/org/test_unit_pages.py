"""Finding units, and one unit's page: what each reader sees of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cast import make_cast
from factories.members import account_of, make_person
from factories.org import TODAY, make_unit, make_zone, moment, office
from gongjian.org import actions
from gongjian.org.terms import NameKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    return make_zone("百丈片区")


def sign_in(client, person):
    client.force_login(account_of(person))
    return client


def test_visitor_is_led_to_the_sign_in(client, zone):
    for url in (reverse("unit_list"), reverse("unit", args=[zone.pk])):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login")


def test_unit_is_found_by_another_name(client, zone):
    hospital = make_unit("北仑区第三人民医院", under=zone)
    make_unit("划船社区", "community", under=zone)
    actions.add_name(hospital.pk, "北仑三院", NameKind.SHORT, actor=office(), at=moment())
    sign_in(client, make_person(zone, "host"))

    page = client.get(reverse("unit_list"), {"q": "三院"}).content.decode()

    assert "北仑区第三人民医院" in page
    assert "划船社区" not in page


def test_filters_by_kind_and_nonsense_falls_away(client, zone):
    make_unit("卫生院甲", under=zone)
    make_unit("社区乙", "community", under=zone)
    sign_in(client, make_person(zone, "host"))

    page = client.get(reverse("unit_list"), {"kind": "community"}).content.decode()
    assert "社区乙" in page
    assert "卫生院甲" not in page
    nonsense = {"kind": "x", "type": "y", "place": "z", "page": "-3", "sort": "--", "q": "%_"}
    assert client.get(reverse("unit_list"), nonsense).status_code == 200


def test_unit_out_of_reach_does_not_exist(client, zone):
    other = make_unit("别处学校", "school", under=make_zone())
    sign_in(client, make_person(make_unit(under=zone), "contact"))
    assert client.get(reverse("unit", args=[other.pk])).status_code == 404
    assert client.get(reverse("unit", args=[999999])).status_code == 404


def test_contacts_are_shown_to_those_who_may_see_people(client):
    cast = make_cast()
    url = reverse("unit", args=[cast.asking.pk])
    owner, colleague = cast.people["owner"], cast.people["colleague"]

    assert owner.name in sign_in(client, owner).get(url).content.decode()
    assert owner.name in sign_in(client, cast.people["host"]).get(url).content.decode()
    page = sign_in(client, colleague).get(url).content.decode()
    assert owner.name not in page, "a contact of another unit sees no people of this one"
    assert owner.mobile not in page


def test_list_has_one_number_of_queries(client, zone, django_assert_max_num_queries):
    make_unit(under=zone)
    sign_in(client, make_person(zone, "host"))
    counted = []
    for more in (0, 29):
        for _ in range(more):
            make_unit(under=zone)
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse("unit_list"))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_former_name_says_until_when_it_held(client, zone):
    unit = make_unit("旧名诊所", under=zone)
    later = TODAY + timedelta(days=30)
    actions.rename(
        unit.pk, "新名诊所", from_day=later, document="更名批复", actor=office(), at=moment()
    )
    sign_in(client, make_person(zone, "host"))
    page = client.get(reverse("unit", args=[unit.pk])).content.decode()
    assert "旧名诊所" in page
    assert f"至 {later.isoformat()}" in page
