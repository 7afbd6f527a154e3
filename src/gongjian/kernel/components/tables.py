"""The data table: sorted, filtered and paged on the server, its whole state in the URL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from .cells import Cell
from .pages import Choice, Empty, choices

PER_PAGE = 50


@dataclass(frozen=True)
class Column:
    """A column; ``key`` is its name in ``?sort=``. The first column names the row."""

    key: str
    label: str
    sortable: bool = False
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """One row: a cell for each column; ``key`` is sent when the row is selected."""

    cells: tuple[Cell, ...]
    key: str = ""


@dataclass(frozen=True)
class Filter:
    """A filter by one query parameter: up to six choices are chips, more are a list."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    value: str = ""

    CHIPS: ClassVar[int] = 6

    @property
    def as_chips(self) -> bool:
        return len(self.choices) <= self.CHIPS


@dataclass(frozen=True)
class Action:
    """A button below a selection; ``url`` gets a POST with ``selected`` once for each row."""

    label: str
    url: str
    main: bool = False


@dataclass(frozen=True)
class Selection:
    """What can be done with chosen rows."""

    actions: tuple[Action, ...]
    name: str = "selected"


@dataclass(frozen=True)
class TableQuery:
    """What a reader asked of a table, made safe: unknown columns and values fall away."""

    sort: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def rows(self) -> slice:
        """The slice of a queryset or list that this page shows."""
        return slice(self.offset, self.offset + self.per_page)

    def filter(self, name: str, label: object, pairs: Iterable[tuple[Any, ...]]) -> Filter:
        """Return a filter over these values and labels; chosen is what the reader asked for."""
        return Filter(name, str(label), choices(pairs), self.filters.get(name, ""))


def read_query(
    params: Mapping[str, str],
    *,
    sortable: Collection[str] = (),
    default_sort: str = "",
    filters: Mapping[str, Collection[str]] | None = None,
    per_page: int = PER_PAGE,
) -> TableQuery:
    """Read a table's state from ``request.GET``.

    ``filters`` maps each filter's parameter to the values it may take.
    """
    sort = params.get("sort", "")
    page = params.get("page", "")
    chosen = {
        name: params.get(name, "")
        for name, allowed in (filters or {}).items()
        if params.get(name, "") in allowed
    }
    return TableQuery(
        sort=sort if sort.removeprefix("-") in sortable else default_sort,
        # Nine digits are beyond every table and within every database's integer.
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        per_page=per_page,
        text=params.get("q", "").strip()[:100],
        filters=chosen,
    )


@dataclass(frozen=True)
class Table:
    """A data table.

    ``total`` counts the rows of all pages; ``searchable`` adds the field ``q``; ``error`` says in
    words why there is nothing to show and takes the rows' place. A ``dense`` table of many numbers
    stays a grid on a phone too: it scrolls sideways under the names of its rows.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    query: TableQuery = TableQuery()
    filters: tuple[Filter, ...] = ()
    searchable: str = ""
    export_url: str = ""
    selection: Selection | None = None
    empty: Empty | None = None
    error: str = ""
    caption_shown: bool = False
    dense: bool = False
    id: str = "table"

    template: ClassVar[str] = "components/table.html"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"{self.caption}: {len(row.cells)} cells for {len(self.columns)} columns"
                )

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.per_page))

    @property
    def first(self) -> int:
        return min(self.query.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.query.offset + len(self.rows), self.total)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a search or filter hides rows."""
        return bool(self.query.text or any(each.value for each in self.filters))

    @property
    def chips(self) -> tuple[Filter, ...]:
        return tuple(each for each in self.filters if each.as_chips)

    @property
    def lists(self) -> tuple[Filter, ...]:
        return tuple(each for each in self.filters if not each.as_chips)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(Heading(column, self.query) for column in self.columns)

    @property
    def sortable(self) -> tuple[Heading, ...]:
        return tuple(heading for heading in self.headings if heading.column.sortable)

    @property
    def shown_pages(self) -> tuple[int | None, ...]:
        """Page numbers around the current one; None stands for a gap."""
        near = {1, self.pages, *range(self.query.page - 1, self.query.page + 2)}
        numbers = sorted(number for number in near if 1 <= number <= self.pages)
        return tuple(_with_gaps(numbers))

    @property
    def body(self) -> tuple[tuple[Row, tuple[tuple[Column, Cell], ...]], ...]:
        """Each row with its cells beside their columns."""
        return tuple((row, tuple(zip(self.columns, row.cells, strict=True))) for row in self.rows)


@dataclass(frozen=True)
class Heading:
    """A column's heading as it stands in one query."""

    column: Column
    query: TableQuery

    @property
    def order(self) -> Literal["ascending", "descending", ""]:
        """The value of ``aria-sort``; empty when the table is sorted by something else."""
        if self.query.sort_key != self.column.key:
            return ""
        return "descending" if self.query.descending else "ascending"

    @property
    def next_sort(self) -> str:
        """The ``?sort=`` that one click asks for."""
        return f"-{self.column.key}" if self.order == "ascending" else self.column.key


def _with_gaps(numbers: list[int]) -> Iterator[int | None]:
    before = 0
    for number in numbers:
        if number > before + 1:
            yield None
        yield number
        before = number
