"""Rosters as an office sends them, and the district that they meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, make_zone, moment
from gongjian.exchange import actions as exchange
from gongjian.intake import actions, queries
from gongjian.intake.rules.known import Known
from gongjian.intake.rules.plan import Plan
from gongjian.intake.terms import FORMS
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.workbooks import NewColumn, NewSheet, write
from gongjian.members.models import Person
from gongjian.org.models import Territory, Unit

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

ZONE = "百丈示范区"
UNIT = {"name": "四眼碶小学", "type": "学校", "territory": "百丈街道", "zone": ZONE}
CONTACT = {"unit": "四眼碶小学", "name": "施若溪", "mobile": "13900000107", "username": "shiruoxi"}
NEED = {
    "number": "X-01",
    "unit": "四眼碶小学",
    "title": "放学护学",
    "beneficiaries": "学生",
    "category": "平安法治",
    "heads": 4,
    "skills": "维持秩序、沟通陪伴",
    "place": "南门",
    "starts_on": "2026-12-01",
    "ends_on": "2027年1月22日",
    "training_required": "是",
}
MEMBER = {
    "unit": "百丈商业街党支部",
    "name": "测一",
    "mobile": "13900003001",
    "joined_on": "2015年7月",
    "formal_since": "2016-07-01",
    "birth_year": 1985,
}
"""A row of a branch that :func:`make_district` does not make."""
RESOURCE = {
    "number": "Z-01",
    "unit": "四眼碶小学",
    "title": "书法老师",
    "capacity": 2,
    "skills": "手工教学",
    "available_from": "20261201",
}


def importer() -> Actor:
    """Return the system actor that enters rosters from the command line."""
    return system("roster", TODAY, "roster.import", "roles.give", "member.edit")


@dataclass(frozen=True)
class District:
    """A street with its places, a zone, and the zone's host."""

    zone: Unit
    street: Unit
    host: Person


def make_district() -> District:
    """Return the district that the rows of this file belong to."""
    above = None
    for code, name, level in (
        ("33", "浙江省", 1),
        ("3302", "宁波市", 2),
        ("330212", "鄞州区", 3),
        ("330212008", "百丈街道", 4),
        ("330212008006", "划船社区", 5),
        ("330206", "北仑区", 3),
        ("330206003", "小港街道", 4),
        ("330206003013", "长山社区", 5),
    ):
        above = code[: {1: 0, 2: 2, 3: 4, 4: 6, 5: 9}[level]] or None
        Territory.objects.create(code=code, name=name, level=level, parent_id=above, system="t")
    zone = make_zone(ZONE)
    street = make_unit("百丈街道", "street", line="territorial")
    exchange.add_categories(["平安法治", "健康服务"], actor=_builder(), at=moment())
    return District(zone, street, make_person(zone, "host"))


def _builder() -> Actor:
    return system("test", TODAY, "roster.import", "pairing.edit", "roles.give")


def roster(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """Return a roster of one row a sheet; ``needs=[...]`` replaces a sheet's rows."""
    rows: dict[str, Any] = {
        "units": [UNIT],
        "contacts": [CONTACT],
        "needs": [NEED],
        "resources": [RESOURCE],
    }
    return rows | changes


def book(rows: Rows) -> bytes:
    """Return the rows as an .xlsx file with the roster's headings."""
    return write(
        NewSheet(
            form.chinese,
            [NewColumn(column.chinese) for column in form.columns],
            [[row.get(column.key) for column in form.columns] for row in rows[form.key]],
        )
        for form in FORMS
        if form.key in rows
    )


def check(
    tmp_path: Path,
    rows: Rows | bytes,
    choices: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> tuple[Plan, Known]:
    """Check a roster against the database."""
    path = tmp_path / "roster.xlsx"
    path.write_bytes(rows if isinstance(rows, bytes) else book(rows))
    who = replace(actor or importer(), on=TODAY)
    return actions.check_file(path, path.name, choices or {}, actor=who, today=TODAY)


def enter(
    tmp_path: Path,
    rows: Rows | bytes,
    choices: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> Plan:
    """Check a roster and enter it."""
    plan, known = check(tmp_path, rows, choices, actor)
    assert plan.is_possible, [*map(words, plan.faults), *(d.key for d in plan.doubts)]
    actions.enter(plan, known, actor=actor or importer(), at=moment())
    return plan


def words(fault: Any) -> str:
    return (
        f"{fault.sheet} {fault.row} {fault.column}: {queries.fault_words(fault.code, fault.facts)}"
    )


def host_of(district: District) -> Actor:
    return actor_of(district.host)
