"""The pages: a re-organisation from draft to undo, and a responsibility from entry to end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from factories.members import account_of, actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from factories.structure import DOCUMENT, make_duty, make_place, make_reorganisation, put_in_charge
from gongjian.kernel.models import Account
from gongjian.members import actions as members
from gongjian.org import queries as trees
from gongjian.org.models import Responsibility, Unit
from gongjian.structure.models import Reorganisation
from gongjian.structure.terms import ChangeKind, Move, Rename, Split

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    place = make_place("330212", "鄞州区")
    top = make_unit("鄞州区政府", "district", line="territorial")
    Unit.objects.filter(pk=top.pk).update(territory=place)
    east = make_unit("东街道", "street", under=top, line="territorial")
    west = make_unit("西街道", "street", under=top, line="territorial")
    community = make_unit("一社区", "community", under=east, line="territorial")
    return {"top": top, "east": east, "west": west, "community": community}


@pytest.fixture
def officer(client, district):
    person = make_person(district["top"], "district_officer", name="区里人")
    client.force_login(account_of(person))
    return person


def text(answer):
    return answer.content.decode()


def post(client, name, args, **body):
    return client.post(reverse(name, args=args), body, follow=True)


def test_from_draft_to_undo(client, district, officer):
    day = TODAY + timedelta(days=5)
    new = client.post(
        reverse("reorganisation_new"),
        {
            "title": "社区划转",
            "document": DOCUMENT,
            "effective_on": day.isoformat(),
            "unit": district["top"].pk,
            "submission": "a",
        },
    )
    row = Reorganisation.objects.get()
    assert new["Location"] == reverse("reorganisation", args=[row.pk])
    added = post(
        client,
        "change_add",
        [row.pk, "move"],
        unit=district["community"].pk,
        line="territorial",
        parent=district["west"].pk,
        submission="b",
    )
    assert "一社区" in text(added)
    preview = client.get(reverse("reorganisation_preview", args=[row.pk]))
    assert preview.status_code == 200
    assert "西街道" in text(preview)
    seen = preview.context["rehearsal"].seen
    post(client, "reorganisation_apply", [row.pk], seen=seen, submission="c")
    post(client, "reorganisation_apply", [row.pk], seen=seen, submission="c")
    row.refresh_from_db()
    assert row.state == "applied"
    under = trees.units_under(district["west"].pk, line="territorial", on=day)
    assert under.filter(unit_id=district["community"].pk).exists()
    post(client, "reorganisation_undo", [row.pk], submission="d")
    row.refresh_from_db()
    assert row.state == "undone"
    assert client.get(reverse("reorganisation", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("kind", ChangeKind.values)
def test_every_kind_of_change_has_its_form(client, district, officer, kind):
    row = make_reorganisation(district["top"], TODAY)
    url = reverse("change_add", args=[row.pk, kind])
    assert client.get(url, {"find": "街道"}).status_code == 200
    if kind == "split":
        url += f"?unit={district['east'].pk}"
        assert "一社区" in text(client.get(url))
    assert client.post(url, {"submission": "x"}).status_code == 422


def test_split_and_merge_are_entered(client, district, officer):
    duty = make_duty(district["east"], "330212001")
    row = make_reorganisation(district["top"], TODAY)
    url = reverse("change_add", args=[row.pk, "split"]) + f"?unit={district['east'].pk}"
    client.post(
        url,
        {
            "name": "东北街道",
            "children": [district["community"].pk],
            "duties": ["territorial:330212001"],
            "submission": "1",
        },
    )
    post(
        client,
        "change_add",
        [row.pk, "merge"],
        sources=[district["east"].pk],
        into=district["west"].pk,
        submission="2",
    )
    page = text(client.get(reverse("reorganisation", args=[row.pk])))
    assert "东北街道" in page
    preview = text(client.get(reverse("reorganisation_preview", args=[row.pk])))
    assert "东北街道" in preview
    assert Responsibility.objects.get().pk == duty.pk


def test_changes_are_reordered_by_buttons(client, district, officer):
    row = make_reorganisation(
        district["top"], TODAY, Rename(district["east"].pk, "甲"), Rename(district["west"].pk, "乙")
    )
    first, second = row.changes.order_by("number")
    post(client, "change_step", [row.pk, second.pk, "earlier"], submission="1")
    assert list(row.changes.order_by("number")) == [second, first]
    post(client, "change_step", [row.pk, first.pk, "remove"], submission="2")
    assert list(row.changes.all()) == [second]
    post(client, "reorganisation_drop", [row.pk], submission="3")
    row.refresh_from_db()
    assert row.state == "dropped"


def test_a_refused_preview_says_why(client, district, officer):
    row = make_reorganisation(district["top"], TODAY)
    post(client, "change_add", [row.pk, "close"], unit=district["east"].pk, submission="1")
    preview = client.get(reverse("reorganisation_preview", args=[row.pk]))
    assert preview.status_code == 409
    assert "一社区" in text(preview)


def test_responsibility_from_entry_to_end(client, district, officer):
    make_place("330212001", "一街")
    client.post(
        reverse("responsibility_new"),
        {
            "territory": "330212001",
            "line": "territorial",
            "unit": district["east"].pk,
            "from_day": "2026-02-01",
            "document": DOCUMENT,
            "submission": "1",
        },
    )
    duty = Responsibility.objects.get()
    vacant = text(client.get(reverse("vacancies")))
    assert "一街" in vacant
    charged = client.post(
        reverse("responsibility_charge", args=[duty.pk]),
        {
            "person": officer.pk,
            "from_day": "2026-02-01",
            "document": DOCUMENT,
            "submission": "2",
        },
    )
    assert charged.status_code == 302
    matrix = text(client.get(reverse("responsibilities")))
    assert "东街道" in matrix
    assert officer.name in matrix
    assert "一街" not in text(client.get(reverse("vacancies")))
    client.post(
        reverse("responsibility_hand_over", args=[duty.pk]),
        {
            "unit": district["west"].pk,
            "from_day": "2026-06-01",
            "document": DOCUMENT,
            "submission": "3",
        },
    )
    later = Responsibility.objects.get(unit=district["west"])
    page = text(client.get(reverse("responsibility_place", args=["330212001"])))
    assert "东街道" in page
    ended = client.post(
        reverse("responsibility_end", args=[later.pk]),
        {"on": "2026-11-01", "document": DOCUMENT, "submission": "4"},
        follow=True,
    )
    assert ended.status_code == 200
    assert "一街" in text(client.get(reverse("vacancies"), {"kind": "no_unit"}))


def test_who_may_not_see_people_sees_no_name(client, district):
    zone_person = make_person(district["east"], "host", name="看不见")
    duty = make_duty(district["east"], "330212001")
    put_in_charge(duty, zone_person)
    contact = make_person(district["community"], "contact")
    client.force_login(Account.objects.get(pk=contact.account_id))
    assert "看不见" not in text(client.get(reverse("responsibilities")))


def test_a_figure_that_moves_opens_its_rows(client, district, officer):
    row = make_reorganisation(
        district["top"],
        TODAY,
        Move(district["community"].pk, "territorial", district["west"].pk),
        Split(district["west"].pk, None, "新街道", (district["community"].pk,)),
    )
    preview = client.get(reverse("reorganisation_preview", args=[row.pk]))
    url = reverse("reorganisation_moved", args=[row.pk, "org.units"])
    assert f"{url}?line=territorial&amp;node={district['east'].pk}" in text(preview)
    assert f"{url}?line=territorial&amp;made=0" in text(preview)
    lost = client.get(url, {"line": "territorial", "node": district["east"].pk})
    assert "一社区" in text(lost)
    assert (lost.context["found"].gained, lost.context["found"].lost) == (0, 1)
    made = client.get(url, {"line": "territorial", "made": 0})
    assert {"一社区", "新街道"} == {r.values[0] for r in made.context["found"].rows}
    assert made.context["found"].gained == 2
    assert client.get(url, {"line": "nowhere"}).status_code == 404


def test_rows_out_of_reach_are_counted_and_not_shown(client, district):
    """Who re-organises a street does not read the whole district's people by rehearsing."""
    street = make_person(district["east"], "district_officer", name="街道人")
    client.force_login(account_of(street))
    row = make_reorganisation(
        district["east"], TODAY, Rename(district["east"].pk, "新东"), actor=actor_of(street)
    )
    url = reverse("reorganisation_moved", args=[row.pk, "org.units"])
    page = client.get(url, {"line": "territorial", "node": district["top"].pk})
    assert page.status_code == 200
    assert page.context["found"].total == 0


def test_vacancies_stand_on_the_work_page(client, district, officer):
    make_duty(district["east"], "330212001")
    page = text(client.get(reverse("work")))
    assert reverse("responsibility_place", args=["330212001"]) in page


def test_a_charge_that_ends_names_the_person_to_who_may_see_people_only(client, district, officer):
    person = make_person(district["east"], "host", name="快到期")
    duty = make_duty(district["east"], "330212001")
    put_in_charge(duty, person)
    members.end_charge(
        duty.pk, on=TODAY + timedelta(days=9), document=DOCUMENT, actor=office(), at=moment()
    )
    assert "快到期" in text(client.get(reverse("vacancies")))
    assert "快到期" in text(client.get(reverse("responsibility_place", args=["330212001"])))
    contact = make_person(district["community"], "contact")
    client.force_login(Account.objects.get(pk=contact.account_id))
    assert "快到期" not in text(client.get(reverse("vacancies")))
