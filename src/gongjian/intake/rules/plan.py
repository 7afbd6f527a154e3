"""Checking a whole roster against itself and what was entered before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..terms import CONTACTS, FORMS, MEMBERS, NEEDS, RESOURCES, UNITS
from .findings import Doubt, Entry, Fault, Finding
from .known import Known
from .members import check_members
from .offers import check_rows
from .people import check_contacts
from .units import UnitCheck

MOST_FAULTS = 2000
"""More faults than this help nobody; a file with so many has a common cause."""


@dataclass(frozen=True)
class Plan:
    """What entering the roster would do; possible only without faults and open doubts."""

    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]
    units: Mapping[str, int] = field(default_factory=dict)
    territories: Mapping[int, str] = field(default_factory=dict)
    aliases: tuple[tuple[int, str], ...] = ()

    @property
    def is_possible(self) -> bool:
        return not self.faults and not self.doubts

    @property
    def changes_anything(self) -> bool:
        return bool(self.aliases) or any(f.status in ("new", "changed") for f in self.findings)


def check(
    entries: Sequence[Entry], faults: Iterable[Fault], known: Known, choices: Mapping[str, str]
) -> Plan:
    """Check all rows; ``choices`` answers doubts: ``"name=other"`` to ``merge`` or ``keep``."""
    rows = {form.key: [e for e in entries if e.form == form.key] for form in FORMS}
    units = UnitCheck(known, choices)
    units.check(rows[UNITS])
    findings = [
        *units.findings,
        *check_contacts(rows[CONTACTS], units, known),
        *check_members(rows[MEMBERS], units, known),
        *check_rows(rows[NEEDS], units, known, known.needs),
        *check_rows(rows[RESOURCES], units, known, known.resources),
    ]
    found = [*faults, *units.faults]
    return Plan(
        findings=tuple(findings),
        faults=tuple(_in_order(found, entries)),
        doubts=tuple(units.doubts.values()),
        units=dict(units.resolved),
        territories=dict(units.territories),
        aliases=tuple(units.aliases),
    )


def _in_order(faults: list[Fault], entries: Sequence[Entry]) -> list[Fault]:
    sheets = {name: place for place, name in enumerate(dict.fromkeys(e.sheet for e in entries))}
    ordered = sorted(faults, key=lambda f: (sheets.get(f.sheet, -1), f.row or 0))
    return list({(f.sheet, f.row, f.column, f.code): f for f in ordered}.values())
