"""Faults of registers: every kind, told with its row, column, value, reason and suggestion."""

from __future__ import annotations

import io
from datetime import date
from random import Random

import pytest
from python_calamine import CalamineWorkbook

from factories.entities import make_venue
from factories.registers import Row, a_row, as_csv, enter, many_rows, receive, valid_code
from gongjian.entities.models import Entity, RegisterFile
from gongjian.entities.queries.imports_words import fault_words
from gongjian.entities.queries.imports_work import workbook_of
from gongjian.entities.terms import REGISTER_COLUMNS

pytestmark = pytest.mark.django_db

KEYS = list(REGISTER_COLUMNS)

WRONG: tuple[tuple[str, str, str], ...] = (
    ("code", "91330212MA2", "code_form"),
    ("code", "91330212MA2000000O", "code_form"),
    ("name", "", "empty"),
    ("name", "商\x01行", "unreadable"),
    ("name", "商\n行", "unreadable"),
    ("name", "商" * 121, "too_long"),
    ("kind", "", "empty"),
    ("kind", "不明", "unknown_kind"),
    ("trade", "99", "unknown_trade"),
    ("trade", "零售", "unknown_trade"),
    ("territory", "", "empty"),
    ("territory", "330212009", "unknown_place"),
    ("territory", "测试社区", "unknown_place"),
    ("venue", "没有的市场", "unknown_venue"),
    ("venue", "场" * 81, "too_long"),
    ("address", "路" * 161, "too_long"),
    ("longitude", "29.87", "no_degrees"),
    ("longitude", "东经121度", "no_degrees"),
    ("longitude", "", "half_a_point"),
    ("latitude", "121.55", "no_degrees"),
    ("latitude", "", "half_a_point"),
    ("founded_on", "2020-13-01", "no_day"),
    ("founded_on", "2023-02-29", "no_day"),
    ("founded_on", "去年", "no_day"),
    ("founded_on", "1820-01-01", "no_day"),
    ("founded_on", "2027-01-01", "later_than_file"),
    ("closed_on", "31/12/2025", "no_day"),
    ("closed_on", "2027-01-01", "later_than_file"),
    ("closed_on", "2019-12-31", "closed_before"),
    ("staff", "若干", "no_number"),
    ("staff", "-1", "no_number"),
    ("staff", "1.5", "no_number"),
    ("staff", "9999999", "no_number"),
    ("contact_name", "名" * 41, "too_long"),
    ("contact_mobile", "没有", "no_telephone"),
    ("contact_mobile", "139", "no_telephone"),
    ("aliases", "名" * 601, "too_long"),
)
"""A column, what stands there, and the fault that it is."""


def told(register: RegisterFile) -> list[tuple[int, str, str]]:
    return [(f.row, f.column, f.code) for f in register.faults.order_by("row", "pk")]


def in_workbook(register: RegisterFile) -> list[list[object]]:
    """Return the rows of the workbook of faults, without its heading."""
    content = io.BytesIO(workbook_of(register.pk).read_bytes())
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()[1:]


def test_every_fault_is_told_with_row_and_column_and_nothing_else_is():
    rows = [a_row(n, **{column: value}) for n, (column, value, _) in enumerate(WRONG, start=1)]
    register = receive(as_csv([*rows, a_row(99)], KEYS))
    assert told(register) == [
        (line, column, code) for line, (column, _value, code) in enumerate(WRONG, start=2)
    ]
    assert register.counts["sound"] == 1


def test_the_workbook_says_value_reason_and_what_to_do():
    register = receive(as_csv([a_row(1), a_row(2, kind="不明", contact_mobile="没有")], KEYS))
    reason, suggestion = fault_words("unknown_kind")
    kind, mobile = sorted(in_workbook(register), key=lambda row: str(row[1]))
    assert kind[:3] == [3, "类别", "不明"]
    assert all(kind[3:5])
    assert len({reason, suggestion}) == 2
    # Nobody's number is written into a list of faults.
    assert mobile[:3] == [3, "联系电话", "…"]


