"""Every fault of a roster is named with its place, all of them at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.members import actor_of, make_person
from factories.org import make_unit, make_zone
from factories.rosters import (
    CONTACT,
    MEMBER,
    NEED,
    RESOURCE,
    UNIT,
    book,
    check,
    enter,
    host_of,
    make_district,
    roster,
    words,
)
from gongjian.intake.terms import FORM_OF
from gongjian.kernel.workbooks import NewColumn, NewSheet, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district()


def found(plan):
    return [(f.sheet, f.row, f.column, f.code) for f in plan.faults]


def test_a_good_roster_has_no_fault(district, tmp_path):
    plan, _known = check(tmp_path, roster())
    assert (found(plan), plan.doubts) == ([], ())
    assert [f.status for f in plan.findings] == ["new"] * 4


@pytest.mark.parametrize(
    ("sheet", "row", "expected"),
    [
        ("units", UNIT | {"name": ""}, ("单位", 2, "A 单位名称", "empty")),
        ("units", UNIT | {"type": "飞船"}, ("单位", 2, "B 单位类型", "wrong")),
        ("units", UNIT | {"territory": "月球街道"}, ("单位", 2, "C 所在地", "unknown_place")),
        ("units", UNIT | {"uscc": "123"}, ("单位", 2, "E 统一社会信用代码", "wrong")),
        ("units", UNIT | {"zone": "无此片区"}, ("单位", 2, "H 所属片区", "unknown_unit")),
        ("units", UNIT | {"zone": "百丈街道"}, ("单位", 2, "H 所属片区", "not_a_zone")),
        (
            "units",
            UNIT | {"territorial": UNIT["name"]},
            ("单位", 2, "I 属地上级", "under_itself"),
        ),
        ("units", UNIT | {"since": "2027-01-01"}, ("单位", 2, "K 加入日期", "in_future")),
        ("contacts", CONTACT | {"mobile": "1390000"}, ("联络人", 2, "C 手机号", "wrong")),
        ("contacts", CONTACT | {"unit": "不存在"}, ("联络人", 2, "A 单位名称", "unknown_unit")),
        ("contacts", CONTACT | {"username": "a b"}, ("联络人", 2, "D 登录名", "wrong")),
        ("contacts", CONTACT | {"role": "片区主持人"}, ("联络人", 2, "E 角色", "wrong_role_unit")),
        ("needs", NEED | {"heads": "很多"}, ("需求", 2, "F 需要人数", "wrong")),
        ("needs", NEED | {"heads": 0}, ("需求", 2, "F 需要人数", "wrong")),
        ("needs", NEED | {"heads": 2.5}, ("需求", 2, "F 需要人数", "wrong")),
        ("needs", NEED | {"ends_on": "2026-02-30"}, ("需求", 2, "J 结束日期", "wrong")),
        ("needs", NEED | {"ends_on": "2026-11-30"}, ("需求", 2, "J 结束日期", "dates_crossed")),
        (
            "needs",
            NEED | {"starts_on": "2026-01-01", "ends_on": "2026-01-02"},
            ("需求", 2, "J 结束日期", "in_past"),
        ),
        ("needs", NEED | {"category": "无此类"}, ("需求", 2, "E 类别", "unknown_category")),
        ("needs", NEED | {"title": "长" * 81}, ("需求", 2, "C 需求内容", "wrong")),
        ("needs", NEED | {"training_required": "也许"}, ("需求", 2, "K 需要培训", "wrong")),
        ("resources", RESOURCE | {"capacity": ""}, ("资源", 2, "E 可服务人数", "empty")),
    ],
)
def test_a_fault_names_its_place(district, tmp_path, sheet, row, expected):
    plan, _known = check(tmp_path, roster(**{sheet: [row]}))
    assert expected in found(plan)
    assert all(words(fault) for fault in plan.faults)


def test_rows_that_meet_each_other_are_named(district, tmp_path):
    rows = roster(
        units=[UNIT, UNIT],
        contacts=[CONTACT, CONTACT | {"username": "other"}, {**CONTACT, "name": "另一人"}],
        needs=[NEED, NEED],
    )
    plan, _known = check(tmp_path, rows)
    assert found(plan) == [
        ("单位", 3, "A 单位名称", "unit_twice"),
        ("联络人", 3, "B 姓名", "person_twice"),
        ("联络人", 4, "D 登录名", "username_twice"),
        ("需求", 3, "A 编号", "number_twice"),
    ]


def test_all_faults_come_at_once_in_the_order_of_the_file(district, tmp_path):
    needs = [NEED | {"number": f"X-{n}", "heads": "x", "ends_on": "y"} for n in range(30)]
    plan, _known = check(tmp_path, roster(needs=needs))
    assert len(plan.faults) == 60
    assert [f.row for f in plan.faults] == sorted(f.row for f in plan.faults)


def test_a_unit_in_no_zone_cannot_ask(district, tmp_path):
    make_unit("独立单位", line="territorial")
    plan, _known = check(tmp_path, {"needs": [NEED | {"unit": "独立单位"}]})
    assert found(plan) == [("需求", 2, "B 单位名称", "in_no_zone")]


def sheets(*given):
    return write([NewSheet(n, [NewColumn(c) for c in cs], rows) for n, cs, rows in given])


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (sheets(("表一", ["甲"], [["乙"]])), ("", None, "", "no_sheet")),
        (
            sheets(("需求", ["编号", "身份证号"], [["X", "1"]])),
            ("需求", 1, "B 身份证号", "unknown_column"),
        ),
        (sheets(("需求", ["编号"], [["X"]])), ("需求", 1, "单位名称", "missing_column")),
        (sheets(("需求", ["编号", "编号"], [["X", "Y"]])), ("需求", 1, "B 编号", "column_twice")),
        (sheets(("需求", ["编号", ""], [["X", "Y"]])), ("需求", 1, "B", "unknown_column")),
        (
            sheets(("需求", ["编号"], []), ("党费", ["姓名"], [["某"]])),
            ("党费", None, "", "unknown_sheet"),
        ),
        (
            sheets(("需求", ["编号"], []), ("Needs", ["编号"], [])),
            ("Needs", None, "", "sheet_twice"),
        ),
        (sheets(("需求", [], [])), ("需求", None, "", "no_heading")),
    ],
)
def test_a_wrong_layout_is_named(district, tmp_path, file, expected):
    plan, _known = check(tmp_path, file)
    assert expected in found(plan)


def test_english_headings_labels_and_codes_work_too(district, tmp_path):
    file = sheets(
        ("Units", ["Unit*", "TYPE", "Zone"], [["四眼碶小学", "school", district.zone.name]]),
        (
            "Contacts",
            ["Unit", "Name", "Mobile", "Role"],
            [["四眼碶小学", "施", "13900000107", "contact"]],
        ),
    )
    plan, _known = check(tmp_path, file)
    assert found(plan) == []


def test_a_host_enters_into_the_own_zone_only(district, tmp_path):
    other = make_zone("别的片区")
    host = host_of(district)
    plan, _known = check(tmp_path, {"units": [UNIT | {"zone": other.name}]}, actor=host)
    assert found(plan) == [("单位", 2, "H 所属片区", "out_of_reach")]
    plan, _known = check(tmp_path, {"units": [UNIT | {"zone": ""}]}, actor=host)
    assert found(plan)[0][3] == "out_of_reach"
    enter(tmp_path, roster(), actor=host)
    stranger = actor_of(make_person(other, "host"))
    plan, _known = check(tmp_path, {"needs": [NEED | {"heads": 9}]}, actor=stranger)
    assert found(plan) == [("需求", 2, "B 单位名称", "out_of_reach")]


def test_a_host_appoints_no_hosts(district, tmp_path):
    row = CONTACT | {"unit": district.zone.name, "role": "片区主持人"}
    plan, _known = check(tmp_path, {"contacts": [row]}, actor=host_of(district))
    assert found(plan) == [("联络人", 2, "E 角色", "out_of_reach")]


RUBBISH = {
    "unit_type": st.text("飞船甲乙丙xyz", min_size=3, max_size=8),
    "day": st.sampled_from(["13月1日", "2026-13-01", "昨天", "2026/02/30", "1", "20261"]),
    "whole": st.sampled_from(["零", "-1", "0", "1.5", "1e3", "10001", "NaN", "=1+1"]),
    "yes_no": st.sampled_from(["也许", "2", "是否", "TRUEISH"]),
    "mobile": st.text("0123456789", min_size=1, max_size=10),
    "username": st.text("!# 啊", min_size=1, max_size=5).filter(str.strip),
    "role": st.text("飞船xyz", min_size=3, max_size=6),
    "month": st.sampled_from(["去年", "2015-13", "15-07", "2015", "七月"]),
    "year": st.sampled_from(["85", "1885", "20211", "今年"]),
    "uscc": st.text("0123456789AB", min_size=1, max_size=17),
    "text": st.text("长", min_size=200, max_size=300),
    "key": st.text("长", min_size=61, max_size=90),
    "unit": st.text("甲乙丙丁", min_size=9, max_size=20),
}

COLUMNS = [
    (form, column) for form in FORM_OF.values() for column in form.columns if column.kind in RUBBISH
]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_corrupted_cell_is_always_reported_with_sheet_row_and_column(district, tmp_path, data):
    form, column = data.draw(st.sampled_from(COLUMNS))
    number = data.draw(st.integers(0, 3))
    rubbish = data.draw(RUBBISH[column.kind])
    base = (roster() | {"members": [MEMBER]})[form.key][0]
    rows = [base | ({"number": f"N-{n}"} if "number" in base else {}) for n in range(4)]
    if form.key in ("units", "contacts", "members"):
        rows = [row | {"name": f"名{'甲乙丙丁'[n]}{n}"} for n, row in enumerate(rows)]
        rows = [
            row
            | ({"mobile": f"1390000020{n}"} if "mobile" in row else {})
            | ({"username": f"name{n}"} if "username" in row else {})
            for n, row in enumerate(rows)
        ]
    rows[number] = rows[number] | {column.key: rubbish}
    plan, _known = check(tmp_path, roster(**{form.key: rows}))
    where = {(f.sheet, f.row, f.column) for f in plan.faults}
    index = [c.key for c in form.columns].index(column.key)
    assert (form.chinese, number + 2, f"{chr(65 + index)} {column.chinese}") in where


def test_the_book_of_a_roster_is_the_same_each_time():
    assert book(roster()) == book(roster())
