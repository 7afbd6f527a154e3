"""The coverage board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.entities import figures as registry
from gongjian.entities.terms import Coverage
from gongjian.insight.queries.coverage import (
    PLACE,
    SPLITS,
    Board,
    BoardQuestion,
    BoardRow,
    Reading,
    figure_of,
    get_board,
)
from gongjian.kernel import components as ui
from gongjian.kernel.figures import Asked, Part
from gongjian.kernel.web.figure_pages import as_component, label_of, query_of

from .asking import asked_in, rows_url, view_of

SPLIT_LABELS = {
    "part": gettext_lazy("Structure"),
    PLACE: gettext_lazy("Place"),
    "kind": gettext_lazy("Class"),
    "section": gettext_lazy("Trade"),
    "venue_type": gettext_lazy("Venue"),
}
SERIES = tuple(Coverage)


@login_required
def coverage_board(request: HttpRequest) -> HttpResponse:
    """Show who is covered by what on a day: by structure, place, class, trade and venue."""
    question = _question(request)
    board = get_board(question, request.actor)
    context = {
        "board": board,
        "view_of": view_of(request, board.context),
        "crumbs": _crumbs(board),
        "total": _total(board),
        "indicators": ui.Figures(tuple(_indicator(board, each) for each in board.readings)),
        "switches": _switches(board),
        "chips": _chips(board),
        "chart": _chart(board),
        "table": _table(request, board),
        "trend": _trend(board),
        "trend_url": _address(board.question, board.asked, trend="1"),
        "earlier": question.since.isoformat() if question.since else "",
        "kept": _kept(board),
        "uncovered_url": reverse("uncovered_finder") + query_of(board.asked),
    }
    return render(request, "insight/coverage_board.html", context)


def _question(request: HttpRequest) -> BoardQuestion:
    by = request.GET.get("by", "")
    further = request.GET.get("further", "")
    by = by if by in SPLITS else SPLITS[0]
    asked = asked_in(request, figure=registry.ENTITIES)
    return BoardQuestion(
        asked=asked,
        by=by,
        further=further if further in SPLITS and further != by else "",
        since=_day(request.GET.get("since", ""), asked.on),
        with_trend=request.GET.get("trend") == "1",
    )


def _day(text: str, latest: date) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and date(1949, 10, 1) <= day < latest else None


def _settings(question: BoardQuestion) -> dict[str, str]:
    """Return what of the board stands in its address beside the question."""
    since = question.since.isoformat() if question.since else ""
    trend = "1" if question.with_trend else ""
    found = {"by": question.by, "further": question.further, "since": since, "trend": trend}
    return {name: value for name, value in found.items() if value}


def _address(question: BoardQuestion, asked: Asked, **changes: str) -> str:
    chosen = {name: value for name, value in (_settings(question) | changes).items() if value}
    return reverse("coverage_board") + query_of(asked) + "&" + urlencode(chosen)


def _kept(board: Board) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that asks for a day to compare with."""
    asked = board.asked
    fields = {"line": asked.line, "on": asked.on.isoformat(), **asked.filters}
    if asked.node_id is not None:
        fields |= {"node": str(asked.node_id), "part": asked.part.value}
    settings = _settings(board.question)
    settings.pop("since", None)
    return [*fields.items(), *settings.items()]


def _crumbs(board: Board) -> list[ui.Crumb]:
    """Return the way from the whole line to the node."""
    asked = board.asked
    whole = Asked(asked.line, asked.on, zone_id=asked.zone_id, filters=asked.filters)
    crumbs = [ui.Crumb(_("Coverage board"), _address(board.question, whole))]
    for node in board.context.trail:
        at = Asked(asked.line, asked.on, node.id, asked.zone_id, Part.BELOW, asked.filters)
        crumbs.append(ui.Crumb(node.name, _address(board.question, at)))
    return [*crumbs[:-1], ui.Crumb(crumbs[-1].label)]


def _total(board: Board) -> ui.Figure:
    whole, since = board.whole, board.question.since
    change = None
    if whole.change is not None and since is not None:
        change = ui.Change(whole.change, since)
    href = rows_url(registry.ENTITIES, board.asked)
    return as_component(
        registry.ENTITIES, whole.total, href, change=change, as_of=board.asked.on, lead=True
    )


