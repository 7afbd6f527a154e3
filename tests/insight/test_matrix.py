"""The brand matrix is read from records: brands shown, partners, what was done, level by level."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories.life import make_meeting
from factories.members import account_of
from factories.memberships import make_branch
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.standards import make_running, make_street
from gongjian.exchange import actions as exchange
from gongjian.exchange.actions import PairingEntry
from gongjian.insight import queries as insight
from gongjian.insight.queries.deeds import get_deeds
from gongjian.insight.queries.matrix import get_matrix
from gongjian.kernel import figures
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.figures import Asked, Part
from gongjian.kernel.models import AuditEvent
from gongjian.members.models import Person
from gongjian.org import actions as org
from gongjian.org import queries as structure
from gongjian.standards import actions as standards

pytestmark = pytest.mark.django_db

QUERY = TableQuery()


def pair(one, other, *days):
    """Sign a pairing of two units, with an activity on each of these days."""
    entry = PairingEntry(one.pk, other.pk, "结对", "每季度一次", FOUNDED)
    made = exchange.sign_pairing(entry, actor=office(), at=moment(FOUNDED))
    for day in days:
        exchange.add_activity(
            made.pk, held_on=day, title="一起值守", actor=office(), at=moment(day)
        )
    return made


def client_of(actor):
    client = Client()
    client.force_login(account_of(Person.objects.get(pk=actor.person_id)))
    return client


@pytest.fixture
def street():
    """Return a street whose first branch has a brand, a partner and some deeds."""
    street = make_street()
    first, second, _third = street.branches
    make_running(first, shown=True)
    make_running(second)
    school = make_unit("测试小学", "school")
    pair(first, school, TODAY, TODAY - timedelta(days=3))
    make_meeting(first, on=TODAY - timedelta(days=1))
    make_meeting(first, on=TODAY)
    return street


def ask(street, actor=None, *, on=TODAY, line="territorial", query=QUERY):
    node = street.street.pk if line == "territorial" else None
    return get_matrix(Asked(line, on, node_id=node), actor or street.officer, query)


def row_of(page, unit):
    return next(row for row in page.rows if row.id == unit.pk)


def test_a_branch_stands_with_its_brand_its_partners_and_what_it_did(street):
    page = ask(street)
    row = row_of(page, street.branches[0])
    assert page.total == 3
    assert (row.brand.name, row.under) == ("红邻驿站", "测试街道")
    assert [partner.name for partner in row.partners] == ["测试小学"]
    assert [tally.value for tally in row.tallies] == [2, 2, 0]
    assert row_of(page, street.branches[1]).brand is None, "it runs and is not shown"


def test_every_number_opens_exactly_its_rows(street):
    page = ask(street)
    for tally in (
        *(tally for row in page.rows for tally in row.tallies),
        *(tally for level in page.levels for tally in level.tallies),
    ):
        answer = insight.get_answer(tally.figure, tally.asked, street.officer)
        assert (answer.value, len(answer.rows)) == (tally.value, tally.value)


def test_levels_show_their_own_brand_and_count_all_below(street):
    make_running(street.street, shown=True)
    actor = street.officer
    top = get_matrix(Asked("territorial", TODAY, node_id=street.district.pk), actor, QUERY)
    level = next(each for each in top.levels if each.node and each.node.id == street.street.pk)
    assert level.brand is not None
    assert [tally.value for tally in level.tallies] == [2, 2, 2, 0]
    assert ask(street).brand == level.brand
    here = next(each for each in ask(street).levels if each.asked.part == Part.HERE)
    assert here.tallies[0].value == 1


def test_the_day_asked_decides_brands_structure_and_year(street):
    first = street.branches[0]
    yesterday = TODAY - timedelta(days=1)
    assert [t.value for t in row_of(ask(street, on=yesterday), first).tallies] == [1, 0, 0], (
        "what was held yesterday was recorded today"
    )
    last_year = FOUNDED - timedelta(days=1)
    assert ask(street, on=last_year).total == 3, "asked without a place: nothing stood here then"
    other = make_unit("另一街道", "street", under=street.district, line="territorial")
    org.place(
        first.pk,
        line="territorial",
        parent_id=other.pk,
        from_day=TODAY,
        actor=office(),
        at=moment(),
    )
    assert ask(street).total == 2
    assert ask(street, on=yesterday).total == 3


def test_a_branch_of_another_line_is_counted_on_its_own(street):
    """Without a place asked for, all branches stand there; each number is of the branch's line."""
    bureau = make_unit("测试局", "bureau", line="sectoral")
    branch = make_unit("协会支部", "branch", under=bureau, line="sectoral")
    make_meeting(branch)
    page = get_matrix(Asked("territorial", TODAY), office(), QUERY)
    tally = row_of(page, branch).tallies[1]
    assert (tally.value, tally.asked.line) == (1, "sectoral")
    units = structure.units_asked(tally.asked)
    assert figures.value(tally.figure, tally.asked, office(), units) == 1


