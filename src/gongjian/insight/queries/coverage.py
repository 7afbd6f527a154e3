"""The coverage board: who is covered by what, split by three things at once (000-05, 001-17)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gongjian.entities import figures as registry
from gongjian.entities.figures import INDICATORS, Indicator
from gongjian.entities.queries import columns
from gongjian.entities.terms import Coverage
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import NONE_GIVEN, Asked, Figure
from gongjian.org import queries as org
from gongjian.org.queries import Branch

from .figures import Context, get_context

PLACE = "place"
"""The places of the next level below the one that is chosen."""

SPLITS = (columns.PARTS, PLACE, "kind", "section", "venue_type")
LEVELS = ("city", "county", "street", "community")
MONTHS = 12

Numbers = dict[str, int]
"""How many entities there are of each coverage, by its code."""


@dataclass(frozen=True)
class BoardQuestion:
    """What the board is asked: the question, split by one thing or two, compared with a day."""

    asked: Asked
    by: str = columns.PARTS
    further: str = ""
    since: date | None = None
    with_trend: bool = False


@dataclass(frozen=True)
class BoardRow:
    """One line of the board: ``asked`` is the question about it alone.

    ``labels`` names the group, and the further one where there is; empty for what has none.
    ``before`` holds the numbers of the day that is compared with.
    """

    asked: Asked
    labels: tuple[str, ...]
    numbers: Numbers
    before: Numbers | None = None
    opens: bool = False

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.total - sum(self.before.values())

    @property
    def covered(self) -> int:
        return covered_of(self.numbers)

    @property
    def covered_change(self) -> int | None:
        return None if self.before is None else self.covered - covered_of(self.before)


@dataclass(frozen=True)
class Reading:
    """An indicator's state: so many of so many; both None where it is not measured yet."""

    indicator: Indicator
    reached: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Board:
    """All that the coverage board shows."""

    question: BoardQuestion
    context: Context
    whole: BoardRow
    rows: tuple[BoardRow, ...]
    readings: tuple[Reading, ...]
    trend: tuple[tuple[Asked, Numbers], ...]

    @property
    def asked(self) -> Asked:
        return self.context.asked


def covered_of(numbers: Mapping[str, int]) -> int:
    """Return how many of these a branch covers."""
    return sum(numbers.get(each, 0) for each in (Coverage.OWN, *registry.JOINED))


def figure_of(coverage: str) -> Figure:
    """Return the figure that counts the entities of one coverage."""
    by_code = {figure.code: figure for figure in (*registry.BY_COVERAGE, registry.UNCOVERED)}
    code = "uncovered" if coverage == Coverage.NOTHING else coverage
    return by_code[f"entities.{code}"]


def get_board(question: BoardQuestion, actor: Actor) -> Board:
    """Return the coverage board.

    Raises:
        Forbidden: the reader may not see figures.
    """
    context = get_context(question.asked, actor)
    asked = context.asked
    now = _Splits(question, asked, actor)
    before = None
    if question.since is not None:
        before = _Splits(question, replace(asked, on=question.since), actor)
    rows = tuple(_rows(now, before))
    whole = BoardRow(asked, (), now.numbers(()), before.numbers(()) if before is not None else None)
    return Board(
        question=question,
        context=context,
        whole=whole,
        rows=rows,
        readings=tuple(_readings(asked, actor, whole.numbers)),
        trend=tuple(_trend(asked, actor)) if question.with_trend else (),
    )


