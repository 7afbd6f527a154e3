"""The words of re-organisation: states, kinds of change, and what each change says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.parameters import Parameter, declare


class ReorganisationState(models.TextChoices):
    """How far a re-organisation has come."""

    DRAFTING = "drafting", _("Being prepared")
    APPLIED = "applied", _("Applied")
    DROPPED = "dropped", pgettext_lazy("of a re-organisation", "Dropped")
    UNDONE = "undone", _("Undone")


class ChangeKind(models.TextChoices):
    """What one change of a re-organisation does."""

    MOVE = "move", _("Move a unit")
    MERGE = "merge", _("Merge units")
    SPLIT = "split", _("Split a part off a unit")
    RENAME = "rename", _("Rename a unit")
    CLOSE = "close", _("Close a unit")
    HAND_OVER = "hand_over", _("Make a unit responsible for a place")
    END_DUTY = "end_duty", _("End a responsibility without a successor")


class VacancyKind(models.TextChoices):
    """What is missing at a place on a line."""

    NO_UNIT = "no_unit", _("No unit is responsible")
    NO_PLACE = "no_place", _("The responsible unit has no place on this line")
    NO_PERSON = "no_person", _("Nobody is in charge")
    ENDING = "ending", _("The charge ends and nobody follows")


class Share(models.TextChoices):
    """Which of two sides of a comparison counts a row, and why the other does not."""

    FIRST_UNPLACED = "first_unplaced", _("Only the first: no place on the second line")
    FIRST_ELSEWHERE = "first_elsewhere", _("Only the first: elsewhere on the second line")
    SECOND_UNPLACED = "second_unplaced", _("Only the second: no place on the first line")
    SECOND_ELSEWHERE = "second_elsewhere", _("Only the second: elsewhere on the first line")
    BOTH = "both", _("Counted by both")


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what stands on a line, or under one node of it."""

    line: str
    node_id: int | None = None


@dataclass(frozen=True)
class Move:
    """A unit stands under another one on a line."""

    unit: int
    line: str
    parent: int

    kind: ClassVar[ChangeKind] = ChangeKind.MOVE

    @property
    def units(self) -> tuple[int, ...]:
        return (self.unit, self.parent)


@dataclass(frozen=True)
class Merge:
    """Units go into an existing one, or with ``into`` None into a new one of this name."""

    sources: tuple[int, ...]
    into: int | None = None
    name: str = ""

    kind: ClassVar[ChangeKind] = ChangeKind.MERGE

    @property
    def units(self) -> tuple[int, ...]:
        return self.sources if self.into is None else (*self.sources, self.into)


@dataclass(frozen=True)
class Split:
    """A part of a unit goes to an existing one, or with ``into`` None to a new one of this name.

    ``duties`` are places that it is responsible for, each as line and code. If the unit
    ``closes``, what it covers and who serves there go to this part.
    """

    unit: int
    into: int | None = None
    name: str = ""
    children: tuple[int, ...] = ()
    duties: tuple[tuple[str, str], ...] = ()
    closes: bool = False

    kind: ClassVar[ChangeKind] = ChangeKind.SPLIT

    @property
    def units(self) -> tuple[int, ...]:
        named = (self.unit, *self.children)
        return named if self.into is None else (*named, self.into)


@dataclass(frozen=True)
class Rename:
    """A unit has another name."""

    unit: int
    name: str

    kind: ClassVar[ChangeKind] = ChangeKind.RENAME

    @property
    def units(self) -> tuple[int, ...]:
        return (self.unit,)


@dataclass(frozen=True)
class Close:
    """A unit is closed."""

    unit: int

    kind: ClassVar[ChangeKind] = ChangeKind.CLOSE

    @property
    def units(self) -> tuple[int, ...]:
        return (self.unit,)


@dataclass(frozen=True)
class HandOver:
    """A unit becomes responsible for a place on a line, whoever was before."""

    unit: int
    line: str
    territory: str

    kind: ClassVar[ChangeKind] = ChangeKind.HAND_OVER

    @property
    def units(self) -> tuple[int, ...]:
        return (self.unit,)


@dataclass(frozen=True)
class EndDuty:
    """Nobody is responsible for a place on a line any more."""

    line: str
    territory: str

    kind: ClassVar[ChangeKind] = ChangeKind.END_DUTY

    @property
    def units(self) -> tuple[int, ...]:
        return ()


Facts = Move | Merge | Split | Rename | Close | HandOver | EndDuty

_FACTS: Mapping[str, type[Any]] = {
    each.kind.value: each for each in (Move, Merge, Split, Rename, Close, HandOver, EndDuty)
}


def write_facts(facts: Facts) -> dict[str, Any]:
    """Return what a change says, as it is kept."""
    return asdict(facts)


def read_facts(kind: str, kept: Mapping[str, Any]) -> Facts:
    """Return what a change says from what was kept; lists become tuples again."""
    found: Facts = _FACTS[kind](**{name: _frozen(value) for name, value in kept.items()})
    return found


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


PARAMETERS = declare(
    Parameter(
        "structure.undo_days", 30, _("days"), _("in which a re-organisation can be undone"), "INF"
    ),
    Parameter(
        "structure.ending_days", 60, _("days"), _("ahead: a charge that ends is shown"), "INF"
    ),
)