def test_filters_find_those_with_and_without_a_brand(street):
    def names(**filters):
        return [row.name for row in ask(street, query=TableQuery(filters=filters)).rows]

    assert names(brand="shown") == ["第1党支部"]
    assert names(brand="none") == ["第2党支部", "第3党支部"]
    assert ask(street, query=TableQuery(text="第3")).total == 1


def test_a_branch_sees_its_own_numbers_and_the_brands_of_others(street):
    mine = street.secretaries[1]
    page = ask(street, mine)
    assert {row.name: bool(row.tallies) for row in page.rows} == {
        "第1党支部": False,
        "第2党支部": True,
    }
    with pytest.raises(NotVisible):
        get_deeds(street.branches[0].pk, Asked("territorial", TODAY), mine, QUERY)
    with pytest.raises(Forbidden):
        ask(street, replace(mine, grants=()))


def test_what_a_branch_did_is_one_list_by_day(street):
    asked = Asked("territorial", TODAY)
    page = get_deeds(street.branches[0].pk, asked, street.officer, QUERY)
    assert [(deed.kind.value, deed.on) for deed in page.deeds] == [
        ("meeting", TODAY),
        ("together", TODAY),
        ("meeting", TODAY - timedelta(days=1)),
        ("together", TODAY - timedelta(days=3)),
    ]
    assert page.total == sum(tally.value for tally in page.tallies)
    only = TableQuery(filters={"kind": "together"})
    some = get_deeds(street.branches[0].pk, asked, street.officer, only)
    assert (some.total, {deed.second for deed in some.deeds}) == (2, {"测试小学"})


def test_the_pages_open_and_nothing_in_them_can_be_ranked(street):
    client = client_of(street.officer)
    at_street = f"?line=territorial&node={street.street.pk}"
    page = client.get(reverse("matrix") + at_street)
    assert page.status_code == 200
    assert "红邻驿站" in page.content.decode()
    tables = (page.context["levels"], page.context["branches"])
    assert not any(column.sortable for table in tables for column in table.columns)
    assert client.get(reverse("matrix_sheet") + at_street).status_code == 200
    deeds = client.get(reverse("matrix_branch", args=[street.branches[0].pk]))
    assert "一起值守" in deeds.content.decode()


def test_it_takes_the_same_number_of_queries_however_many_branches(street):
    client = client_of(street.officer)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("matrix")).status_code == 200
        return len(found)

    queries()
    few = queries()
    for _ in range(10):
        branch = make_branch(street.street)
        make_running(branch, shown=True)
        pair(branch, make_unit(type="school"), TODAY)
    assert queries() == few


def test_ended_brands_leave_the_matrix(street):
    row = row_of(ask(street), street.branches[0])
    standards.end(row.brand.id, on=TODAY, words="职能调整", actor=office(), at=moment())
    assert row_of(ask(street), street.branches[0]).brand is None
    before = ask(street, office(), on=TODAY - timedelta(days=1))
    assert row_of(before, street.branches[0]).brand is not None


def test_an_export_asks_for_a_reason_and_names_no_person(street):
    client = client_of(street.officer)
    url = reverse("matrix_export") + f"?line=territorial&node={street.street.pk}"
    assert client.get(url).status_code == 200
    assert "xlsx" not in client.post(url, {"reason": " "}).get("Content-Disposition", "")
    answer = client.post(url, {"reason": "季度汇报"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    sheets = [book.get_sheet_by_index(number).to_python() for number in range(2)]
    assert tuple(sheets[1][1][:8]) == (
        "第1党支部", "测试街道", "红邻驿站", "把服务送到店门口", "测试小学", 2, 2, 0,
    )  # fmt: skip
    words = " ".join(str(cell) for sheet in sheets for row in sheet for cell in row)
    assert "季度汇报" in words
    assert not any(name in words for name in Person.objects.values_list("name", flat=True))
    event = AuditEvent.objects.latest("seq")
    assert (event.action, event.detail["rows"]) == ("insight.matrix.export", 3)
    assert client_of(street.secretaries[0]).get(url).status_code == 403
