"""The coverage board: who is covered by what, split by three things at once (000-05, 001-17)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gongjian.entities import figures as registry
from gongjian.entities.queries import columns
from gongjian.entities.terms import Coverage
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import NONE_GIVEN, Asked, Figure
from gongjian.org import queries as org
from gongjian.org.queries import Branch

from .figures import Context, get_context
from .indicators import Reading, read_indicators

PLACE = "place"
"""The places of the next level below the one that is chosen."""

COVERAGE = "coverage"
SPLITS = (
    columns.PARTS,
    PLACE,
    "kind",
    "section",
    "division",
    "venue_type",
    "venue",
    COVERAGE,
)
"""What the board's rows can be: structure, places, class, trade, venue, form of coverage."""
ACROSS = (COVERAGE, "kind", "venue_type")
"""What its columns can be: no more than eight values each."""
LEVELS = ("city", "county", "street", "community")
MONTHS = 12

Numbers = dict[str, int]
"""How many entities there are of each value of a dimension, by its code."""


@dataclass(frozen=True)
class BoardQuestion:
    """What the board is asked: rows by one thing or two, columns by another, beside a day."""

    asked: Asked
    by: str = columns.PARTS
    further: str = ""
    across: str = COVERAGE
    since: date | None = None
    with_trend: bool = False


@dataclass(frozen=True)
class BoardRow:
    """One line of the board: ``asked`` is the question about it alone.

    ``labels`` names the group, and the further one where there is; empty for what has none.
    ``numbers`` are by coverage, ``before`` those of the day that is compared with, ``across`` by
    the value of the columns.
    """

    asked: Asked
    labels: tuple[str, ...]
    numbers: Numbers
    across: Numbers
    before: Numbers | None = None
    opens: bool = False

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def total_before(self) -> int:
        return sum((self.before or {}).values())

    @property
    def covered_before(self) -> int:
        return covered_of(self.before or {})

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.total - self.total_before

    @property
    def covered(self) -> int:
        return covered_of(self.numbers)

    @property
    def covered_change(self) -> int | None:
        return None if self.before is None else self.covered - self.covered_before


@dataclass(frozen=True)
class Board:
    """All that the coverage board shows; ``columns`` are the values across, with their names."""

    question: BoardQuestion
    context: Context
    columns: tuple[tuple[str, str], ...]
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
    whole = BoardRow(
        asked, (), now.numbers(()), now.across(()), before.numbers(()) if before else None
    )
    return Board(
        question=question,
        context=context,
        columns=_columns(question.across, whole.across),
        whole=whole,
        rows=tuple(_rows(now, before)),
        readings=tuple(read_indicators(asked, actor, whole.numbers, now.base_known)),
        trend=tuple(_trend(asked, actor)) if question.with_trend else (),
    )


def _columns(across: str, found: Numbers) -> tuple[tuple[str, str], ...]:
    """Return the columns: every value that there can be, and "none" where something has none."""
    labels = registry.ENTITIES.dimension(across).labels()
    columns = [(code, str(label)) for code, label in labels.items()]
    return (*columns, *([(NONE_GIVEN, "")] if NONE_GIVEN in found else []))


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
        chosen = columns.choose(asked, actor, org.units_asked(asked))
        self.base_known = chosen.counted(["base"]).get(("known",), 0)
        by = [*self.codes, question.across, COVERAGE]
        self.by_coverage: dict[tuple[str, ...], Numbers] = {}
        self.by_across: dict[tuple[str, ...], Numbers] = {}
        for (*groups, across, coverage), number in chosen.counted(by, units).items():
            key = tuple(map(self._lasting, self.codes, groups))
            for table, value in ((self.by_coverage, coverage), (self.by_across, across)):
                for each in {key, ()}:
                    numbers = table.setdefault(each, {})
                    numbers[value] = numbers.get(value, 0) + number

    def _lasting(self, code: str, group: str) -> str:
        """Return a name of the group that means the same on another day."""
        if code != columns.PARTS or not group:
            return group
        branch = self.branches[int(group)]
        return f"{branch.asked.part}-{branch.asked.node_id or ''}"

    def numbers(self, key: tuple[str, ...]) -> Numbers:
        """Return the numbers of a group by coverage, or of everything for no group."""
        return self.by_coverage.get(key, {})

    def across(self, key: tuple[str, ...]) -> Numbers:
        """Return the numbers of a group by the value of the columns."""
        return self.by_across.get(key, {})

    def names(self) -> list[dict[str, tuple[str, Asked]]]:
        """Return for each split the label and the question of each group, in their order."""
        return [self._names_of(place, code) for place, code in enumerate(self.codes)]

    def _names_of(self, place: int, code: str) -> dict[str, tuple[str, Asked]]:
        if code == columns.PARTS:
            return {
                self._lasting(code, str(number)): (_name(branch), branch.asked)
                for number, branch in enumerate(self.branches)
            }
        groups = {key[place] for key in self.by_coverage if key}
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
            whose = both if second else asked
            yield BoardRow(whose, labels, numbers, now.across(key), then, opens)


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
