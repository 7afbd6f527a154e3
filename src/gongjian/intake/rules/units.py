"""Checking the rows of units: which unit is meant, where it stands, what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gongjian.org.catalogue import UNIT_TYPES
from gongjian.org.terms import Line

from ..terms import KEEP, MERGE, RowStatus
from .cells import fold
from .findings import Doubt, Entry, Fault, Finding
from .known import PARENT_LINES, Known, KnownUnit, Place, Standing
from .naming import Names, are_apart

FACTS = ("type", "territory", "uscc", "party_organisation", "address")


class UnitCheck:
    """Resolves every unit that a roster names; collects faults, doubts and findings.

    A unit of the file that was not entered before goes by its row, negative, until it has an id.
    """

    def __init__(self, known: Known, choices: Mapping[str, str]) -> None:
        self.known = known
        self.choices = choices
        self.faults: list[Fault] = []
        self.doubts: dict[str, Doubt] = {}
        self.findings: list[Finding] = []
        self.aliases: list[tuple[int, str]] = []
        self.resolved: dict[str, int] = {}
        self.territories: dict[int, str] = {}
        self.names = Names(known.trails)
        self._refused: set[str] = set()
        self._rows: dict[int, Entry] = {}
        self._doubtful_rows: set[int] = set()
        for unit in known.units.values():
            self.names.add(unit)

    def unit(self, unit_id: int) -> KnownUnit:
        return self.names.units[unit_id]

    def check(self, rows: Sequence[Entry]) -> None:
        """Check the rows of the sheet of units."""
        targets = [(row, self._target(row)) for row in rows if row.get("name")]
        for row, target in targets:
            if target is not None:
                self._check_parents(row, target)
        for row, target in targets:
            if target is not None:
                self._find(row, target)

    # --- which unit is meant -----------------------------------------------------------------

    def _target(self, row: Entry) -> int | None:
        """Return which unit a row is about; None where it is merged or refused."""
        territory = self.territories[row.row] = self._territory(row)
        target = self._known_target(row, territory)
        if target is None:
            return None
        if target == -row.row:
            self._add(row, territory)
        if target in self._rows:
            other = self._rows[target]
            self.faults.append(row.fault("name", "unit_twice", other=other.row))
            return None
        self._rows[target] = row
        for alias in row.get("aliases", ()):
            self._give_name(row, target, alias)
        return target

    def _add(self, row: Entry, territory: str) -> None:
        values = {key: row.get(key) for key in ("uscc", "party_organisation", "address")}
        unit = KnownUnit(-row.row, row.get("name"), row.get("type"), territory, **values)
        self.names.add(unit)

    def _known_target(self, row: Entry, territory: str) -> int | None:
        name, uscc = row.get("name"), row.get("uscc")
        by_code = {each for each in self.names.exact(uscc)} if uscc else set()
        by_name = self._by_name(row, territory)
        if by_code and by_name and not by_code & by_name:
            other = self.unit(min(by_code))
            self.faults.append(row.fault("uscc", "uscc_of_another", other=other.name))
            return None
        found = by_code or by_name
        if len(found) > 1:
            self.faults.append(row.fault("name", "several_units"))
            return None
        if found:
            return found.pop()
        return self._alike_target(row, name, territory)

    def _by_name(self, row: Entry, territory: str) -> set[int]:
        """Return the units of exactly this name that do not lie somewhere else."""
        found = self.names.exact(row.get("name"))
        near = {each for each in found if not are_apart(territory, self.unit(each).territory)}
        return near or (found if not territory else set())

    def _alike_target(self, row: Entry, name: str, territory: str) -> int | None:
        asked = False
        for other_id in self.names.alike(name, territory, row.get("uscc"), row.get("type")):
            answer = self._answer(row, name, other_id)
            if answer == MERGE:
                return self._merge(row, name, other_id)
            asked = asked or not answer
        if asked:
            self._doubtful_rows.add(-row.row)
        return -row.row

    def _merge(self, row: Entry, name: str, other_id: int) -> int | None:
        self._alias(other_id, name)
        if other_id > 0:
            return other_id
        label = f"{name} → {self.unit(other_id).name}"
        self.findings.append(Finding(row, RowStatus.MERGED, label))
        return None

    def _answer(self, row: Entry, name: str, other_id: int, is_reference: bool = False) -> str:
        """Return a person's answer to a doubt; keep the doubt, and return nothing, without one."""
        other = self.unit(other_id)
        answer = self.choices.get(f"{name}={other.name}", "")
        if answer in (MERGE, KEEP):
            return answer
        doubt = Doubt(
            row.sheet,
            row.row,
            name,
            other.name,
            other_id if other_id > 0 else None,
            -other_id if other_id < 0 else None,
            is_reference,
        )
        self.doubts.setdefault(doubt.key, doubt)
        return ""

    def _alias(self, unit_id: int, name: str) -> None:
        if (unit_id, name) not in self.aliases:
            self.aliases.append((unit_id, name))
        self.names.add_name(unit_id, name)

    def _give_name(self, row: Entry, target: int, alias: str) -> None:
        holders = self.names.exact(alias) - {target}
        if holders:
            other = min(holders)
            fault = row.fault("aliases", "name_of_two", other=-other if other < 0 else "—")
            self.faults.append(fault)
        self.names.add_name(target, alias)

    def resolve(self, row: Entry, key: str) -> int | None:
        """Return the unit that a cell names; note a fault or a doubt where it is not clear."""
        name = row.get(key)
        if not name or name in self._refused:
            if name:
                self.faults.append(row.fault(key, "unknown_unit"))
            return None
        if name not in self.resolved:
            found = self.names.exact(name)
            if len(found) > 1:
                self.faults.append(row.fault(key, "several_units"))
                return None
            target = found.pop() if found else self._alike_reference(row, key, name)
            if target is None:
                return None
            self.resolved[name] = target
        return self.resolved[name]

    def _alike_reference(self, row: Entry, key: str, name: str) -> int | None:
        asked = False
        for other_id in self.names.alike(name):
            answer = self._answer(row, name, other_id, is_reference=True)
            if answer == MERGE:
                self._alias(other_id, name)
                return other_id
            asked = asked or not answer
        if not asked:
            self._refused.add(name)
            self.faults.append(row.fault(key, "unknown_unit"))
        return None

    # --- where it stands ---------------------------------------------------------------------

    def _territory(self, row: Entry) -> str:
        """Return the code of the place that a row names; empty for none."""
        name = row.get("territory")
        if not name:
            return ""
        places = self.known.places.get(fold(name), ())
        if len(places) > 1:
            places = self._near(places, row)
        if len(places) == 1:
            return places[0].code
        if not places:
            self.faults.append(row.fault("territory", "unknown_place"))
        else:
            right = ";".join(f"{'/'.join(p.trail)} {p.code}" for p in places[:5])
            self.faults.append(row.fault("territory", "several_places", right=right))
        return ""

    def _near(self, places: tuple[Place, ...], row: Entry) -> tuple[Place, ...]:
        """Return the places nearest to where the row's superiors lie."""
        above = [
            self.unit(unit_id).territory
            for key in ("territorial", "zone")
            for unit_id in self.names.exact(row.get(key))
            if row.get(key)
        ]
        for code in above:
            for size in (9, 6, 4):
                near = tuple(
                    p for p in places if len(code) >= size and p.code.startswith(code[:size])
                )
                if near:
                    return near
        return places

    def _check_parents(self, row: Entry, target: int) -> None:
        since = row.get("since", None)
        if since and since > self.known.today:
            self.faults.append(row.fault("since", "in_future"))
        for key, line in PARENT_LINES.items():
            parent_id = self.resolve(row, key)
            if parent_id is not None:
                self._check_parent(row, target, key, line, parent_id)
        is_placed = row.get("zone") or row.get("territorial")
        if target < 0 and not is_placed and not self.known.may_enter_anywhere:
            self.faults.append(row.fault("zone", "out_of_reach", other=row.get("name")))

    def _check_parent(self, row: Entry, target: int, key: str, line: Line, parent_id: int) -> None:
        parent, unit = self.unit(parent_id), self.unit(target)
        standing = parent.standings.get(line)
        code = ""
        if key == "zone" and parent.type != "zone":
            code = "not_a_zone"
        elif parent_id == target or self._stands_below(standing, unit.standings.get(line)):
            code = "under_itself"
        elif not may_stand_under(row.get("type") or unit.type, parent.type):
            code = "may_not_stand_there"
        elif line != Line.SECTORAL and not parent.in_reach and self._moves(unit, line, parent_id):
            code = "out_of_reach"
        elif standing is None and parent_id > 0 and parent_id not in self._rows:
            code = "not_placed"
        if code:
            self.faults.append(row.fault(key, code, other=parent.name))

    def _moves(self, unit: KnownUnit, line: Line, parent_id: int) -> bool:
        standing = unit.standings.get(line)
        return standing is None or standing.parent_id != parent_id

    def _stands_below(self, parent: Standing | None, unit: Standing | None) -> bool:
        return bool(parent and unit and parent.path.startswith(unit.path))

    def is_in_zone(self, unit_id: int) -> bool:
        """Tell whether a unit is in a zone, or will be when the roster is entered."""
        row = self._rows.get(unit_id)
        if row is not None and (row.get("zone") or row.get("type") == "zone"):
            return True
        return self.unit(unit_id).zone_id is not None

    def is_out_of_reach(self, unit_id: int) -> bool:
        return not self.unit(unit_id).in_reach

    # --- what would change -------------------------------------------------------------------

    def _find(self, row: Entry, target: int) -> None:
        name = row.get("name")
        if target < 0:
            doubtful = target in self._doubtful_rows
            status = RowStatus.DOUBTFUL if doubtful else RowStatus.NEW
            self.findings.append(Finding(row, status, name))
            return
        changes = self._changes(row, self.unit(target))
        if changes and not self.unit(target).in_reach:
            self.faults.append(row.fault("name", "out_of_reach", other=name))
        status = RowStatus.CHANGED if changes else RowStatus.SAME
        self.findings.append(Finding(row, status, name, tuple(changes), target))

    def _changes(self, row: Entry, unit: KnownUnit) -> list[tuple[str, Any, Any]]:
        changes: list[tuple[str, Any, Any]] = []
        if row.get("uscc") == unit.uscc != "" and self._is_new_name(row.get("name"), unit):
            changes.append(("name", unit.name, row.get("name")))
        territory = self.territories[row.row]
        for key in FACTS:
            value = territory if key == "territory" else row.get(key)
            if value and value != getattr(unit, key):
                changes.append((key, getattr(unit, key), value))
        for key, line in PARENT_LINES.items():
            parent_id = self.resolved.get(row.get(key))
            if parent_id is not None and self._moves(unit, line, parent_id):
                before = unit.standings.get(line)
                was = self.names.units.get(before.parent_id or 0) if before else None
                changes.append((key, was.name if was else "", row.get(key)))
        added = [a for a in row.get("aliases", ()) if self._is_new_name(a, unit)]
        if added:
            changes.append(("aliases", "", tuple(added)))
        return changes

    def _is_new_name(self, name: str, unit: KnownUnit) -> bool:
        return fold(name) not in {fold(each) for each in (unit.name, *unit.names)}


def may_stand_under(child: str, parent: str) -> bool:
    """Tell whether the catalogue lets a unit of one type stand under one of another."""
    if child not in UNIT_TYPES or parent not in UNIT_TYPES:
        # The type itself is at fault and was named already.
        return True
    return UNIT_TYPES[child].kind in UNIT_TYPES[parent].children
