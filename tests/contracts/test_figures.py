"""Every figure equals its rows: by every line, on every date, for every reader, in every part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from factories.exchange import (
    make_confirmed,
    make_exchange_zone,
    make_item,
    make_need,
    make_pairing,
)
from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.exchange import actions as exchange
from gongjian.insight.queries import recount
from gongjian.kernel import figures
from gongjian.kernel.actor import visitor
from gongjian.kernel.errors import NotVisible
from gongjian.kernel.figures import Asked
from gongjian.org import actions as org
from gongjian.org import queries
from gongjian.org.figures import UNITS
from gongjian.org.terms import Line

MOVED = TODAY - timedelta(days=10)
DAYS = (MOVED - timedelta(days=1), MOVED, TODAY)

pytestmark = pytest.mark.django_db


def place(unit, under, line, day=FOUNDED):
    org.place(
        unit.pk,
        line=line,
        parent_id=under.pk if under else None,
        from_day=day,
        actor=office(),
        at=moment(day),
    )


@pytest.fixture
def district(db):
    """A district with two streets and a bureau, a zone across them, and some of everything."""
    exchange.add_categories(("为老服务", "健康服务"), actor=office(), at=moment(FOUNDED))
    top = make_unit("测试区", "district", line="territorial")
    east = make_unit("东街道", "street", under=top, line="territorial")
    west = make_unit("西街道", "street", under=top, line="territorial")
    bureau = make_unit("卫健局", "bureau", line="sectoral")
    zone = make_exchange_zone()
    place(zone.unit, east, "territorial")
    place(zone.asking, east, "territorial")
    place(zone.giving, west, "territorial")
    place(zone.asking, bureau, "sectoral")
    early = moment(TODAY - timedelta(days=20))
    make_pairing(zone)
    make_confirmed(zone, at=early)
    make_confirmed(zone)
    make_need(zone, at=early)
    need = make_need(zone)
    exchange.hand_over(need.pk, actor=office(), at=moment())
    exchange.offer_resource(
        exchange.ResourceEntry(
            unit_id=zone.giving.pk, title="导引志愿者", capacity=5, available_from=FOUNDED
        ),
        actor=actor_of(zone.giver),
        at=early,
    )
    item = make_item(zone)
    for person in (zone.volunteer(), zone.volunteer()):
        exchange.sign_up(item.pk, actor=actor_of(person), at=moment())
    # The re-organisation: the asking unit moves to the other street.
    place(zone.asking, west, "territorial", MOVED)
    return {"zone": zone, "top": top, "east": east, "west": west, "bureau": bureau}


def readers(district):
    zone = district["zone"]
    return (
        office(),
        actor_of(zone.host),
        actor_of(zone.requester),
        actor_of(make_person(district["top"], "district_officer")),
        actor_of(make_person(district["bureau"], "line_officer")),
        actor_of(zone.volunteer()),
        visitor(TODAY),
    )


def questions(district, days=DAYS):
    """Yield every line with nodes of it, for the zone alone and without a limit."""
    zone_id = district["zone"].unit.pk
    nodes = {
        "territorial": (None, district["top"].pk, district["east"].pk),
        "sectoral": (None, district["bureau"].pk),
        "alliance": (None, zone_id),
    }
    for line, of_line in nodes.items():
        for on in days:
            for zone in (None, zone_id):
                for node in of_line:
                    yield Asked(line, on, node_id=node, zone_id=zone)


def test_numbers_asked_together_are_those_asked_one_by_one(district):
    every = figures.declared().values()
    for reader in readers(district)[:-1]:
        for line in Line.values:
            asked = Asked(line, TODAY)
            for units in (queries.units_asked(asked), None):
                found = figures.values(every, asked, reader, units)
                assert found == {
                    each.code: figures.value(each, asked, reader, units) for each in every
                }


def test_a_visitor_is_told_no_figure_that_is_not_public(district):
    with pytest.raises(NotVisible):
        figures.values(
            figures.declared().values(), Asked("territorial", TODAY), visitor(TODAY), None
        )


def test_every_number_equals_its_rows(district):
    for reader in readers(district):
        whole = reader.system_permissions
        asked_now = [Asked(line, TODAY) for line in Line.values]
        for asked in questions(district, DAYS[1:]) if whole else asked_now:
            units = queries.units_asked(asked)
            for figure in figures.declared().values():
                if reader.is_visitor and figure.public is None:
                    with pytest.raises(NotVisible):
                        figures.value(figure, asked, reader, units)
                    continue
                answer = figures.answer(figure, asked, reader, units)
                rows = figures.rows(figure, asked, reader, units)
                assert answer.value == recount(figure, rows), (figure.code, asked, reader.label)
                assert answer.total == len(answer.rows)
                assert len({row.pk for row in rows}) == answer.total, "each row once"


def test_every_value_of_a_dimension_equals_its_rows_and_they_add_up(district):
    for reader in readers(district)[:3]:
        for asked in (Asked(line, TODAY) for line in Line.values):
            for figure in figures.declared().values():
                for dimension in figure.dimensions:
                    if not figure.measure.adds_up:
                        continue
                    split = figures.split(figure, asked, reader, None, dimension.code)
                    for code, number in split.items():
                        part = replace(asked, filters={dimension.code: code})
                        assert figures.value(figure, part, reader, None) == number
                    assert sum(split.values()) == figures.value(figure, asked, reader, None)


def test_every_part_of_the_structure_equals_its_rows_and_they_add_up(district):
    reader = office()
    for asked in questions(district, DAYS[:1] + DAYS[2:]):
        units = queries.units_asked(asked)
        parting = queries.part_units(asked)
        for figure in figures.declared().values():
            if not figure.measure.adds_up:
                continue
            groups = list(figures.by_units(figure, asked, reader, units))
            numbers = []
            for branch in parting.branches:
                of_branch = sum(n for at, n in groups if at & branch.unit_ids)
                below = queries.units_asked(branch.asked)
                assert figures.value(figure, branch.asked, reader, below) == of_branch, (
                    figure.code,
                    branch.asked,
                )
                numbers.append(of_branch)
            # A pairing stands at both its units, so it may count in two parts.
            if len(figure.unit_paths) == 1:
                assert sum(numbers) == figures.value(figure, asked, reader, units)


def test_past_days_keep_their_structure(district):
    zone_id = district["zone"].unit.pk

    def units(street, on):
        asked = Asked("territorial", on, node_id=district[street].pk, zone_id=zone_id)
        return figures.value(UNITS, asked, office(), queries.units_asked(asked))

    assert units("east", MOVED - timedelta(days=1)) == 1
    assert units("west", MOVED - timedelta(days=1)) == 1
    assert units("east", MOVED) == 0
    assert units("west", MOVED) == units("west", TODAY) == 2


def test_zone_is_whole_by_each_line(district):
    zone_id = district["zone"].unit.pk
    for line in Line.values:
        for on in DAYS:
            asked = Asked(line, on, zone_id=zone_id)
            assert figures.value(UNITS, asked, office(), queries.units_asked(asked)) == 2


def test_state_of_a_need_is_the_one_of_that_day(district):
    zone_id = district["zone"].unit.pk

    def number(code, on):
        figure = figures.declared()[code]
        asked = Asked("alliance", on, zone_id=zone_id)
        return figures.value(figure, asked, office(), queries.units_asked(asked))

    before = TODAY - timedelta(days=21)
    assert number("exchange.needs_confirmed", before) == 0
    assert number("exchange.needs_confirmed", MOVED) == 1
    assert number("exchange.needs_confirmed", TODAY) == 2
    assert number("exchange.needs_open", MOVED) == 1


def test_public_columns_and_public_figures_name_no_person():
    personal = ("person", "raised_by", "offered_by", "liaison", "mobile", "confirmed_by")
    for figure in figures.declared().values():
        for column in figure.columns:
            assert not any(word in column.path for word in personal), column.path
        if figure.public is not None:
            assert figure.columns_for(visitor(TODAY)), f"{figure.code} has no public column"
