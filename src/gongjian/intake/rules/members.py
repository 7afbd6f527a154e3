"""Checking the rows of members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES

from ..terms import RowStatus
from .findings import Entry, Finding
from .known import Known, KnownMember
from .units import UnitCheck

COMPARED = ("joined_on", "formal_since", "birth_year")


def check_members(rows: Sequence[Entry], units: UnitCheck, known: Known) -> Iterable[Finding]:
    """Yield what each row would do; note its faults."""
    seen: dict[tuple[str, str], Entry] = {}
    for row in rows:
        unit_id = units.resolve(row, "unit")
        _check_days(row, units, known)
        key = (row.get("name"), row.get("mobile"))
        if unit_id is None or not all(key) or not row.get("joined_on", None):
            continue
        other = seen.setdefault(key, row)
        if other is not row:
            units.faults.append(row.fault("name", "person_twice", other=other.row))
            continue
        _check_branch(row, unit_id, units, known)
        before = known.members.get(key)
        if before is not None and before.unit_id not in (None, unit_id):
            units.faults.append(row.fault("unit", "member_elsewhere", other=before.unit))
        yield _finding(row, before, units.unit(unit_id).name)


def _check_days(row: Entry, units: UnitCheck, known: Known) -> None:
    joined, formal = row.get("joined_on", None), row.get("formal_since", None)
    for key, day in (("joined_on", joined), ("formal_since", formal)):
        if day and day > known.today:
            units.faults.append(row.fault(key, "not_yet"))
    if joined and formal and formal < joined:
        units.faults.append(row.fault("formal_since", "before_joining"))


def _check_branch(row: Entry, unit_id: int, units: UnitCheck, known: Known) -> None:
    unit = units.unit(unit_id)
    if UNIT_TYPES[unit.type].kind.code != ORGANISATION.code:
        units.faults.append(row.fault("unit", "no_branch", other=unit.name))
    elif unit_id >= 0 and unit_id not in known.branches:
        units.faults.append(row.fault("unit", "out_of_reach", other=unit.name))


def _finding(row: Entry, before: KnownMember | None, branch: str) -> Finding:
    label = f"{row.get('name')} · {branch}"
    if before is None:
        return Finding(row, RowStatus.NEW, label)
    if before.unit_id is None:
        return Finding(row, RowStatus.NEW, label, (), before.id)
    changes: list[tuple[str, Any, Any]] = [
        (key, before.values[key], row.values[key])
        for key in COMPARED
        if key in row.values and row.values[key] != before.values[key]
    ]
    status = RowStatus.CHANGED if changes else RowStatus.SAME
    return Finding(row, status, label, tuple(changes), before.id)
