"""Floating members: reported in with the least, welcomed, taken in by exactly one branch."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.memberships import Street, make_member, make_stay, make_street
from factories.org import FOUNDED, TODAY, moment, office
from gongjian.kernel import audit, figures
from gongjian.kernel.actor import Actor, system, visitor
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.figures import Asked
from gongjian.kernel.states import StepNotPossible
from gongjian.members import actions, rules
from gongjian.members.actions import (
    AlreadyTaken,
    AwayAlready,
    LinkWrong,
    MobileWrong,
    OwnBranch,
    Report,
)
from gongjian.members.models import FloatingMember, ParticipationRelation, Person
from gongjian.members.terms import Channel, FloatingState
from gongjian.org import queries as org

pytestmark = pytest.mark.django_db

SOMEBODY = Report("流动党员甲", "13900001111", "安徽某村支部")


@pytest.fixture
def street() -> Street:
    return make_street()


def attached(street: Street) -> FloatingMember:
    stay = make_stay(street.station)
    return actions.attach(stay.pk, branch_id=street.first.pk, actor=street.secretary, at=moment())


def test_a_stay_from_the_code_on_the_wall_to_the_branch(street: Street) -> None:
    link = actions.link_of(street.station.pk)
    actions.report_by_link(link, SOMEBODY, actor=visitor(TODAY), at=moment())
    actions.report_by_link(link, SOMEBODY, actor=visitor(TODAY), at=moment())
    stay = FloatingMember.objects.get()
    assert (stay.state, stay.channel) == (FloatingState.REPORTED, Channel.QR)
    actions.welcome(stay.pk, actor=street.keeper, at=moment())
    stay = actions.attach(
        stay.pk, branch_id=street.second.pk, actor=street.other_secretary, at=moment()
    )
    assert stay.person is not None
    assert stay.person.name == SOMEBODY.name
    assert (stay.name, stay.mobile) == ("", "")
    part = ParticipationRelation.objects.get()
    assert (part.unit_id, part.person_id) == (street.second.pk, stay.person_id)
    assert stay.told_home_at is None
    assert list(audit.verify()) == []


def test_a_code_that_is_not_ours_reports_nobody_in(street: Street) -> None:
    for wrong in ("", "1", f"{street.station.pk}~", actions.link_of(street.station.pk)[:-1]):
        with pytest.raises(LinkWrong):
            actions.report_by_link(wrong, SOMEBODY, actor=visitor(TODAY), at=moment())
    assert not FloatingMember.objects.exists()


def test_a_number_that_nobody_can_call_is_refused(street: Street) -> None:
    with pytest.raises(MobileWrong):
        actions.report_in(
            Report("甲", "123"),
            station_id=street.station.pk,
            channel=Channel.PHONE,
            actor=street.keeper,
            at=moment(),
        )


def test_who_left_home_and_reports_in_is_the_same_person(street: Street) -> None:
    member = make_member(street.line)
    gone = actions.report_out(member.pk, actor=street.line_secretary, at=moment(FOUNDED))
    with pytest.raises(AwayAlready):
        actions.report_out(member.pk, actor=street.line_secretary, at=moment())
    report = Report(member.name, member.mobile)
    stay = actions.report_in(
        report,
        station_id=street.station.pk,
        channel=Channel.DESK,
        actor=street.keeper,
        at=moment(),
    )
    assert stay.pk == gone.pk
    stay = actions.attach(stay.pk, branch_id=street.first.pk, actor=street.secretary, at=moment())
    assert stay.home_unit_id == street.line.pk
    actions.tell_home(stay.pk, actor=street.line_secretary, at=moment())
    stay.refresh_from_db()
    assert stay.told_home_at is not None


def test_nobody_is_a_guest_where_they_belong(street: Street) -> None:
    member = make_member(street.first)
    stay = actions.report_in(
        Report(member.name, member.mobile),
        station_id=street.station.pk,
        channel=Channel.DESK,
        actor=street.keeper,
        at=moment(),
    )
    with pytest.raises(OwnBranch):
        actions.attach(stay.pk, branch_id=street.first.pk, actor=street.secretary, at=moment())


def test_the_second_branch_is_told_who_was_first(street: Street) -> None:
    stay = attached(street)
    with pytest.raises(AlreadyTaken, match="第一支部"):
        actions.attach(
            stay.pk, branch_id=street.second.pk, actor=street.other_secretary, at=moment()
        )


def test_a_branch_takes_in_for_itself_alone(street: Street) -> None:
    stay = make_stay(street.station)
    with pytest.raises(Forbidden):
        actions.attach(stay.pk, branch_id=street.second.pk, actor=street.secretary, at=moment())
    kept = actions.attach(stay.pk, branch_id=street.second.pk, actor=street.keeper, at=moment())
    assert kept.branch_id == street.second.pk


def test_the_letter_ends_the_stay_and_the_participation(street: Street) -> None:
    stay = attached(street)
    assert stay.person is not None
    facts = actions.MemberFacts(
        stay.person.name, stay.person.mobile, street.first.pk, FOUNDED, document="介绍信"
    )
    actions.enter_member(facts, actor=street.secretary, at=moment())
    stay.refresh_from_db()
    assert stay.state == FloatingState.TRANSFERRED
    assert not ParticipationRelation.objects.filter(valid_to__isnull=True).exists()


def test_a_report_of_nobody_leaves_no_name(street: Street) -> None:
    stay = actions.dismiss(make_stay(street.station).pk, actor=street.keeper, at=moment())
    assert (stay.state, stay.name, stay.mobile, stay.home) == ("dismissed", "", "", "")


def test_silence_is_an_alert_and_never_a_state() -> None:
    """党员教育管理工作条例: alerts at 3 and 6 months; what follows is for people (G4)."""
    last = TODAY - timedelta(days=89)
    assert rules.lost_alert(last, TODAY, 90, 180) is None
    assert rules.lost_alert(last - timedelta(days=1), TODAY, 90, 180) == rules.Alert(90, False)
    assert rules.lost_alert(last - timedelta(days=91), TODAY, 90, 180) == rules.Alert(180, True)
    assert not any("lost" in edge.event for edge in rules.FLOATING_EDGES)


# --- edge by edge -------------------------------------------------------------------------------


def left(street: Street) -> FloatingMember:
    member = make_member(street.first)
    return actions.report_out(member.pk, actor=street.secretary, at=moment())


def reported(street: Street) -> FloatingMember:
    return make_stay(street.station)


def welcomed(street: Street) -> FloatingMember:
    return actions.welcome(reported(street).pk, actor=street.keeper, at=moment())


MAKE = {"left": left, "reported": reported, "welcomed": welcomed, "attached": attached}


def _attach(pk: int, actor: Actor) -> FloatingMember:
    branch = FloatingMember.objects.get(pk=pk).branch_id
    return actions.attach(pk, branch_id=branch or FIRST["pk"], actor=actor, at=moment())


FIRST = {"pk": 0}

DO = {
    "welcome": lambda pk, actor: actions.welcome(pk, actor=actor, at=moment()),
    "dismiss": lambda pk, actor: actions.dismiss(pk, actor=actor, at=moment()),
    "attach": _attach,
    "return": lambda pk, actor: actions.return_home(pk, actor=actor, at=moment()),
    "hand back": lambda pk, actor: actions.hand_back(pk, actor=actor, at=moment()),
}

MAY = {
    ("left", "return"): {"secretary", "officer"},
    ("reported", "welcome"): {"keeper", "officer"},
    ("reported", "dismiss"): {"keeper", "officer"},
    ("reported", "attach"): {"secretary", "keeper", "officer"},
    ("welcomed", "attach"): {"secretary", "keeper", "officer"},
    ("welcomed", "return"): {"keeper", "officer"},
    ("attached", "return"): {"secretary"},
    ("attached", "hand back"): {"secretary"},
}

BY_BUTTON = [e for e in rules.FLOATING_EDGES if e.event not in ("report in", "transfer")]


def test_every_edge_stands_in_the_table_of_this_test() -> None:
    assert {(edge.before, edge.event) for edge in BY_BUTTON} == set(MAY)


@pytest.mark.parametrize("who", ["officer", "line_officer", "keeper", "secretary",
                                 "other_secretary", "line_secretary"])  # fmt: skip
@pytest.mark.parametrize("edge", BY_BUTTON, ids=lambda edge: f"{edge.before}-{edge.event}")
def test_who_may_take_an_edge(street: Street, edge: rules.Edge, who: str) -> None:
    stay = MAKE[edge.before](street)
    FIRST["pk"] = street.first.pk
    actor: Actor = getattr(street, who)
    if who in MAY[edge.before, edge.event]:
        assert DO[edge.event](stay.pk, actor).state == edge.after
        return
    with pytest.raises((Forbidden, NotVisible)):
        DO[edge.event](stay.pk, actor)


@pytest.mark.parametrize("state", list(MAKE))
def test_what_is_no_edge_is_refused_to_everybody(street: Street, state: str) -> None:
    stay = MAKE[state](street)
    everything = system(
        "test", TODAY, *{e.permission for e in rules.FLOATING_EDGES}, "floating.view", "member.view"
    )
    edges = {edge.event for edge in rules.FLOATING_EDGES if edge.before == state}
    for event in set(DO) - edges - {"attach"}:
        with pytest.raises(StepNotPossible):
            DO[event](stay.pk, everything)


def test_1551_floating_members_reported_in_and_each_is_somewhere(street: Street) -> None:
    """Document 004: 1,551 floating members. The figure counts each once, wherever they are."""
    desk = office(FOUNDED)
    with audit.act(desk, "test.desk", at=moment(FOUNDED)):
        for n in range(1551):
            actions.report_in(
                Report(f"流动{n}", f"135{n:08d}"),
                station_id=street.station.pk,
                channel=Channel.PHONE,
                actor=desk,
                at=moment(FOUNDED),
            )
    figure = figures.get("members.floating", street.officer)
    asked = Asked("territorial", TODAY, node_id=street.street.pk)
    units = org.units_asked(asked)
    assert figures.value(figure, asked, street.officer, units) == 1551
    late = figures.get("members.floating_without_branch", street.officer)
    assert figures.value(late, asked, street.officer, units) == 1551
    assert Person.objects.filter(name__startswith="流动").count() == 0
