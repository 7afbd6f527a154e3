"""Whose reach of units a re-organisation changes: what each role at each unit reaches on a day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongjian.kernel.actor import Actor
from gongjian.members import queries as members
from gongjian.members.models import Appointment, Person
from gongjian.org.catalogue import ROLES
from gongjian.org.models import Placement, Unit
from gongjian.org.policy import on_day
from gongjian.org.terms import AROUND, BELOW, HERE

from .. import rules

Reach = Mapping[tuple[int, str], frozenset[int]]
"""The units that a person reaches, by person and group of permissions."""

SHOWN = 4


class _Trees:
    """The structure of a day, to ask which units stand under one."""

    def __init__(self, on: date) -> None:
        placed = Placement.objects.filter(on_day(on)).order_by("path")
        self._paths: dict[str, list[str]] = defaultdict(list)
        self._units: dict[str, list[int]] = defaultdict(list)
        self._at: dict[tuple[str, int], str] = {}
        rows = sorted(placed.values_list("path", "line", "unit_id"))
        for path, line, unit in rows:
            self._paths[line].append(path)
            self._units[line].append(unit)
            self._at[line, unit] = path
        self._known: dict[tuple[str, str, int], frozenset[int]] = {}

    def reached(self, line: str, reach: str, unit: int) -> frozenset[int]:
        """Return the units that a permission at a unit reaches, as ``org.policy`` says."""
        key = (line, reach, unit)
        if key not in self._known:
            self._known[key] = self._reached(*key)
        return self._known[key]

    def _reached(self, line: str, reach: str, unit: int) -> frozenset[int]:
        here = frozenset({unit}) if reach in (HERE, BELOW, AROUND) else frozenset()
        path = self._at.get((line, unit))
        if path is None or reach not in (BELOW, AROUND):
            return here
        if reach == AROUND:
            around = path.rstrip("/").rpartition("/")[0] + "/"
            path = around if around != "/" else path
        paths = self._paths[line]
        start, end = bisect_left(paths, path), bisect_left(paths, path[:-1] + "0")
        return here | frozenset(self._units[line][start:end])


def reaches(on: date) -> Reach:
    """Return what everybody with an account reaches on a day, by group of permissions."""
    trees = _Trees(on)
    held = Appointment.objects.filter(on_day(on), person__account__isnull=False)
    found: dict[tuple[int, str], frozenset[int]] = defaultdict(frozenset)
    for person, role, unit in held.values_list("person_id", "role", "unit_id"):
        if role not in ROLES:
            continue
        for permission in ROLES[role].permissions:
            units = trees.reached(permission.line, permission.reach, unit)
            group = rules.group_of(permission.code)
            found[person, group] |= units
    return dict(found)


@dataclass(frozen=True)
class AccessChange:
    """Units that a person gains or loses, the same in some groups of permissions.

    ``names`` are some of the units.
    """

    person: str
    unit: str
    groups: tuple[str, ...]
    gains: bool
    count: int
    names: tuple[str, ...]


def access_changes(
    before: Reach, after: Reach, people: Mapping[int, tuple[str, str]]
) -> tuple[AccessChange, ...]:
    """Return who gains and who loses units; ``people`` gives each name with the person's unit.

    It is asked while the names of new units can be read.
    """
    found: dict[tuple[int, bool, frozenset[int]], list[str]] = defaultdict(list)
    for person, group in sorted(before.keys() | after.keys()):
        was = before.get((person, group), frozenset())
        becomes = after.get((person, group), frozenset())
        for gains, units in ((False, was - becomes), (True, becomes - was)):
            if units:
                found[person, gains, units].append(group)
    shown = {pk for _person, _gains, units in found for pk in sorted(units)[:SHOWN]}
    names = dict(Unit.objects.filter(pk__in=shown).values_list("pk", "name"))
    return tuple(
        AccessChange(
            *people.get(person, ("", "")),
            tuple(groups),
            gains,
            len(units),
            tuple(names.get(pk, "") for pk in sorted(units)[:SHOWN]),
        )
        for (person, gains, units), groups in found.items()
    )


def people_named(actor: Actor) -> dict[int, tuple[str, str]]:
    """Return everybody with an account: the name with that of the unit that keeps the record.

    A name that the reader may not see is empty.
    """
    seen = set(members.reached_people(actor).values_list("pk", flat=True))
    rows = Person.objects.filter(account__isnull=False)
    return {
        pk: (name if pk in seen else "", unit)
        for pk, name, unit in rows.values_list("pk", "name", "unit__name")
    }