class _Splits:
    """The counts of one day, and what their groups are called and how they are asked for."""

    def __init__(self, question: BoardQuestion, asked: Asked, actor: Actor) -> None:
        self.asked = asked
        self.by = [code for code in (question.by, question.further) if code]
        self.codes = [_level(asked) if code == PLACE else code for code in self.by]
        self.branches: Sequence[Branch] = ()
        if columns.PARTS in self.codes:
            self.branches = org.part_units(asked).branches
        units = [branch.unit_ids for branch in self.branches]
        counts = columns.count(asked, actor, [*self.codes, "coverage"], branches=units)
        self.counts: dict[tuple[str, ...], Numbers] = {}
        for (*groups, coverage), number in counts.items():
            key = tuple(map(self._lasting, self.codes, groups))
            self.counts.setdefault(key, {})[coverage] = number

    def _lasting(self, code: str, group: str) -> str:
        """Return a name of the group that means the same on another day."""
        if code != columns.PARTS or not group:
            return group
        branch = self.branches[int(group)]
        return f"{branch.asked.part}-{branch.asked.node_id or ''}"

    def numbers(self, key: tuple[str, ...]) -> Numbers:
        """Return the numbers of a group, or of everything for no group."""
        if key:
            return self.counts.get(key, {})
        whole: Numbers = {}
        for numbers in self.counts.values():
            for coverage, number in numbers.items():
                whole[coverage] = whole.get(coverage, 0) + number
        return whole

    def names(self) -> list[dict[str, tuple[str, Asked]]]:
        """Return for each split the label and the question of each group, in their order."""
        return [self._names_of(place, code) for place, code in enumerate(self.codes)]

    def _names_of(self, place: int, code: str) -> dict[str, tuple[str, Asked]]:
        if code == columns.PARTS:
            return {
                self._lasting(code, str(number)): (_name(branch), branch.asked)
                for number, branch in enumerate(self.branches)
            }
        groups = {key[place] for key in self.counts}
        labels = registry.ENTITIES.dimension(code).names(groups)
        found = {**labels, **{each: each for each in sorted(groups - {*labels, NONE_GIVEN})}}
        if NONE_GIVEN in groups:
            found[NONE_GIVEN] = ""
        return {
            group: (str(label), replace(self.asked, filters={**self.asked.filters, code: group}))
            for group, label in found.items()
        }


def _name(branch: Branch) -> str:
    return branch.node.name if branch.node else ""


def _level(asked: Asked) -> str:
    """Return the dimension of the places right below the smallest place that is chosen."""
    chosen = [level for level in LEVELS if level in asked.filters]
    if not chosen:
        return "county"
    return LEVELS[min(LEVELS.index(chosen[-1]) + 1, len(LEVELS) - 1)]


def _rows(now: _Splits, before: _Splits | None) -> Iterator[BoardRow]:
    """Yield a row for each group that holds anything on either day, in the order of the labels."""
    first, *second = now.names()
    if before is not None:
        # What has gone meanwhile keeps its name of the earlier day, and counts nothing now.
        for names, earlier in zip([first, *second], before.names(), strict=True):
            for group, named in earlier.items():
                names.setdefault(group, (named[0], replace(named[1], on=now.asked.on)))
    for group, (label, asked) in first.items():
        further = second[0] if second else {"": ("", asked)}
        for inner, (inner_label, inner_asked) in further.items():
            key = (group, inner) if second else (group,)
            numbers = now.numbers(key)
            then = before.numbers(key) if before is not None else None
            if not numbers and not then:
                continue
            where = inner_asked if now.codes[-1] == columns.PARTS and second else asked
            both = replace(where, filters={**inner_asked.filters, **asked.filters})
            labels = (label, inner_label) if second else (label,)
            opens = now.by[0] in (columns.PARTS, PLACE) and group != NONE_GIVEN
            yield BoardRow(both if second else asked, labels, numbers, then, opens)


def _readings(asked: Asked, actor: Actor, numbers: Numbers) -> Iterator[Reading]:
    """Yield the six indicators; the numbers by coverage are those of the board."""
    units = org.units_asked(asked)
    total = sum(numbers.values())
    joined = sum(numbers.get(each, 0) for each in registry.JOINED)
    known = {
        registry.ENTITIES: total,
        registry.JOINED_UP: joined,
        registry.WITHOUT_OWN: total - numbers.get(Coverage.OWN, 0),
        registry.WORK_COVERED: total - numbers.get(Coverage.NOTHING, 0),
    }

    def number(figure: Figure) -> Any:
        if figure in known:
            return known[figure]
        return figures.value(figure, asked, actor, units)

    for indicator in INDICATORS:
        if indicator.reached is None or indicator.of is None:
            yield Reading(indicator)
        else:
            yield Reading(indicator, number(indicator.reached), number(indicator.of))


def month_ends(day: date, months: int = MONTHS) -> tuple[date, ...]:
    """Return the last days of the months before a day, and the day itself."""
    ends = [day]
    year, month = day.year, day.month
    while len(ends) < months:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        ends.append(date(year, month, calendar.monthrange(year, month)[1]))
    return tuple(reversed(ends))


def _trend(asked: Asked, actor: Actor) -> Iterator[tuple[Asked, Numbers]]:
    for day in month_ends(asked.on):
        then = replace(asked, on=day)
        counts = columns.count(then, actor, ["coverage"])
        yield then, {coverage: number for (coverage,), number in counts.items()}
