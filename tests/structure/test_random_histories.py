"""Any history of re-organisations: the trees stay whole, the past stays as it was."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from factories.entities import make_cover, make_entity
from factories.members import make_person
from factories.memberships import hold
from factories.org import FOUNDED, make_unit, moment, office
from factories.structure import make_duty, make_reorganisation, put_in_charge
from gongjian.entities.figures import ENTITIES
from gongjian.entities.queries import recount
from gongjian.kernel import figures
from gongjian.kernel.errors import DomainError
from gongjian.kernel.figures import Asked
from gongjian.members.models import Appointment, Charge, FormalRelation
from gongjian.org import queries as trees
from gongjian.org.figures import UNITS
from gongjian.org.models import Placement, Responsibility, Territory, Unit, UnitName
from gongjian.org.policy import EVERYTHING, on_day
from gongjian.structure import actions, queries
from gongjian.structure.models import Reorganisation
from gongjian.structure.terms import (
    Close,
    EndDuty,
    HandOver,
    Merge,
    Move,
    Rename,
    Split,
    VacancyKind,
)

UNITS_AT_START, LAST_DAY = 6, 24
LINES = ("territorial", "sectoral")
PLACES = ("330212001", "330212002", "330212003")
KEPT = (Unit, UnitName, Placement, Responsibility, Charge, Appointment, FormalRelation)

pick = st.integers(0, 9)
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("move", "move", "move", "merge", "split", "close", "rename", "hand", "end", "undo")
        ),
        pick,
        pick,
        st.sampled_from(LINES),
        st.sampled_from(PLACES),
        # Days run back and forth: what is planned ahead must bear what comes before it.
        st.integers(1, LAST_DAY),
    ),
    max_size=10,
)


def day(number):
    return FOUNDED + timedelta(days=number)


def everything():
    return {model: {row["id"]: row for row in model._default_manager.values()} for model in KEPT}


def numbers(until):
    """Return how many units each node has, on each line and each day before one."""
    found = {}
    for number in range(0, until, 5):
        for line in LINES:
            for unit in Unit.objects.all():
                asked = Asked(line, day(number), node_id=unit.pk)
                units = trees.units_asked(asked)
                count = figures.value(UNITS, asked, office(day(number)), units)
                if count:
                    found[number, line, unit.pk] = count
    return found


def change(step, units):
    what, one, other, line, place, _day = step
    first, second = units[one % len(units)].pk, units[other % len(units)].pk
    below = tuple(
        Placement.objects.filter(parent_id=first, valid_to=None)
        .values_list("unit_id", flat=True)
        .distinct()[:1]
    )
    return {
        "move": Move(first, line, second),
        "merge": Merge((first,), second),
        "split": Split(first, None, f"分{one}{other}", below, (), closes=bool(other % 2)),
        "close": Close(first),
        "rename": Rename(first, f"改名{other}"),
        "hand": HandOver(first, line, place),
        "end": EndDuty(line, place),
    }[what]


def climb(unit, parents):
    """Return a unit and all above it, going from parent to parent; a circle would never end."""
    found = []
    while unit in parents:
        assert unit not in found, "a circle"
        found.append(unit)
        unit = parents[unit]
    return found


class TestHistories(TestCase):
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def test_trees_stay_whole_and_the_past_as_it_was(self, history):
        units = [make_unit(type="district", line="territorial") for _ in range(UNITS_AT_START)]
        for unit, place in zip(units, PLACES, strict=False):
            put_in_charge(make_duty(unit, place), make_person(unit, "host"))
        members = [hold(make_person(unit).pk, unit) for unit in units[:3]]
        for place in PLACES:
            make_entity(territory=place)
        make_cover(units[3], make_entity(territory=PLACES[0]))
        make_cover(units[4], Territory.objects.get(pk=PLACES[1]))
        root = units[0]
        applied = []
        for step in history:
            units = list(Unit.objects.filter(closed_on=None).order_by("pk"))
            if step[0] == "undo":
                self._undo_last(applied)
            else:
                self._apply(step, units, root, applied)
            assert not list(queries.structure_faults())
            self._no_silent_gap()
            for member in members:
                self._has_one_branch(member.person_id)
        for number in range(0, LAST_DAY + 1, 6):
            for line in LINES:
                self._figures_are_the_recount(line, day(number))

    def _figures_are_the_recount(self, line, on):
        """Climb from parent to parent, where the figures read paths and columns."""
        parents = dict(
            Placement.objects.filter(on_day(on), line=line).values_list("unit_id", "parent_id")
        )
        units, entities = Counter(), Counter()
        for unit in parents:
            units.update(climb(unit, parents))
        for row in recount.on_line(line, on, EVERYTHING):
            entities.update(climb(row.unit_id, parents))
        for node in Unit.objects.values_list("pk", flat=True):
            asked = Asked(line, on, node_id=node)
            under = trees.units_asked(asked)
            assert figures.value(UNITS, asked, office(on), under) == units[node]
            assert figures.value(ENTITIES, asked, office(on), under) == entities[node]

    def _apply(self, step, units, root, applied):
        number = step[-1]
        before, past = everything(), numbers(number)
        try:
            row = make_reorganisation(root, day(number), change(step, units))
            actions.apply(row.pk, actor=office(day(number)), at=moment(day(number)))
        except DomainError:
            assert everything() == before, "a refused re-organisation writes nothing"
            return
        assert numbers(number) == past, "figures of earlier days stay"
        applied.append((row.pk, before))

    def _undo_last(self, applied):
        if not applied:
            return
        pk, before = applied.pop()
        done = Reorganisation.objects.get(pk=pk).applied_on
        actions.undo(pk, actor=office(done), at=moment(done))
        assert everything() == before, "undoing the last one puts back exactly what was"

    def _has_one_branch(self, person):
        for number in range(0, LAST_DAY + 2):
            on = day(number)
            (held,) = FormalRelation.objects.filter(on_day(on), person=person).select_related(
                "unit"
            )
            assert held.unit.closed_on is None or held.unit.closed_on > on

    def _no_silent_gap(self):
        for number in range(0, LAST_DAY + 1, 4):
            on = day(number)
            vacant = {(v.kind, v.line, v.territory) for v in queries.list_vacancies(on)}
            begun = Responsibility.objects.filter(valid_from__lte=on)
            for line, place in set(begun.values_list("line", "territory_id")):
                held = [
                    row
                    for row in begun.filter(line=line, territory_id=place)
                    if row.valid_to is None or row.valid_to > on
                ]
                if not held:
                    assert (VacancyKind.NO_UNIT, line, place) in vacant
                    continue
                charged = [
                    c
                    for c in Charge.objects.filter(responsibility=held[0], valid_from__lte=on)
                    if c.valid_to is None or c.valid_to > on
                ]
                assert charged or (VacancyKind.NO_PERSON, line, place) in vacant


@pytest.mark.django_db
def test_two_planned_moves_in_any_order_end_alike():
    """A move entered for an earlier day than one that is planned leaves the plan as it is."""
    top = make_unit("区", "district", line="territorial")
    streets = [
        make_unit(f"{name}街道", "street", under=top, line="territorial") for name in "甲乙丙"
    ]
    one, two = (
        make_unit(f"社区{n}", "community", under=streets[0], line="territorial") for n in "一二"
    )
    unit_below = {
        each.pk: make_unit(f"{each.name}支部", "branch", under=each, line="territorial")
        for each in (one, two)
    }
    planned = [(10, streets[1]), (20, streets[2])]
    for community, order in ((one, planned), (two, planned[::-1])):
        for number, street in order:
            row = make_reorganisation(
                top, day(number), Move(community.pk, "territorial", street.pk)
            )
            actions.apply(row.pk, actor=office(), at=moment())
    for number, street in ((5, streets[0]), (10, streets[1]), (19, streets[1]), (20, streets[2])):
        found = trees.units_under(street.pk, line="territorial", on=day(number))
        below = set(found.values_list("unit_id", flat=True))
        for community in (one, two):
            assert {community.pk, unit_below[community.pk].pk} <= below
    assert not list(queries.structure_faults())
