"""Transfers: each step by who may take it, and never a day without a formal relation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.memberships import Street, clock, make_member, make_street
from factories.org import FOUNDED, TODAY, moment, office
from gongjian.kernel import audit
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.members import actions, rules
from gongjian.members.actions import NotHarmless, ReasonMissing, TransferUnderWay
from gongjian.members.models import FormalRelation, Membership, ParticipationRelation, Transfer
from gongjian.members.terms import EndReason, ParticipationKind, TransferState

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def requested(street: Street) -> Transfer:
    member = make_member(street.first)
    return actions.request_transfer(
        member.pk, to_unit_id=street.second.pk, actor=street.secretary, at=moment()
    )


def issued(street: Street) -> Transfer:
    return actions.issue_letter(requested(street).pk, actor=street.officer, at=moment())


def expired(street: Street) -> Transfer:
    transfer = issued(street)
    late = TODAY + timedelta(days=91)
    actions.expire_letters(actor=clock(late), at=moment(late))
    transfer.refresh_from_db()
    return transfer


def received(street: Street) -> Transfer:
    return actions.receive_transfer(issued(street).pk, actor=street.other_secretary, at=moment())


def held(transfer: Transfer) -> list[tuple[int, object, object]]:
    rows = FormalRelation.objects.filter(person_id=transfer.person_id).order_by("valid_from")
    return list(rows.values_list("unit_id", "valid_from", "valid_to"))


def test_a_letter_moves_the_relation_with_the_receipt_and_not_before(street: Street) -> None:
    transfer = issued(street)
    assert transfer.letter == f"2026-{transfer.pk:06d}"
    assert transfer.due_on == TODAY + timedelta(days=90)
    assert held(transfer) == [(street.first.pk, FOUNDED, None)]

    actions.receive_transfer(transfer.pk, actor=street.other_secretary, at=moment())

    assert held(transfer) == [
        (street.first.pk, FOUNDED, TODAY),
        (street.second.pk, TODAY, None),
    ]
    transfer.person.refresh_from_db()
    assert transfer.person.unit_id == street.second.pk
    assert list(audit.verify()) == []


def test_silence_goes_to_the_superior_and_the_former_branch_stays_responsible(
    street: Street,
) -> None:
    transfer = issued(street)
    last = TODAY + timedelta(days=90)
    assert actions.expire_letters(actor=clock(last), at=moment(last)) == 0
    late = last + timedelta(days=1)
    with pytest.raises(StepNotPossible):
        actions.receive_transfer(transfer.pk, actor=street.other_secretary, at=moment(late))
    assert actions.expire_letters(actor=clock(late), at=moment(late)) == 1
    assert actions.expire_letters(actor=clock(late), at=moment(late)) == 0
    assert held(transfer) == [(street.first.pk, FOUNDED, None)]
    again = actions.issue_letter(transfer.pk, valid_days=30, actor=street.officer, at=moment(late))
    assert again.due_on == late + timedelta(days=30)


def test_only_the_clock_lets_a_letter_expire(street: Street) -> None:
    issued(street)
    with pytest.raises(Forbidden):
        actions.expire_letters(actor=street.officer, at=moment(TODAY + timedelta(days=200)))


def test_a_refusal_says_why(street: Street) -> None:
    transfer = issued(street)
    with pytest.raises(ReasonMissing):
        actions.refuse_transfer(transfer.pk, reason=" ", actor=street.other_secretary, at=moment())
    refused = actions.refuse_transfer(
        transfer.pk, reason="不在本街道就业", actor=street.other_secretary, at=moment()
    )
    assert refused.state == TransferState.REFUSED
    assert held(transfer) == [(street.first.pk, FOUNDED, None)]


def test_one_transfer_at_a_time(street: Street) -> None:
    transfer = requested(street)
    with pytest.raises(TransferUnderWay):
        actions.request_transfer(
            transfer.person_id, to_name="外省某支部", actor=street.secretary, at=moment()
        )


def test_a_receipt_of_today_is_undone_and_one_of_yesterday_not(street: Street) -> None:
    transfer = received(street)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(NotHarmless):
        actions.undo_receipt(transfer.pk, actor=street.other_secretary, at=moment(tomorrow))
    actions.undo_receipt(transfer.pk, actor=street.other_secretary, at=moment(hour=10))
    assert held(transfer) == [(street.first.pk, FOUNDED, None)]
    actions.receive_transfer(transfer.pk, actor=street.other_secretary, at=moment(hour=11))
    assert held(transfer)[-1] == (street.second.pk, TODAY, None)


def test_a_receipt_that_ended_a_participation_is_not_undone(street: Street) -> None:
    transfer = issued(street)
    actions.add_participation(
        transfer.person_id,
        unit_id=street.second.pk,
        kind=ParticipationKind.LINE,
        actor=office(FOUNDED),
        at=moment(FOUNDED),
    )
    actions.receive_transfer(transfer.pk, actor=street.other_secretary, at=moment())
    assert not ParticipationRelation.objects.filter(valid_to__isnull=True).exists()
    with pytest.raises(NotHarmless):
        actions.undo_receipt(transfer.pk, actor=street.other_secretary, at=moment())


def test_who_moves_outside_leaves_the_rolls_with_the_receipt(street: Street) -> None:
    member = make_member(street.first)
    transfer = actions.request_transfer(
        member.pk, to_name="外省某支部", actor=street.secretary, at=moment()
    )
    actions.issue_letter(transfer.pk, actor=street.officer, at=moment())
    with pytest.raises(Forbidden):
        actions.receive_transfer(transfer.pk, actor=street.secretary, at=moment())
    actions.receive_transfer(transfer.pk, actor=street.officer, at=moment())
    assert Membership.objects.get(person=member).ended_why == EndReason.MOVED
    assert held(transfer) == [(street.first.pk, FOUNDED, TODAY)]
    actions.undo_receipt(transfer.pk, actor=street.officer, at=moment())
    assert Membership.objects.get(person=member).ended_on is None
    assert held(transfer) == [(street.first.pk, FOUNDED, None)]


def test_the_database_refuses_a_second_open_relation_and_an_overlap(street: Street) -> None:
    member = make_member(street.first)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormalRelation.objects.create(person=member, unit=street.second, valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormalRelation.objects.create(
            person=member,
            unit=street.second,
            valid_from=FOUNDED,
            valid_to=FOUNDED + timedelta(days=3),
        )


# --- edge by edge -------------------------------------------------------------------------------

MAKE = {
    TransferState.REQUESTED: requested,
    TransferState.ISSUED: issued,
    TransferState.EXPIRED: expired,
    TransferState.RECEIVED: received,
}

DO = {
    "issue": lambda pk, actor, at: actions.issue_letter(pk, actor=actor, at=at),
    "receive": lambda pk, actor, at: actions.receive_transfer(pk, actor=actor, at=at),
    "refuse": lambda pk, actor, at: actions.refuse_transfer(pk, reason="不符", actor=actor, at=at),
    "withdraw": lambda pk, actor, at: actions.withdraw_transfer(pk, actor=actor, at=at),
    "undo": lambda pk, actor, at: actions.undo_receipt(pk, actor=actor, at=at),
}

MAY = {
    ("requested", "issue"): {"officer"},
    ("requested", "refuse"): {"officer"},
    ("requested", "withdraw"): {"secretary", "officer"},
    ("issued", "receive"): {"other_secretary"},
    ("issued", "refuse"): {"other_secretary"},
    ("issued", "withdraw"): {"officer"},
    ("expired", "issue"): {"officer"},
    ("expired", "withdraw"): {"officer"},
    ("received", "undo"): {"other_secretary"},
}

BY_PEOPLE = [edge for edge in rules.TRANSFER_EDGES if edge.event != "expire"]


def test_every_edge_stands_in_the_table_of_this_test() -> None:
    assert {(edge.before, edge.event) for edge in BY_PEOPLE} == set(MAY)


@pytest.mark.parametrize("who", ["officer", "line_officer", "keeper", "secretary",
                                 "other_secretary", "line_secretary"])  # fmt: skip
@pytest.mark.parametrize("edge", BY_PEOPLE, ids=lambda edge: f"{edge.before}-{edge.event}")
def test_who_may_take_an_edge(street: Street, edge: rules.Edge, who: str) -> None:
    transfer = MAKE[TransferState(edge.before)](street)
    actor: Actor = getattr(street, who)
    if who in MAY[edge.before, edge.event]:
        assert DO[edge.event](transfer.pk, actor, moment()).state == edge.after
        return
    with pytest.raises((Forbidden, NotVisible)):
        DO[edge.event](transfer.pk, actor, moment())


@pytest.mark.parametrize("state", list(MAKE))
def test_what_is_no_edge_is_refused_to_everybody(street: Street, state: TransferState) -> None:
    transfer = MAKE[state](street)
    everything = system(
        "test", TODAY, *{e.permission for e in rules.TRANSFER_EDGES}, "transfer.view"
    )
    edges = {edge.event for edge in rules.TRANSFER_EDGES if edge.before == state}
    for event in set(DO) - edges:
        with pytest.raises(StepNotPossible):
            DO[event](transfer.pk, everything, moment())