def _indicator(board: Board, reading: Reading) -> ui.Figure:
    """Show an indicator as per cent of what it is measured on; never rounded up to a hundred."""
    label = str(reading.indicator.label)
    if reading.reached is None or reading.of is None or reading.indicator.reached is None:
        return ui.Figure(label, None, note=_("not measured yet"))
    if not reading.of:
        return ui.Figure(label, None, note=_("nothing to measure yet"))
    share = (1000 * reading.reached // reading.of) / 10
    note = _("%(reached)s of %(of)s") % {
        "reached": f"{reading.reached:,}",
        "of": f"{reading.of:,}",
    }
    href = rows_url(reading.indicator.reached, board.asked)
    return ui.Figure(label, share, unit="%", href=href, note=note)


def _switches(board: Board) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return the two rows of links that choose what the board is split by."""
    question, asked = board.question, board.asked

    def link(name: str, code: str) -> tuple[str, str, bool]:
        changes = {name: code}
        if name == "by" and code == question.further:
            changes["further"] = ""
        label = str(SPLIT_LABELS[code]) if code else _("nothing further")
        return label, _address(question, asked, **changes), getattr(question, name) == code

    return [
        (_("Split by"), [link("by", code) for code in SPLITS]),
        (
            _("and by"),
            [link("further", code) for code in ("", *SPLITS) if code != question.by],
        ),
    ]


def _chips(board: Board) -> list[tuple[str, str, str]]:
    """Return what the board is narrowed to: name, value, and the address without it."""
    asked = board.asked
    found = []
    for code, value in asked.filters.items():
        dimension = registry.ENTITIES.dimension(code)
        rest = {name: each for name, each in asked.filters.items() if name != code}
        without = Asked(asked.line, asked.on, asked.node_id, asked.zone_id, asked.part, rest)
        label = label_of(dimension, value)
        found.append((str(dimension.label), label, _address(board.question, without)))
    return found


def _label(row: BoardRow) -> str:
    return " · ".join(label or _missing(row) for label in row.labels)


def _missing(row: BoardRow) -> str:
    if row.asked.part == Part.UNPLACED:
        return _("No place on this line")
    return _("not given")


def _parts(numbers: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(numbers.get(each, 0) for each in SERIES)


MOST_BARS = 30


def _chart(board: Board) -> ui.BarChart | None:
    if not board.rows:
        return None
    largest = sorted(board.rows, key=lambda row: -row.total)[:MOST_BARS]
    bars = tuple(
        ui.Bar(_label(row), _parts(row.numbers), rows_url(registry.ENTITIES, row.asked))
        for row in largest
    )
    return ui.BarChart(_("Coverage"), bars, _series(), str(registry.ENTITIES.unit), board.asked.on)


def _series() -> tuple[str, ...]:
    return tuple(str(each.label) for each in SERIES)


def _trend(board: Board) -> ui.BarChart | None:
    if not board.trend:
        return None
    bars = tuple(
        ui.Bar(asked.on.isoformat(), _parts(numbers), rows_url(registry.ENTITIES, asked))
        for asked, numbers in board.trend
    )
    return ui.BarChart(
        _("The year to this day"), bars, _series(), str(registry.ENTITIES.unit), board.asked.on
    )


def _table(request: HttpRequest, board: Board) -> ui.Table:
    """Show every row with a number for each coverage; each opens its entities."""
    with_change = board.question.since is not None
    columns = [
        ui.Column("row", str(SPLIT_LABELS[board.question.by])),
        ui.Column("total", _("Entities"), numeric=True),
        *(ui.Column(each.value, str(each.label), numeric=True) for each in SERIES),
        ui.Column("share", _("Covered by a branch, %"), numeric=True),
    ]
    if with_change:
        columns.append(ui.Column("change", _("Change of entities"), numeric=True))
        columns.append(ui.Column("covered_change", _("Change of covered"), numeric=True))
    query = ui.read_query(request.GET)
    page = board.rows[query.rows]
    rows = [_table_row(board, row, with_change) for row in page]
    if board.rows and query.page >= -(-len(board.rows) // query.per_page):
        rows.append(_table_row(board, board.whole, with_change))
    return ui.Table(
        caption=_("Coverage"),
        columns=tuple(columns),
        rows=tuple(rows),
        total=len(board.rows),
        query=query,
        empty=ui.Empty(
            _("No entity is counted here on this day."),
            _("Choose another day, another line or a wider place, or import a register."),
        ),
        id="board",
    )


def _table_row(board: Board, row: BoardRow, with_change: bool) -> ui.Row:
    first: ui.Cell = ui.Text(_label(row) if row.labels else _("Together"))
    if row.opens:
        first = ui.Link(_label(row), _address(board.question, row.asked))
    share = (1000 * row.covered // row.total) / 10 if row.total else None
    cells: list[ui.Cell] = [
        first,
        ui.Number(row.total, href=rows_url(registry.ENTITIES, row.asked)),
        *(
            ui.Number(row.numbers.get(each, 0), href=rows_url(figure_of(each), row.asked))
            for each in SERIES
        ),
        ui.Number(share, href=rows_url(registry.COVERED, row.asked)),
    ]
    if with_change:
        cells += [ui.Number(row.change), ui.Number(row.covered_change)]
    return ui.Row(tuple(cells))
