"""Where two lines tell different numbers: the shares add up to the difference, row by row."""

from __future__ import annotations

import pytest
from django.urls import reverse

from factories.entities import COMMUNITY, OTHER_COMMUNITY, make_entity
from factories.members import account_of, actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.structure import make_duty
from gongjian.entities.figures import ENTITIES
from gongjian.entities.queries.recount import recount
from gongjian.kernel import figures
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked
from gongjian.org import actions as org
from gongjian.org import queries as trees
from gongjian.org.figures import UNITS
from gongjian.structure import queries
from gongjian.structure.queries.reconciling import shares_of
from gongjian.structure.terms import Share, Side

pytestmark = pytest.mark.django_db

T, S = "territorial", "sectoral"
ALL = slice(None)


def place(unit, under, line):
    org.place(
        unit.pk, line=line, parent_id=under.pk, from_day=FOUNDED, actor=office(), at=moment(FOUNDED)
    )


@pytest.fixture
def lines():
    top = make_unit("区", "district", line=T)
    east = make_unit("东街道", "street", under=top, line=T)
    west = make_unit("西街道", "street", under=top, line=T)
    bureau = make_unit("局", "bureau", line=S)
    both = make_unit("两线都有", "school", under=east, line=T)
    place(both, bureau, S)
    make_unit("只在块上", "school", under=east, line=T)
    elsewhere = make_unit("另一街道的", "school", under=west, line=T)
    place(elsewhere, bureau, S)
    make_unit("只在条上", "school", under=bureau, line=S)
    return {"top": top, "east": east, "bureau": bureau}


def text(answer):
    return answer.content.decode()


def names(found):
    return {row.values[0] for row in found.rows}


def reconcile(lines, share, actor=None):
    sides = (Side(T, lines["east"].pk), Side(S, lines["bureau"].pk))
    return queries.reconcile(UNITS, sides, TODAY, actor or office(), share=share, rows=ALL)


def test_each_row_stands_in_the_share_that_says_why(lines):
    found = reconcile(lines, None)
    assert found.share is Share.FIRST_UNPLACED
    assert found.values == (3, 4)
    assert names(found) == {"东街道", "只在块上"}
    assert names(reconcile(lines, Share.BOTH)) == {"两线都有"}
    assert names(reconcile(lines, Share.SECOND_UNPLACED)) == {"局", "只在条上"}
    elsewhere = reconcile(lines, Share.SECOND_ELSEWHERE)
    assert names(elsewhere) == {"另一街道的"}
    assert elsewhere.rows[0].stands == ("西街道", "局")


def test_shares_add_up_to_the_difference(lines):
    found = reconcile(lines, None)
    counts = found.counts
    only_first = counts[Share.FIRST_UNPLACED] + counts[Share.FIRST_ELSEWHERE]
    only_second = counts[Share.SECOND_UNPLACED] + counts[Share.SECOND_ELSEWHERE]
    assert only_first - only_second == found.difference == -1
    assert only_first + counts[Share.BOTH] == found.values[0]


def test_what_is_counted_in_columns_is_reconciled_too(lines):
    asked = Asked(T, TODAY), Asked(S, TODAY)
    assert not any(len(keys) for keys in shares_of(ENTITIES, asked, office()).values())


def test_totals_of_every_figure_stand_beside_each_other(lines):
    found = {each.figure.code: each for each in queries.get_totals(office(), (T, S), TODAY)}
    units = found["org.units"]
    assert (units.first, units.second, units.difference) == (6, 4, 2)


def test_only_who_reads_figures_compares(lines):
    volunteer = actor_of(make_person(lines["east"], "volunteer"))
    with pytest.raises(Forbidden):
        reconcile(lines, None, volunteer)
    with pytest.raises(Forbidden):
        queries.get_totals(volunteer, (T, S), TODAY)


def test_a_reader_compares_within_reach(lines):
    officer = actor_of(make_person(lines["east"], "district_officer"))
    found = reconcile(lines, Share.BOTH, officer)
    assert names(found) == {"两线都有"}
    assert found.counts[Share.SECOND_UNPLACED] == 0


def test_pages_show_shares_and_rows(client, lines):
    client.force_login(account_of(make_person(lines["top"], "district_officer")))
    listed = client.get(reverse("reconciliation_list"))
    assert reverse("reconciliation", args=["org.units"]) in text(listed)
    sides = {"first_node": lines["east"].pk, "second_node": lines["bureau"].pk}
    page = client.get(reverse("reconciliation", args=["org.units"]), sides)
    assert "只在块上" in text(page)
    shared = client.get(
        reverse("reconciliation", args=["org.units"]), {**sides, "share": Share.BOTH.value}
    )
    assert "只在块上" not in text(shared)


def test_figure_and_unit_lead_here(client, lines):
    client.force_login(account_of(make_person(lines["top"], "district_officer")))
    page = client.get(reverse("figure", args=["org.units"]), {"line": S})
    assert reverse("reconciliation", args=["org.units"]) + "?first=sectoral" in text(page)
    compared = client.get(reverse("reconciliation", args=["org.units"]), {"first": S})
    assert [side.line for side in compared.context["found"].sides] == [S, T]
    unit = client.get(reverse("unit", args=[lines["east"].pk]))
    assert reverse("reorganisation_new") in text(unit)


def test_entities_are_counted_under_the_unit_and_not_under_its_placement():
    """Keys of placements and of units differ, as everywhere but in a fresh little database."""
    make_unit("不排入的", "school")
    top = make_unit("区", "district", line=T)
    east = make_unit("东街道", "street", under=top, line=T)
    west = make_unit("西街道", "street", under=top, line=T)
    make_duty(east, COMMUNITY)
    make_duty(west, OTHER_COMMUNITY)
    make_entity(territory=COMMUNITY)
    make_entity(territory=COMMUNITY)
    make_entity(territory=OTHER_COMMUNITY)
    for node, expected in ((top, 3), (east, 2), (west, 1)):
        asked = Asked(T, TODAY, node_id=node.pk)
        assert figures.value(ENTITIES, asked, office(), trees.units_asked(asked)) == expected
        assert sum(recount(asked, office()).values()) == expected
