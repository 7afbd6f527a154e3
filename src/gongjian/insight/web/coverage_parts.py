"""What the coverage board shows of its answer: cards, chart, table, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from gongjian.entities import figures as registry
from gongjian.entities.terms import Coverage
from gongjian.insight.queries.coverage import (
    COVERAGE,
    PLACE,
    Board,
    BoardRow,
    figure_of,
)
from gongjian.insight.queries.indicators import Reading
from gongjian.kernel import components as ui
from gongjian.kernel.figures import Asked, Part
from gongjian.kernel.web.figure_pages import as_component

from .asking import rows_url

SPLIT_LABELS = {
    "part": gettext_lazy("Structure"),
    PLACE: gettext_lazy("Place"),
    "kind": gettext_lazy("Class"),
    "section": gettext_lazy("Trade (section)"),
    "division": gettext_lazy("Trade (division)"),
    "venue_type": gettext_lazy("Kind of venue"),
    "venue": gettext_lazy("Venue"),
    COVERAGE: gettext_lazy("Coverage"),
}
PER_PAGE = 25
MOST_BARS = 15


def total(board: Board) -> ui.Figure:
    """Return the number of all entities asked for."""
    whole, since = board.whole, board.question.since
    change = None
    if whole.change is not None and since is not None:
        change = ui.Change(whole.change, since)
    href = rows_url(registry.ENTITIES, board.asked)
    return as_component(
        registry.ENTITIES, whole.total, href, change=change, as_of=board.asked.on, lead=True
    )


def share(part: int, whole: int) -> float | None:
    """Return a share in per cent to one decimal, never rounded up to a hundred."""
    return (1000 * part // whole) / 10 if whole else None


def indicator(board: Board, reading: Reading) -> ui.Figure:
    """Show an indicator as per cent of what it is measured on."""
    label = str(reading.indicator.label)
    figure, reached, of = reading.indicator.reached, reading.reached, reading.of
    if figure is None:
        return ui.Figure(label, None, note=_("nothing on record tells it yet"))
    if reached is None or of is None:
        return ui.Figure(label, None, note=_("not told by class, trade or venue"))
    if not of:
        return ui.Figure(label, None, note=_("nothing counts here yet"))
    note = _("%(reached)s of %(of)s") % {"reached": f"{reached:,}", "of": f"{of:,}"}
    href = rows_url(figure, board.asked)
    return ui.Figure(label, share(reached, of), unit="%", href=href, note=note)


def label_of_row(row: BoardRow) -> str:
    """Return what a row is about; "Together" for all of it."""
    if not row.labels:
        return _("Together")
    return " · ".join(label or _missing(row) for label in row.labels)


def _missing(row: BoardRow) -> str:
    if row.asked.part == Part.UNPLACED:
        return _("No place on this line")
    return _("not given")


def column_labels(board: Board) -> list[str]:
    """Return the headings of the columns across."""
    return [label or _("not given") for _code, label in board.columns]


def cell_url(across: str, value: str, asked: Asked) -> str:
    """Return the address of the rows that one cell counts."""
    if across == COVERAGE:
        return rows_url(figure_of(value), asked)
    return rows_url(registry.ENTITIES, replace(asked, filters={**asked.filters, across: value}))


def _parts(board: Board, numbers: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(numbers.get(code, 0) for code, _label in board.columns)


def chart(board: Board) -> ui.BarChart | None:
    """Return the largest rows as stacked bars."""
    if not board.rows:
        return None
    largest = sorted(board.rows, key=lambda row: -row.total)[:MOST_BARS]
    bars = tuple(
        ui.Bar(label_of_row(row), _parts(board, row.across), rows_url(registry.ENTITIES, row.asked))
        for row in largest
    )
    title = _("The largest") if len(board.rows) > MOST_BARS else _("Side by side")
    labels = tuple(column_labels(board))
    return ui.BarChart(title, bars, labels, str(registry.ENTITIES.unit), board.asked.on)


def trend(board: Board) -> ui.BarChart | None:
    """Return the coverage at the end of each month of a year."""
    if not board.trend:
        return None
    series = tuple(Coverage)
    bars = tuple(
        ui.Bar(
            asked.on.isoformat(),
            tuple(numbers.get(each, 0) for each in series),
            rows_url(registry.ENTITIES, asked),
        )
        for asked, numbers in board.trend
    )
    labels = tuple(str(each.label) for each in series)
    title = _("The year to this day")
    return ui.BarChart(title, bars, labels, str(registry.ENTITIES.unit), board.asked.on)


def table(
    board: Board, query: ui.TableQuery, address: Callable[[Asked], str], export: str
) -> ui.Table:
    """Show the rows with their numbers, and below the last of them all together.

    Each number opens its entities; ``address`` gives the board about a row that can be opened.
    """
    rows = [
        _row(board, row, address(row.asked) if row.opens else "") for row in board.rows[query.rows]
    ]
    if rows and query.offset + len(rows) == len(board.rows):
        rows.append(_row(board, board.whole, ""))
    return ui.Table(
        caption=_("Coverage"),
        columns=tuple(_columns(board)),
        rows=tuple(rows),
        total=len(board.rows),
        query=query,
        export_url=export,
        dense=True,
        empty=ui.Empty(
            _("No entity is counted here on this day."),
            _("Choose another day, another line or a wider place, or import a register."),
        ),
        id="board",
    )


def headings(board: Board) -> list[str]:
    """Return the headings of the numbers of a row, in the order of ``numbers``."""
    found = [_("Entities"), *column_labels(board), _("Covered by a branch, %")]
    if board.question.since is not None:
        day = board.question.since.isoformat()
        found += [
            _("Entities on %(day)s") % {"day": day},
            pgettext("of a number", "Change"),
            _("Covered on %(day)s") % {"day": day},
            _("Change of covered"),
        ]
    return found


def numbers(board: Board, row: BoardRow) -> list[ui.Number]:
    """Return the numbers of a row, each with the address of the rows that it counts."""
    question = board.question
    found = [
        ui.Number(row.total, href=rows_url(registry.ENTITIES, row.asked)),
        *(
            ui.Number(row.across.get(code, 0), href=cell_url(question.across, code, row.asked))
            for code, _label in board.columns
        ),
        ui.Number(share(row.covered, row.total), href=rows_url(registry.COVERED, row.asked)),
    ]
    if question.since is not None:
        then = replace(row.asked, on=question.since)
        found += [
            ui.Number(row.total_before, href=rows_url(registry.ENTITIES, then)),
            ui.Number(row.change),
            ui.Number(row.covered_before, href=rows_url(registry.COVERED, then)),
            ui.Number(row.covered_change),
        ]
    return found


def _columns(board: Board) -> list[ui.Column]:
    first = " · ".join(
        str(SPLIT_LABELS[code]) for code in (board.question.by, board.question.further) if code
    )
    return [
        ui.Column("row", first),
        *(
            ui.Column(f"number{place}", label, numeric=True)
            for place, label in enumerate(headings(board))
        ),
    ]


def _row(board: Board, row: BoardRow, address: str) -> ui.Row:
    label = label_of_row(row)
    first: ui.Cell = ui.Link(label, address) if address else ui.Text(label)
    return ui.Row((first, *numbers(board, row)))
