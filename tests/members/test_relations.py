"""Whatever happens to members, each has exactly one formal relation or a recorded end."""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from factories.memberships import (
    clock,
    make_branch,
    make_member,
    make_stay,
    make_street,
)
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.together import all_at_once
from gongjian.kernel import audit
from gongjian.kernel.errors import DomainError, Forbidden
from gongjian.members import actions
from gongjian.members.actions import AlreadyTaken, MemberAlready, TransferUnderWay
from gongjian.members.models import (
    FloatingMember,
    FormalRelation,
    Membership,
    ParticipationRelation,
    Transfer,
)
from gongjian.members.terms import EndReason, ParticipationKind


@dataclass(frozen=True)
class Step:
    """What a step of a history is about; ``pk`` is the person's last transfer."""

    person: int
    pk: int
    unit: int
    other: int
    people: list[int]
    by: dict[str, Any]


STEPS: dict[str, Callable[[Step], object]] = {
    "join": lambda s: s.people.append(make_member_at(s.unit, s.by)),
    "request": lambda s: actions.request_transfer(s.person, to_unit_id=s.unit, **s.by),
    "issue": lambda s: actions.issue_letter(s.pk, **s.by),
    "receive": lambda s: actions.receive_transfer(s.pk, **s.by),
    "refuse": lambda s: actions.refuse_transfer(s.pk, reason="不符", **s.by),
    "undo": lambda s: actions.undo_receipt(s.pk, **s.by),
    "leave": lambda s: actions.end_membership(
        s.person, why=EndReason.DECEASED, document="登记", **s.by
    ),
    "merge": lambda s: actions.merge_branch(s.unit, into_id=s.other, document="批复", **s.by),
    "split": lambda s: actions.move_members(
        s.people[::2], from_id=s.unit, to_id=s.other, document="批复", **s.by
    ),
    "expire": lambda s: actions.expire_letters(actor=clock(s.by["actor"].on), at=s.by["at"]),
    "guest": lambda s: actions.add_participation(
        s.person, unit_id=s.unit, kind=ParticipationKind.LINE, **s.by
    ),
    "back": lambda s: actions.withdraw_transfer(s.pk, **s.by),
}

PLANS = st.lists(
    st.tuples(
        st.sampled_from(list(STEPS)), st.integers(0, 5), st.integers(0, 3), st.integers(0, 40)
    ),
    max_size=30,
)


def assert_all_accounted_for() -> None:
    """Each member: one open relation and no gap before it, or an end with its reason."""
    for membership in Membership.objects.all():
        rows = list(
            FormalRelation.objects.filter(person_id=membership.person_id).order_by("valid_from")
        )
        open_ones = [row for row in rows if row.valid_to is None]
        if membership.ended_on is None:
            assert len(open_ones) == 1, "exactly one open relation"
        else:
            assert not open_ones
            assert membership.ended_why
        for row, following in itertools.pairwise(rows):
            assert row.valid_to is not None
            assert row.valid_to <= following.valid_from
    homes = set(
        FormalRelation.objects.filter(valid_to__isnull=True).values_list("person_id", "unit_id")
    )
    guests = ParticipationRelation.objects.filter(valid_to__isnull=True)
    assert not homes & set(guests.values_list("person_id", "unit_id"))
    for transfer in Transfer.objects.filter(state__in=["requested", "issued", "expired"]):
        assert (transfer.person_id, transfer.from_unit_id) in homes