def test_every_code_of_a_fault_has_words():
    others = ("twice", "surplus", "elsewhere", "older_than_known", "out_of_reach", "several_venues")
    for code in {code for *_rest, code in WRONG} | set(others):
        reason, suggestion = fault_words(code, "x")
        assert reason
        assert suggestion


def test_a_second_row_of_the_same_code_is_a_fault_that_names_the_first():
    register = receive([a_row(1), a_row(2), a_row(1, name="另一家")])
    assert told(register) == [(4, "code", "twice")]
    assert register.faults.get().hint == "2"


def test_a_second_row_without_code_is_known_by_name_and_place():
    register = receive([a_row(1, code=""), a_row(1, code="", staff="5")])
    assert told(register) == [(3, "name", "twice")]


def test_a_cell_too_many_is_a_fault_of_its_row():
    header, first = as_csv([a_row(1)]).splitlines()
    register = receive(f"{header}\n{first}\n{first.replace('测试路1号', '测试路,1号')},多余\n")
    assert (3, "", "surplus") in told(register)


def test_a_venue_that_is_nearly_known_is_suggested():
    make_venue("测试水产市场")
    register = receive(as_csv([a_row(1, venue="测试水产商场")], KEYS))
    assert told(register) == [(2, "venue", "unknown_venue")]
    assert register.faults.get().hint == "测试水产市场"


def test_two_venues_of_one_name_in_a_street_want_the_community():
    for community in ("330212008001", "330212008002"):
        make_venue("测试市场", territory=community)
    row = a_row(1, venue="测试市场")
    assert told(receive(as_csv([row | {"territory": "330212008"}], KEYS))) == [
        (2, "venue", "several_venues")
    ]
    assert told(receive(as_csv([row], KEYS))) == []


def test_what_the_registry_knows_better_is_a_fault():
    enter([a_row(1)], as_of=date(2026, 6, 1))
    enter([a_row(1, kind="其他")], as_of=date(2026, 7, 1))
    register = receive([a_row(1, kind="小微企业")], as_of=date(2026, 6, 15))
    assert told(register) == [(2, "kind", "older_than_known")]
    assert register.faults.get().hint == "2026-07-01"


def test_faults_leave_the_other_rows_to_be_entered():
    register = enter([a_row(1), a_row(2, staff="若干"), a_row(3)])
    codes = set(Entity.objects.values_list("code", flat=True))
    assert codes == {valid_code(1), valid_code(3)}
    assert (register.counts["sound"], register.counts["faulty"]) == (2, 1)


def corrupted(rows: list[Row], rng: Random, count: int) -> dict[int, tuple[str, str]]:
    """Corrupt so many rows at random; return for each line its column and fault."""
    expected = {}
    for place in sorted(rng.sample(range(1, len(rows)), count)):
        column, value, code = rng.choice((*WRONG, ("code", "", "twice")))
        if code == "twice":
            value = rows[rng.randrange(place)]["code"]
            if any(other["code"] == value for other in rows[place + 1 :]):
                continue
        rows[place][column] = value
        expected[place + 2] = (column, code)
    return expected


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_100_random_corruptions_of_10_000_rows_are_each_told(seed):
    rows = many_rows(10_000, seed)
    for row in rows:
        # So that every corruption is one fault: what it closed on may be before the year 2020.
        row["founded_on"], row["closed_on"] = "2020-01-02", ""
    expected = corrupted(rows, Random(seed), 100)
    assert len(expected) == 100
    register = receive(as_csv(rows, KEYS))
    found = {row: (column, code) for row, column, code in told(register)}
    assert found == expected
    assert (register.counts["faulty"], register.counts["sound"]) == (100, 9_900)
    listed = {int(float(str(row[0]))): str(row[1]) for row in in_workbook(register)}
    assert listed == {row: REGISTER_COLUMNS[column] for row, (column, _) in expected.items()}
