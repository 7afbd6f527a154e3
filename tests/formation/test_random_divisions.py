"""Random histories with divisions: everybody has one branch, or left with a reason."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from factories.formation import make_member
from factories.org import TODAY, make_unit, moment, office
from gongjian.formation import actions
from gongjian.formation.actions import ProposalEntry
from gongjian.formation.models import Case
from gongjian.formation.queries import PartList, Sought, members_of
from gongjian.formation.terms import CaseState, Form, GroundKind
from gongjian.kernel import audit
from gongjian.kernel.errors import DomainError
from gongjian.members import actions as members
from gongjian.members.models import FormalRelation, Membership
from gongjian.members.terms import EndReason
from gongjian.org.models import Placement, Unit

NAMES = (f"分支{number}" for number in itertools.count(1))


@dataclass(frozen=True)
class World:
    """A street with its branches on a day: what a step of a history is about."""

    street: Unit
    on: date
    one: Unit
    other: Unit

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": office(self.on), "at": moment(self.on)}

    @property
    def people(self) -> list[int]:
        return sorted(members_of(self.one.pk, on=self.on))


def propose(world: World) -> None:
    half = len(world.people) // 2
    parts = (
        PartList(world.one.name, frozenset(world.people[:half])),
        PartList(next(NAMES), frozenset(world.people[half:])),
    )
    sought = Sought(GroundKind.BRANCH, branch_id=world.one.pk, parts=parts)
    entry = ProposalEntry(Form.GENERAL, sought, next(NAMES), world.street.pk, "试")
    made = actions.propose(entry, **world.by)
    actions.approve(made.pk, document="批复", **world.by)


def found(world: World) -> None:
    case = Case.objects.filter(state=CaseState.APPROVED).order_by("pk").first()
    if case is not None:
        actions.found(case.pk, on=world.on, **world.by)


def leave(world: World) -> None:
    for person in world.people[:1]:
        members.end_membership(person, why=EndReason.DECEASED, document="登记", **world.by)


def move(world: World) -> None:
    members.move_members(
        world.people[:2],
        from_id=world.one.pk,
        to_id=world.other.pk,
        document="批复",
        **world.by,
    )


STEPS: dict[str, Callable[[World], object]] = {
    "propose": propose,
    "found": found,
    "join": lambda world: make_member(world.one),
    "leave": leave,
    "move": move,
    "merge": lambda world: members.merge_branch(
        world.one.pk, into_id=world.other.pk, document="批复", **world.by
    ),
}

PLANS = st.lists(
    st.tuples(
        st.sampled_from([*STEPS, "propose", "found"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 9),
    ),
    max_size=14,
)


class Histories(PropertyCase):
    """Random histories of a street whose branches are divided."""

    @settings(
        max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(PLANS)
    def test_nobody_is_left_out_and_nobody_is_in_two(
        self, plan: list[tuple[str, int, int, int]]
    ) -> None:
        street = make_unit("百花街道", "street", line="territorial")
        for number in range(2):
            branch = make_unit(f"支部{number}", "branch", under=street, line="territorial")
            for _member in range(7):
                make_member(branch)
        day = TODAY
        for step, one, other, days in plan:
            day += timedelta(days=days)
            branches = list(Unit.objects.filter(type="branch").order_by("pk"))
            world = World(
                street, day, branches[one % len(branches)], branches[other % len(branches)]
            )
            with contextlib.suppress(DomainError):
                STEPS[step](world)
            self._everybody_has_one_branch()
            self._no_circle()
        assert list(audit.verify()) == []

    def _everybody_has_one_branch(self) -> None:
        for membership in Membership.objects.all():
            rows = FormalRelation.objects.filter(person_id=membership.person_id)
            ordered = list(rows.order_by("valid_from", "pk"))
            assert sum(row.valid_to is None for row in ordered) == (membership.ended_on is None)
            for row, following in itertools.pairwise(ordered):
                assert row.valid_to is not None
                assert row.valid_to == following.valid_from, "no day without a branch"

    def _no_circle(self) -> None:
        placed = Placement.objects.filter(line="territorial", valid_to=None)
        for unit_id, path in placed.values_list("unit_id", "path"):
            ids = path.strip("/").split("/")
            assert len(ids) == len(set(ids))
            assert ids[-1] == str(unit_id)
