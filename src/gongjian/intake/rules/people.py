"""Checking the rows of contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gongjian.org.catalogue import ROLES

from ..terms import RowStatus
from .findings import Entry, Finding
from .known import Known, KnownPerson
from .units import UnitCheck

CONTACT = "contact"


def role_of(row: Entry) -> str:
    """Return the role that a row gives; a unit's contact where it says nothing."""
    role: str = row.get("role", CONTACT)
    return role


def check_contacts(rows: Sequence[Entry], units: UnitCheck, known: Known) -> Iterable[Finding]:
    """Yield what each row would do; note its faults."""
    return _ContactCheck(units, known).check(rows)


class _ContactCheck:
    def __init__(self, units: UnitCheck, known: Known) -> None:
        self.units = units
        self.known = known
        self.by_number = {(p.name, p.mobile): p for p in known.people}
        self.by_unit: dict[tuple[int, str], list[KnownPerson]] = {}
        for person in known.people:
            self.by_unit.setdefault((person.unit_id, person.name), []).append(person)
        self.seen: dict[tuple[str, str], Entry] = {}
        self.usernames: dict[str, Entry] = {}

    def check(self, rows: Sequence[Entry]) -> Iterable[Finding]:
        for row in rows:
            unit_id = self.units.resolve(row, "unit")
            if unit_id is None or not row.get("name") or not row.get("mobile"):
                self._check_within(row)
                continue
            self._check_within(row)
            person = self._person(row, unit_id)
            self._check_unit(row, unit_id)
            self._check_person(row, person)
            yield self._finding(row, unit_id, person)

    def _check_within(self, row: Entry) -> None:
        """Note what meets another row of the file."""
        key = (row.get("name"), row.get("mobile"))
        if all(key):
            other = self.seen.setdefault(key, row)
            if other is not row:
                self.units.faults.append(row.fault("name", "person_twice", other=other.row))
        name = row.get("username").casefold()
        if name:
            other = self.usernames.setdefault(name, row)
            if other is not row:
                self.units.faults.append(row.fault("username", "username_twice", other=other.row))

    def _person(self, row: Entry, unit_id: int) -> KnownPerson | None:
        exact = self.by_number.get((row.get("name"), row.get("mobile")))
        if exact is not None:
            return exact
        same_name = self.by_unit.get((unit_id, row.get("name")), [])
        return same_name[0] if len(same_name) == 1 else None

    def _check_unit(self, row: Entry, unit_id: int) -> None:
        unit = self.units.unit(unit_id)
        if self.units.is_out_of_reach(unit_id):
            self.units.faults.append(row.fault("unit", "out_of_reach", other=unit.name))
        role = role_of(row)
        if role == "host" and unit.type != "zone":
            self.units.faults.append(row.fault("role", "wrong_role_unit", other=unit.name))
        if ROLES[role].given_by not in self.known.may_give:
            label = str(ROLES[role].label)
            self.units.faults.append(row.fault("role", "out_of_reach", other=label))

    def _check_person(self, row: Entry, person: KnownPerson | None) -> None:
        if person is not None and not person.in_reach:
            self.units.faults.append(row.fault("name", "out_of_reach", other=person.name))
        username = row.get("username")
        if not username:
            return
        holder = self.known.usernames.get(username.casefold(), False)
        taken = holder is not False and (person is None or holder != person.id)
        if taken or (person is not None and person.username not in ("", username)):
            self.units.faults.append(row.fault("username", "username_taken"))

    def _finding(self, row: Entry, unit_id: int, person: KnownPerson | None) -> Finding:
        label = f"{row.get('name')} · {self.units.unit(unit_id).name}"
        if person is None:
            return Finding(row, RowStatus.NEW, label)
        changes: list[tuple[str, Any, Any]] = []
        if person.mobile != row.get("mobile"):
            changes.append(("mobile", person.mobile, row.get("mobile")))
        if (unit_id, role_of(row)) not in person.roles:
            changes.append(("role", "", role_of(row)))
        if row.get("username") and not person.username:
            changes.append(("username", "", row.get("username")))
        status = RowStatus.CHANGED if changes else RowStatus.SAME
        return Finding(row, status, label, tuple(changes), person.id)
