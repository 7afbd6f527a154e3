"""The coverage board and the uncovered finder, as an officer opens them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories.formation import make_member
from factories.members import account_of, actor_of, make_person
from factories.org import TODAY, make_unit, office
from factories.registry import cover, make_entity, make_responsible, make_venue
from gongjian.entities.queries import columns
from gongjian.entities.terms import CoveredBy, EntityKind
from gongjian.insight.queries.coverage import BoardQuestion, get_board, month_ends
from gongjian.insight.queries.uncovered import find_uncovered
from gongjian.kernel.figures import Asked
from gongjian.kernel.models import AuditEvent

pytestmark = pytest.mark.django_db

EAST, WEST = "330106001", "330106002"
MOVED = TODAY - timedelta(days=10)


@pytest.fixture
def district():
    """Two streets: one with a branch that covers a shop, one where nobody is covered."""
    top = make_unit("测试区", "district", line="territorial")
    east = make_unit("东街道", "street", under=top, line="territorial")
    west = make_unit("西街道", "street", under=top, line="territorial")
    branch = make_unit("商会支部", "branch", under=east, line="territorial")
    make_responsible(east, EAST)
    make_responsible(west, WEST)
    venue = make_venue(WEST)
    shop = make_entity(EAST, kind=EntityKind.SMALL_FIRM, longitude=120.1, latitude=30.2)
    make_entity(EAST + "001", longitude=120.101, latitude=30.2)
    make_entity(WEST, venue=venue, longitude=120.2, latitude=30.2)
    cover(branch, shop, since=MOVED)
    return {"top": top, "east": east, "west": west, "branch": branch, "venue": venue}


@pytest.fixture
def officer(district):
    person = make_person(district["top"], "district_officer")
    client = Client()
    client.force_login(account_of(person))
    return client


def board(by="part", further="", across="coverage", since=None, **asked):
    asked = Asked("territorial", TODAY, **asked)
    return get_board(BoardQuestion(asked, by, further, across, since), office())


def test_rows_add_up_to_the_whole_and_part_by_the_structure(district):
    found = board(node_id=district["top"].pk)
    assert [(row.labels, row.total, row.covered) for row in found.rows] == [
        (("东街道",), 2, 1),
        (("西街道",), 1, 0),
    ]
    assert (found.whole.total, found.whole.numbers) == (3, {"own": 1, "nothing": 2})


def test_three_dimensions_and_a_change_between_two_days(district):
    found = board("kind", "place", since=MOVED - timedelta(days=1))
    rows = {row.labels: (row.total, row.change, row.covered_change) for row in found.rows}
    assert rows == {
        (str(EntityKind.SMALL_FIRM.label), "地方330106"): (1, 0, 1),
        (str(EntityKind.SOLE_TRADER.label), "地方330106"): (2, 0, 0),
    }


def test_indicators_tell_what_can_be_told(district):
    readings = [(each.reached, each.of) for each in board().readings]
    assert readings == [(0, 3), (0, 0), (None, None), (None, None), (0, 2), (1, 3)]
    narrowed = board(filters={"kind": "small_firm"}).readings
    assert (narrowed[1].reached, narrowed[5].reached) == (None, 1), "members have no class"


def test_members_relations_are_an_indicator(district):
    make_member(district["branch"])
    assert (board().readings[1].reached, board().readings[1].of) == (1, 1)


def test_month_ends_lead_to_the_day():
    ends = month_ends(TODAY)
    assert (len(ends), ends[0].isoformat(), ends[-2].isoformat()) == (
        12,
        "2025-12-31",
        "2026-10-31",
    )


@pytest.mark.parametrize(
    "split",
    [
        {"by": "kind", "further": "part"},
        {"by": "place", "across": "kind", "since": (MOVED - timedelta(days=1)).isoformat()},
        {"by": "coverage", "further": "venue", "across": "venue_type"},
    ],
)
def test_every_number_of_the_page_opens_as_many_rows(district, officer, split):
    page = officer.get(reverse("coverage_board"), split)
    assert page.status_code == 200
    table = page.context["table"]
    opened = 0
    for row in table.rows:
        for column, cell in list(zip(table.columns, row.cells, strict=True))[1:]:
            if not cell.href or "%" in column.label:
                continue
            answer = officer.get(cell.href).context["answer"]
            assert answer.value == cell.value, (column.label, cell.href)
            opened += 1
    assert opened >= 5


def test_columns_can_be_classes(district):
    found = board("part", across="kind")
    assert [code for code, _label in found.columns] == EntityKind.values
    assert found.whole.across == {"small_firm": 1, "sole_trader": 2}
    assert found.whole.covered == 1


def test_board_goes_out_with_a_reason_and_on_the_record(district, officer, tmp_path):
    address = reverse("coverage_export") + "?by=kind&across=venue_type"
    refused = officer.post(address, {"reason": " "})
    assert refused.status_code == 200
    assert refused.context["form"].errors
    given = officer.post(address, {"reason": "季度通报"})
    path = tmp_path / "board.xlsx"
    path.write_bytes(b"".join(given.streaming_content))
    about, numbers = CalamineWorkbook.from_path(path).sheet_names
    book = CalamineWorkbook.from_path(path)
    rows = book.get_sheet_by_name(numbers).to_python()
    assert [row[1] for row in rows[1:]] == [1, 2, 3], "two classes, and together"
    assert "季度通报" in rows[0][-1]
    assert "季度通报" in book.get_sheet_by_name(about).to_python()[0][0]
    event = AuditEvent.objects.order_by("-seq").filter(action="insight.board.export")[0]
    assert (event.detail["reason"], event.detail["by"]) == ("季度通报", "kind")


def test_who_may_only_look_takes_nothing_out(district):
    person = make_person(district["branch"], "branch_secretary")
    client = Client()
    client.force_login(account_of(person))
    assert client.get(reverse("coverage_board")).status_code == 200
    assert client.post(reverse("coverage_export"), {"reason": "看看"}).status_code == 403


def test_board_shows_the_year_only_when_asked(district, officer):
    assert officer.get(reverse("coverage_board")).context["trend"] is None
    page = officer.get(reverse("coverage_board"), {"trend": "1"})
    assert [bar.total for bar in page.context["trend"].bars][-1] == 3


@pytest.mark.parametrize(
    "odd", ["by=x&further=part", "since=2026-13-45", "since=x&page=999", "kind=x&street=1"]
)
def test_odd_addresses_are_answered(district, officer, odd):
    assert officer.get(reverse("coverage_board") + "?" + odd).status_code == 200
    assert officer.get(reverse("uncovered_finder") + "?" + odd).status_code == 200


def test_officer_of_one_street_counts_that_street_alone(district):
    person = make_person(district["east"], "district_officer")
    found = get_board(BoardQuestion(Asked("territorial", TODAY)), actor_of(person))
    assert found.whole.total == 2


def test_finder_names_the_nearest_branch_with_its_distance(district):
    asked = Asked("territorial", TODAY, filters={"community": EAST + "001"})
    found = find_uncovered(asked, "community", office(), slice(25))
    assert found.total == 1
    [near] = found.nearby
    assert (near.name, near.entities) == ("商会支部", 1)
    assert 90 < near.metres < 105


def test_finder_groups_by_venue_and_leads_to_its_cover(district, officer):
    page = officer.get(reverse("uncovered_finder"), {"by": "venue"})
    labels = {group.label: group.value for group in page.context["page"].groups}
    assert labels == {district["venue"].name: 1, "": 1}
    chosen = officer.get(reverse("uncovered_finder"), {"venue": str(district["venue"].pk)})
    [near] = chosen.context["nearby"].rows
    wanted = f"?venue={district['venue'].pk}&unit={district['branch'].pk}"
    assert near.cells[-1].href == reverse("cover_new") + wanted
    form = officer.get(near.cells[-1].href)
    assert form.context["form"]["unit"].value() == district["branch"].pk


def test_finder_goes_one_by_one_with_the_nearest_branch_of_each(district, officer):
    page = officer.get(reverse("uncovered_finder"), {"by": "entity"})
    rows = page.context["table"].rows
    assert [row.cells[0].href for row in rows] == [
        reverse("entity", args=[pk]) for pk in uncovered_ids()
    ]
    first = rows[0].cells
    assert first[3].text == "商会支部"
    assert re.search(r"9\d", first[3].note)
    assert officer.get(first[4].href).status_code == 200


def uncovered_ids():
    asked = Asked("territorial", TODAY, filters={"coverage": "nothing"})
    return columns.find(asked, office(), slice(None))[0]


def test_who_may_not_cover_is_not_led_there(district):
    person = make_person(district["branch"], "branch_secretary")
    client = Client()
    client.force_login(account_of(person))
    for by in ("street", "entity"):
        page = client.get(reverse("uncovered_finder"), {"by": by})
        assert reverse("cover_new") not in page.content.decode()


def test_instructor_is_no_branch(district):
    cover(district["branch"], district["venue"], by=CoveredBy.INSTRUCTOR)
    assert board().whole.numbers == {"own": 1, "instructor": 1, "nothing": 1}
    assert board().whole.covered == 1
