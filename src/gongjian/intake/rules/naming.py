"""Finding units by name: exactly, or perhaps, which is for a person to say (domain 1.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from gongjian.org import rules as org

from .cells import fold
from .known import KnownUnit

COMMUNITY_CODE = 12
"""The length of a community's code; the names around it stop at the street."""


class Names:
    """An index of units by every name and code they have."""

    def __init__(self, trails: Mapping[str, tuple[str, ...]]) -> None:
        self._trails = trails
        self.units: dict[int, KnownUnit] = {}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._ends: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._cores: dict[str, set[int]] = defaultdict(set)

    def add(self, unit: KnownUnit) -> None:
        """Make a unit findable by its name, its further names and its code."""
        self.units[unit.id] = unit
        for name in (unit.name, *unit.names):
            self.add_name(unit.id, name)
        if unit.uscc:
            self._exact[fold(unit.uscc)].add(unit.id)

    def add_name(self, unit_id: int, name: str) -> None:
        """Make a unit findable by one more name."""
        self._exact[fold(name)].add(unit_id)
        plain = org.normalise(name)
        if plain:
            self._ends[plain[0], plain[-1]].add(unit_id)
        for core in self._cores_of(name, self.units[unit_id].territory):
            self._cores[core].add(unit_id)

    def exact(self, name: str) -> set[int]:
        """Return the units that have exactly this name or code."""
        return set(self._exact.get(fold(name), ()))

    def alike(self, name: str, territory: str = "", uscc: str = "", kind: str = "") -> list[int]:
        """Return the units that may be meant by a name, in the order of their ids."""
        plain = org.normalise(name)
        if not plain:
            return []
        found = set(self._ends.get((plain[0], plain[-1]), ()))
        for core in self._cores_of(name, territory):
            found |= self._cores.get(core, set())
        return sorted(
            (each for each in found if self._may_be(self.units[each], name, territory, uscc, kind)),
            key=lambda each: (each < 0, abs(each)),
        )

    def _may_be(self, unit: KnownUnit, name: str, territory: str, uscc: str, kind: str) -> bool:
        if uscc and unit.uscc and uscc != unit.uscc:
            return False
        if kind == unit.type == "community" and are_apart(territory, unit.territory):
            return False
        around = self._around(territory, unit.territory)
        return any(org.may_be_same(name, other, around) for other in (unit.name, *unit.names))

    def _around(self, one: str, other: str) -> tuple[str, ...]:
        """Return the names that both places lie in; one that is not known is taken as the other."""
        names = self._trail(one or other)
        others = self._trail(other or one)
        return tuple(name for name in names if name in others)

    def _trail(self, code: str) -> tuple[str, ...]:
        names = self._trails.get(code, ())
        return names[:-1] if len(code) == COMMUNITY_CODE else names

    def _cores_of(self, name: str, territory: str) -> Iterable[str]:
        trail = self._trail(territory)
        # Two units' common places are a beginning of either trail: index a core for each length.
        return {org.core(name, trail[:size]) for size in range(len(trail) + 1)}


def are_apart(one: str, other: str) -> bool:
    """Tell whether two places are known and neither lies in the other."""
    return bool(one and other) and not (one.startswith(other) or other.startswith(one))
