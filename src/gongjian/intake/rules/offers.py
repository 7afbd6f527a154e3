"""Checking the rows of needs and resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..terms import NEEDS, RowStatus
from .findings import Entry, Finding
from .known import Known, KnownRow
from .units import UnitCheck

COMPARED = (
    "title",
    "beneficiaries",
    "category",
    "heads",
    "capacity",
    "skills",
    "place",
    "starts_on",
    "ends_on",
    "available_from",
    "available_to",
    "training_required",
)


def check_rows(
    rows: Sequence[Entry],
    units: UnitCheck,
    known: Known,
    before: Mapping[tuple[int, str], KnownRow],
) -> Iterable[Finding]:
    """Yield what each row of needs, or of resources, would do; note its faults."""
    seen: dict[tuple[int, str], Entry] = {}
    for row in rows:
        unit_id = units.resolve(row, "unit")
        _check_cells(row, units, known)
        if unit_id is None or not row.get("number"):
            continue
        other = seen.setdefault((unit_id, row.get("number")), row)
        if other is not row:
            units.faults.append(row.fault("number", "number_twice", other=other.row))
            continue
        _check_unit(row, unit_id, units)
        finding = _finding(row, before.get((unit_id, row.get("number"))))
        if finding.status in (RowStatus.NEW, RowStatus.CHANGED):
            _check_future(row, units, known)
        yield finding


def _check_cells(row: Entry, units: UnitCheck, known: Known) -> None:
    category = row.get("category")
    if category and category not in known.categories:
        right = "、".join(known.categories)
        units.faults.append(row.fault("category", "unknown_category", right=right))
    first, last = last_days(row)
    start, end = row.get(first, None), row.get(last, None)
    if start and end and end < start:
        units.faults.append(row.fault(last, "dates_crossed", right=start.isoformat()))


def last_days(row: Entry) -> tuple[str, str]:
    """Return the keys of the first and last day of a row."""
    return ("starts_on", "ends_on") if row.form == NEEDS else ("available_from", "available_to")


def _check_future(row: Entry, units: UnitCheck, known: Known) -> None:
    end = row.get("ends_on", None)
    if end and end < known.today:
        units.faults.append(row.fault("ends_on", "in_past", right=known.today.isoformat()))


def _check_unit(row: Entry, unit_id: int, units: UnitCheck) -> None:
    name = units.unit(unit_id).name
    if units.is_out_of_reach(unit_id):
        units.faults.append(row.fault("unit", "out_of_reach", other=name))
    elif not units.is_in_zone(unit_id):
        units.faults.append(row.fault("unit", "in_no_zone", other=name))


def _finding(row: Entry, before: KnownRow | None) -> Finding:
    label = f"{row.get('number')} {row.get('title')}"
    if before is None:
        return Finding(row, RowStatus.NEW, label)
    changes = tuple(_changes(row, before.values))
    if not changes:
        return Finding(row, RowStatus.SAME, label, (), before.id)
    status = RowStatus.UNDER_WAY if before.is_fixed else RowStatus.CHANGED
    return Finding(row, status, label, changes, before.id)


def _changes(row: Entry, before: Mapping[str, Any]) -> Iterable[tuple[str, Any, Any]]:
    for key in COMPARED:
        if key not in row.values:
            continue
        was, now = before.get(key), row.values[key]
        same = set(was or ()) == set(now) if key == "skills" else was == now
        if not same:
            yield key, was, now
