"""The pages of groups: open, propose, ask, join, decline, record, leave, end."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from factories.entities import TOWN, make_entity, make_venue
from factories.groups import ask, entry, load_types, make_group, make_worker, record
from factories.members import account_of, actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.groups import actions
from gongjian.groups.models import Belonging, Group, Identity
from gongjian.members.models import Person
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Unit:
    district = make_unit("江区", "district", line="territorial")
    return make_unit("江边党支部", "branch", under=district, line="territorial")


@pytest.fixture
def secretary(client: Client, branch: Unit) -> Client:
    client.force_login(account_of(make_person(branch, "branch_secretary")))
    return client


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(account_of(person))
    return client


def post(client: Client, address: str, *args: int, **data):
    return client.post(reverse(address, args=args), {"submission": uuid4().hex, **data})


def opening(branch: Unit, **data):
    return {
        "unit_id": branch.pk,
        "type": "of_trade",
        "name": "零售小组",
        "purpose": "一起进货。",
        "territory": TOWN,
        "trades": "52、住宿业",
        **data,
    }


def test_from_opening_to_the_end(secretary, branch):
    load_types()
    worker = make_worker(branch)
    made = post(secretary, "group_new", **opening(branch))
    group = Group.objects.get()
    assert made["Location"] == reverse("group_proposed", args=[group.pk])
    assert [row.trade_id for row in group.trades.order_by("trade_id")] == ["52", "61"]
    page = secretary.get(made["Location"]).content.decode()
    assert worker.name in page
    post(secretary, "group_ask", group.pk, selected=[worker.pk])
    me = signed_in(worker)
    assert group.name in me.get(reverse("group_mine")).content.decode()
    joined = post(me, "group_join", group.pk, is_named="on")
    assert joined["Location"] == reverse("group", args=[group.pk])
    post(me, "group_contact", group.pk)
    said = {"held_on": TODAY, "text": "看了市场。", "present": 4, "named": [worker.pk]}
    post(me, "group_record", group.pk, **said)
    post(me, "group_next", group.pk, next_on="2026-12-05", next_what="进货")
    page = secretary.get(reverse("group", args=[group.pk])).content.decode()
    assert all(words in page for words in ("看了市场。", worker.name, "2026-12-05", "进货"))
    done = group.gatherings.get()
    form = me.get(reverse("group_correct", args=[group.pk, done.pk])).context["form"]
    assert (form.initial["present"], form.initial["named"]) == (4, (worker.pk,))
    post(me, "group_correct", group.pk, done.pk, **(said | {"present": 6, "named": []}))
    done.refresh_from_db()
    assert (done.present, done.named.count()) == (6, 0)
    post(me, "group_named", group.pk, answer="withdraw")
    assert not Belonging.objects.get().is_named
    assert post(me, "group_leave", group.pk)["Location"] == reverse("group_mine")
    ended = post(secretary, "group_end", group.pk, on=TODAY, why="市场搬走了")
    page = secretary.get(ended["Location"]).content.decode()
    assert "市场搬走了" in page
    assert "看了市场。" in page


def test_sent_twice_acts_once(secretary, branch):
    load_types()
    url = reverse("group_new")
    said = {
        "submission": "once",
        **opening(branch, territory="", venue_id=make_venue("大商场").name),
    }
    first, second = secretary.post(url, said), secretary.post(url, said)
    assert first["Location"] == second["Location"]
    assert Group.objects.get().venue.name == "大商场"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trades": "52、无此行业"}, "trades"),
        ({"trades": ""}, "trades"),
        ({"territory": "无此地"}, "territory"),
        ({"territory": ""}, "place"),
        ({"venue_id": "无此市场"}, "venue_id"),
        ({"name": ""}, "name"),
        ({"type": "unknown"}, "type"),
        ({"unit_id": 0}, "unit_id"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(secretary, branch, wrong, field):
    make_group(branch, name="另一组")
    answer = post(secretary, "group_new", **opening(branch, **wrong))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert field in errors or (field == "place" and "__all__" in errors)
    assert Group.objects.count() == 1


def test_who_declines_is_led_back_and_nobody_else_sees_it(secretary, branch):
    worker = make_worker(branch)
    group = make_group(branch)
    ask(group, worker)
    me = signed_in(worker)
    before = secretary.get(reverse("group", args=[group.pk])).context["page"]
    assert post(me, "group_decline", group.pk)["Location"] == reverse("group_mine")
    assert secretary.get(reverse("group", args=[group.pk])).context["page"] == before
    assert group.name in me.get(reverse("group_mine")).content.decode()


def test_my_groups_shows_what_may_concern_me_and_what_i_say(branch):
    worker = make_worker(branch)
    make_group(branch)
    make_group(branch, "of_owners", name="老板组", trades=())
    me = signed_in(worker)
    page = me.get(reverse("group_mine")).context["page"]
    assert [row.name for row, _why in page.fitting] == ["零售小组"]
    post(me, "group_identity", type="of_owners", answer="give")
    page = me.get(reverse("group_mine")).context["page"]
    assert [row.name for row, _why in page.fitting] == ["老板组", "零售小组"]
    assert [(str(kind.says), said) for kind, said in page.identities] == [("我在经营", True)]
    post(me, "group_identity", type="of_owners", answer="withdraw")
    assert not Identity.objects.exists()
    assert post(me, "group_identity", type="unknown", answer="give").status_code == 422


def test_the_list_is_filtered_and_searched(secretary, branch):
    make_group(branch)
    make_group(branch, "of_task", name="突击队", trades=())
    old = make_group(branch, name="旧小组")
    actions.end_group(old.pk, on=TODAY, why="x", actor=office(), at=moment())

    def listed(**asked: str) -> list[str]:
        table = secretary.get(reverse("group_list"), asked).context["table"]
        return [row.cells[0].text for row in table.rows]

    assert listed()[-1] == "旧小组"
    assert listed(state="ended") == ["旧小组"]
    assert listed(by="task") == listed(type="of_task") == listed(q="突击") == ["突击队"]


def test_a_member_of_the_group_and_the_office_see_who_is_in_it_and_others_a_number(branch):
    inside, outside = make_worker(branch), make_worker(branch)
    group = make_group(branch)
    actions.join(group.pk, is_named=True, actor=actor_of(inside), at=moment())
    record(group, named=(inside.pk,))
    url = reverse("group", args=[group.pk])
    assert inside.name in signed_in(inside).get(url).content.decode()
    page = signed_in(outside).get(url)
    assert inside.name not in page.content.decode()
    assert page.context["page"].partners is None
    assert page.context["page"].row.people == 1


def test_change_keeps_unit_and_type(secretary, branch):
    group = make_group(branch)
    url = reverse("group_change", args=[group.pk])
    form = secretary.get(url).context["form"]
    assert form.initial["trades"] == "52"
    plain = entry()
    said = {"name": "新名字", "purpose": plain.purpose, "territory": TOWN, "trades": "52"}
    assert post(secretary, "group_change", group.pk, **said).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.type, group.unit_id) == ("新名字", "of_trade", branch.pk)


def test_people_without_a_part_in_it_meet_404_and_roles_without_groups_403(branch):
    group = make_group(branch)
    volunteer = signed_in(make_person(make_unit("银行", "bank"), "volunteer"))
    assert volunteer.get(reverse("group_list")).status_code == 403
    assert volunteer.get(reverse("group_new")).status_code == 403
    for name in ("group", "group_proposed", "group_record", "group_change", "group_end"):
        assert volunteer.get(reverse(name, args=[group.pk])).status_code == 404
    assert volunteer.get(reverse("group_mine")).status_code == 200
    fits = signed_in(make_worker(branch, make_entity()))
    for name in ("group_proposed", "group_record", "group_change", "group_end"):
        assert fits.get(reverse(name, args=[group.pk])).status_code == 403
