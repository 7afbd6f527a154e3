"""The branch's pages: members, transfers and floating members, from the phone to the paper."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.memberships import Street, make_member, make_stay, make_street
from factories.org import FOUNDED, TODAY, moment, office
from factories.work import counts, waiting
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.models import Account, AuditEvent
from gongjian.members import actions, queries
from gongjian.members.models import FloatingMember, Membership, Person, Transfer
from gongjian.members.terms import Channel, ParticipationKind, TransferState

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def post(client: Client, page: str, /, *args: object, **data: object) -> HttpResponse:
    return client.post(reverse(page, args=args), {"submission": uuid4().hex, **data})


def test_a_secretary_enters_a_member_and_sends_them_on(street: Street) -> None:
    client = client_of(street.secretary)
    facts = {"name": "钱知秋", "mobile": "13700009999", "joined_on": "2019-07",
             "unit_id": street.first.pk, "formal_since": "2020-07-15"}  # fmt: skip
    made = post(client, "member_new", **facts)
    person = Person.objects.get(name="钱知秋")
    assert made["Location"] == reverse("member", args=[person.pk])
    assert Membership.objects.get(person=person).joined_on.isoformat() == "2019-07-01"

    asked = post(client, "member_transfer", person.pk, unit_id=street.second.name)
    transfer = Transfer.objects.get()
    assert asked["Location"] == reverse("transfer", args=[transfer.pk])

    office_client = client_of(street.officer)
    assert "钱知秋" in office_client.get(reverse("work")).content.decode()
    post(office_client, "transfer_step", transfer.pk, "issue", valid_days=60)
    other = client_of(street.other_secretary)
    assert "钱知秋" in other.get(reverse("work")).content.decode()
    letter = other.get(reverse("transfer_letter", args=[transfer.pk]))
    transfer.refresh_from_db()
    assert transfer.letter in letter.content.decode()
    post(other, "transfer_step", transfer.pk, "receive")
    transfer.refresh_from_db()
    assert transfer.state == TransferState.RECEIVED
    assert client.get(reverse("member", args=[person.pk])).status_code == 404
    assert other.get(reverse("member", args=[person.pk])).status_code == 200


def test_a_button_pressed_twice_acts_once(street: Street) -> None:
    member = make_member(street.first)
    client, once = client_of(street.secretary), uuid4().hex
    for _time in range(2):
        answer = client.post(
            reverse("member_transfer", args=[member.pk]),
            {"submission": once, "to_name": "外省某支部"},
        )
        assert answer.status_code == 302
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"unit_id": "没有的支部"}, "No branch here has this name"),
        ({}, "Choose a branch"),
        ({"unit_id": "小个专第一支部"}, "holds the relation already"),
    ],
)
def test_a_wrong_target_is_said_in_words(street: Street, data: dict[str, str], said: str) -> None:
    member = make_member(street.first)
    client = client_of(street.secretary)
    client.cookies["django_language"] = "en"
    answer = post(client, "member_transfer", member.pk, **data)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_card_says_who_does_what_in_which_line(street: Street) -> None:
    member = make_member(street.first)
    actions.add_participation(
        member.pk,
        unit_id=street.line.pk,
        kind=ParticipationKind.LINE,
        actor=street.secretary,
        at=moment(FOUNDED),
    )
    for reader in (street.secretary, street.line_secretary, street.officer, street.line_officer):
        card = queries.get_member(member.pk, reader).card
        assert [(line.unit, line.relation, line.secretaries) for line in card] == [
            (street.first.name, "formal", ("第一书记员",)),
            (street.line.name, "line", ("条线书记员",)),
        ]
        assert all(line.duties for line in card)
    found = queries.list_members(street.line_secretary, TableQuery(filters={"relation": "guest"}))
    assert [(row.name, row.branch) for row in found.rows] == [(member.name, street.first.name)]


def test_who_can_see_a_member_is_who_the_policy_lets_in(street: Street) -> None:
    member = make_member(street.first)
    page = queries.get_member(member.pk, street.secretary)
    assert {(viewer.role, viewer.unit) for viewer in page.viewers} == {
        ("branch_secretary", street.first.name),
        ("district_officer", street.district.name),
    }


def test_the_code_on_the_wall_leads_to_a_branch(street: Street) -> None:
    keeper = client_of(street.keeper)
    sheet = keeper.get(reverse("station_codes")).content.decode()
    address = reverse("report_self", args=[actions.link_of(street.station.pk)])
    assert address in sheet
    assert "data:image/svg+xml" in sheet
    visitor = Client()
    sent = {"name": "流动党员丙", "mobile": "13900003333", "home": "安徽某支部"}
    for _time in range(2):
        answer = visitor.post(address, {"submission": uuid4().hex, **sent})
        assert answer["Location"] == address + "?done=1"
    assert street.station.name in visitor.get(address + "?done=1").content.decode()
    stay = FloatingMember.objects.get()

    secretary = client_of(street.secretary)
    page = secretary.get(reverse("stay", args=[stay.pk])).content.decode()
    assert "139****3333" in page
    assert "13900003333" not in page
    seen = post(secretary, "stay_mobile", stay.pk)
    assert seen.status_code == 403
    looked = post(keeper, "stay_mobile", stay.pk)
    assert "13900003333" in looked.content.decode()
    assert AuditEvent.objects.filter(action="members.floating.reveal").count() == 1

    post(secretary, "stay_attach", stay.pk, unit_id=street.first.pk)
    stay.refresh_from_db()
    assert stay.branch_id == street.first.pk
    letter = secretary.get(reverse("stay_letter", args=[stay.pk])).content.decode()
    assert "流动党员丙" in letter
    post(secretary, "stay_step", stay.pk, "told")
    post(secretary, "stay_contact", stay.pk, on=TODAY.isoformat())
    post(secretary, "stay_step", stay.pk, "return")
    stay.refresh_from_db()
    assert stay.state == "returned"


def test_a_wrong_number_is_said_in_words_on_the_public_page(street: Street) -> None:
    address = reverse("report_self", args=[actions.link_of(street.station.pk)])
    client = Client(headers={"accept-language": "en"})
    answer = client.post(address, {"submission": uuid4().hex, "name": "甲", "mobile": "1380013"})
    assert answer.status_code == 422
    assert "11" in answer.content.decode()
    assert Client().get(reverse("report_self", args=["1~nonsense"])).status_code == 404


def test_what_waits_stands_on_the_work_page_of_each_side(street: Street) -> None:
    make_stay(street.station, on=FOUNDED)
    (late,) = waiting(street.keeper, "members")
    assert (late.kind.code, late.total) == ("members.floating", 1)
    assert late.tasks[0].is_late(TODAY)
    home = make_member(street.line)
    report = actions.Report(home.name, home.mobile)
    stay = actions.report_in(
        report,
        station_id=street.station.pk,
        channel=Channel.DESK,
        actor=office(),
        at=moment(FOUNDED),
    )
    actions.attach(stay.pk, branch_id=street.first.pk, actor=office(FOUNDED), at=moment(FOUNDED))
    assert set(counts(street.line_secretary, "members")) == {"news"}
    assert "lost" in counts(street.secretary, "members")
