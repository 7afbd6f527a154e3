"""Any history of the trees: where a unit stood on a day is what the moves until then say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from factories.org import FOUNDED, make_unit, moment, office
from gongjian.kernel import figures
from gongjian.kernel.errors import DomainError
from gongjian.kernel.figures import Asked, Part
from gongjian.org import actions, queries
from gongjian.org.figures import UNITS
from gongjian.org.terms import Line

UNIT_COUNT, LAST_DAY = 6, 12
LINES = ("territorial", "sectoral")

moves = st.lists(
    st.tuples(
        st.integers(0, UNIT_COUNT - 1),
        st.sampled_from(LINES),
        st.one_of(st.none(), st.integers(0, UNIT_COUNT - 1)),
        st.sampled_from(("place", "place", "place", "withdraw")),
        st.integers(0, 2),
    ),
    max_size=14,
)


class Model:
    """The trees as plain dictionaries, one for each line and day."""

    def __init__(self):
        self.parents = {line: {} for line in LINES}
        self.days = {}

    def keep(self, day):
        self.days[day] = {line: dict(parents) for line, parents in self.parents.items()}

    def under(self, line, day, node):
        parents = self.days[day][line]
        if node not in parents:
            return set()
        return {unit for unit in parents if node in self._way(parents, unit)}

    def _way(self, parents, unit):
        while unit is not None:
            yield unit
            unit = parents.get(unit)


class TestPlacements(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(moves)
    def test_figure_of_any_node_line_and_day_is_the_recount(self, history):
        units = [make_unit(type="district") for _ in range(UNIT_COUNT)]
        # An authority may stand under an authority, so every move is possible but a circle.
        model, day = Model(), 0
        model.keep(0)
        for unit, line, parent, what, later in history:
            for passed in range(day, day + later):
                model.keep(passed)
            day += later
            self._move(model, units, unit, line, parent, what, day)
            model.keep(day)
        for passed in range(day, LAST_DAY * 3):
            model.keep(passed)
        self._compare(model, units)

    def _move(self, model, units, unit, line, parent, what, day):
        on = FOUNDED + timedelta(days=day)
        facts = {"line": line, "from_day": on, "actor": office(), "at": moment(on)}
        parents = model.parents[line]
        try:
            if what == "withdraw":
                actions.withdraw(units[unit].pk, **facts)
            else:
                above = units[parent].pk if parent is not None else None
                actions.place(units[unit].pk, parent_id=above, **facts)
        except DomainError:
            return
        if what == "withdraw":
            parents.pop(unit, None)
        else:
            parents[unit] = parent

    def _compare(self, model, units):
        ids = [unit.pk for unit in units]
        for day in sorted(model.days)[::3]:
            on = FOUNDED + timedelta(days=day)
            for line in LINES:
                for number, node in enumerate(ids):
                    expected = {ids[unit] for unit in model.under(line, day, number)}
                    under = queries.units_under(node, line=line, on=on)
                    assert set(under.values_list("unit_id", flat=True)) == expected
                    asked = Asked(line, on, node_id=node)
                    found = figures.value(UNITS, asked, office(), queries.units_asked(asked))
                    assert found == len(expected)
                self._check_parting(Asked(line, on), ids, len(model.days[day][line]))

    def _check_parting(self, asked, ids, placed):
        parting = queries.part_units(asked)
        parts = [branch.unit_ids for branch in parting.branches]
        everyone = {*ids, queries.NOBODY}
        assert set().union(*parts) == everyone, "every unit is in a part, and what has no unit"
        assert sum(len(part) for part in parts) == len(everyone), "and in one only"
        assert sum(len(b.unit_ids) for b in parting.branches if b.node) == placed


@pytest.mark.django_db
def test_moving_a_node_takes_what_stands_below_it_along():
    top = make_unit("区", "district", line="territorial")
    east = make_unit("东", "street", under=top, line="territorial")
    west = make_unit("西", "street", under=top, line="territorial")
    community = make_unit("社区", "community", under=east, line="territorial")
    school = make_unit("学校", "school", under=community, line="territorial")
    day = FOUNDED + timedelta(days=30)

    actions.place(
        community.pk,
        line=Line.TERRITORIAL,
        parent_id=west.pk,
        from_day=day,
        actor=office(),
        at=moment(day),
    )

    def under(node, on):
        found = queries.units_under(node.pk, line="territorial", on=on)
        return set(found.values_list("unit_id", flat=True))

    assert school.pk in under(east, day - timedelta(days=1))
    assert school.pk not in under(east, day)
    assert school.pk in under(west, day)
    assert [place.valid_to for place in queries.places_of(school.pk)] == [None, day]


@pytest.mark.django_db
def test_the_ids_of_units_asked_are_those_of_units():
    top = make_unit("区", "district", line="territorial")
    off = make_unit("不排入", "school")
    under = make_unit("街道", "street", under=top, line="territorial")
    asked = Asked("territorial", FOUNDED, node_id=under.pk)
    found = queries.units_asked(asked)
    rest = queries.units_asked(Asked("territorial", FOUNDED, part=Part.UNPLACED))
    assert found is not None
    assert rest is not None
    assert queries.ids_of(found) == {under.pk}
    assert queries.ids_of(rest) == {off.pk}