class Histories(PropertyCase):
    """Random histories of a street's members."""

    @settings(
        max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(PLANS)
    def test_any_history_leaves_everybody_with_one_branch(
        self, plan: list[tuple[str, int, int, int]]
    ) -> None:
        street = make_street()
        branches = [street.first, street.second, *(make_branch(street.street) for _ in range(2))]
        people = [make_member(branches[n % 4]).pk for n in range(4)]
        day = TODAY
        for step, who, where, days in plan:
            day += timedelta(days=days)
            person = people[who % len(people)]
            last = Transfer.objects.filter(person_id=person).order_by("pk").last()
            unit, other = branches[where].pk, branches[(where + 1) % 4].pk
            by = {"actor": office(day), "at": moment(day)}
            with contextlib.suppress(DomainError):
                STEPS[step](Step(person, last.pk if last else 0, unit, other, people, by))
            assert_all_accounted_for()
        assert list(audit.verify()) == []


def make_member_at(unit_id: int, by: dict[str, Any]) -> int:
    number = Membership.objects.count()
    facts = actions.MemberFacts(f"新党员{number}", f"1340000{number:04d}", unit_id, FOUNDED)
    return actions.enter_member(facts, **by).pk


class Branches(TestCase):
    """What single steps do."""

    def test_one_branch_holds_a_member(self) -> None:
        street = make_street()
        member = make_member(street.first)
        facts = actions.MemberFacts(member.name, member.mobile, street.second.pk, FOUNDED)
        with pytest.raises(MemberAlready):
            actions.enter_member(facts, actor=street.other_secretary, at=moment())

    def test_both_branches_see_the_same_record_and_the_line_does_not_decide(self) -> None:
        street = make_street()
        member = make_member(street.first)
        actions.add_participation(
            member.pk,
            unit_id=street.line.pk,
            kind=ParticipationKind.LINE,
            actor=street.secretary,
            at=moment(FOUNDED),
        )
        with pytest.raises(Forbidden):
            actions.request_transfer(
                member.pk, to_name="某支部", actor=street.line_secretary, at=moment()
            )
        part = ParticipationRelation.objects.get()
        actions.end_participation(part.pk, actor=street.line_secretary, at=moment())
        part.refresh_from_db()
        assert part.valid_to == TODAY

    def test_a_merge_takes_transfers_along(self) -> None:
        street = make_street()
        third = make_branch(street.street)
        going = make_member(street.first)
        coming = make_member(third)
        out = actions.request_transfer(going.pk, to_unit_id=third.pk, actor=office(), at=moment())
        home = actions.request_transfer(
            coming.pk, to_unit_id=street.first.pk, actor=office(), at=moment()
        )
        moved = actions.merge_branch(
            street.first.pk, into_id=street.second.pk, document="批复", actor=office(), at=moment()
        )
        out.refresh_from_db()
        home.refresh_from_db()
        assert moved == 1
        assert (out.from_unit_id, out.state) == (street.second.pk, "requested")
        assert home.to_unit_id == street.second.pk

    def test_an_officer_moves_members_below_alone(self) -> None:
        street = make_street()
        far = make_unit("别区", "district", line="territorial")
        other = make_branch(far, "别区支部")
        make_member(street.first)
        with pytest.raises(Forbidden):
            actions.merge_branch(
                street.first.pk,
                into_id=other.pk,
                document="批复",
                actor=street.officer,
                at=moment(),
            )


@pytest.mark.django_db(transaction=True)
def test_two_transfers_of_one_member_at_once_are_one() -> None:
    street = make_street()
    member = make_member(street.first)
    targets = [street.second.pk, make_branch(street.street).pk]

    answers = all_at_once(
        [
            lambda t=target: actions.request_transfer(
                member.pk, to_unit_id=t, actor=street.secretary, at=moment()
            )
            for target in targets
        ]
    )

    assert Counter(map(type, answers)) == {Transfer: 1, TransferUnderWay: 1}
    assert list(audit.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_two_branches_claiming_one_floating_member_at_once() -> None:
    street = make_street()
    stay = make_stay(street.station)
    claims = ((street.first, street.secretary), (street.second, street.other_secretary))

    answers = all_at_once(
        [
            lambda b=branch, a=actor: actions.attach(stay.pk, branch_id=b.pk, actor=a, at=moment())
            for branch, actor in claims
        ]
    )

    assert Counter(map(type, answers)) == {FloatingMember: 1, AlreadyTaken: 1}
    assert ParticipationRelation.objects.filter(valid_to__isnull=True).count() == 1
    assert list(audit.verify()) == []
