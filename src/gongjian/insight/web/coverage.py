"""The coverage board: its page and its export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.entities import figures as registry
from gongjian.insight import actions
from gongjian.insight.queries.coverage import (
    ACROSS,
    COVERAGE,
    LEVELS,
    SPLITS,
    Board,
    BoardQuestion,
    get_board,
)
from gongjian.kernel import components as ui
from gongjian.kernel import workbooks
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.figures import NONE_GIVEN, Asked, Part
from gongjian.kernel.web.figure_pages import EARLIEST, label_of, query_of
from gongjian.org.catalogue import LINES

from . import coverage_parts as parts
from . import workbook
from .asking import asked_in, view_of
from .figures import ExportForm

NARROWED_BY = ("kind", "section", "venue_type", COVERAGE)
"""What the board's form narrows it to; places and venues are chosen in its rows."""

FIELDS = {
    "by": gettext_lazy("Rows by"),
    "further": gettext_lazy("and within by"),
    "across": gettext_lazy("Columns by"),
}


@login_required
@require_safe
def coverage_board(request: HttpRequest) -> HttpResponse:
    """Show who is covered by what on a day: by structure, place, class, trade and venue."""
    question = _question(request)
    board = get_board(question, request.actor)
    question = replace(question, asked=board.asked)
    may_export = request.actor.may("figures.export")
    export = _address(question, name="coverage_export") if may_export else ""

    def about(asked: Asked) -> str:
        return _address(replace(question, asked=asked, further=""))

    query = ui.read_query(request.GET, per_page=parts.PER_PAGE)
    context = {
        "board": board,
        "view_of": view_of(request, board.context),
        "crumbs": _crumbs(board, question),
        "total": parts.total(board),
        "indicators": ui.Figures(tuple(parts.indicator(board, each) for each in board.readings)),
        "choices": _choices(question),
        "narrowing": _narrowing(question),
        "is_narrowed": bool(question.asked.filters.keys() & set(NARROWED_BY)),
        "chips": _chips(question),
        "chart": parts.chart(board),
        "table": parts.table(board, query, about, export),
        "trend": parts.trend(board),
        "trend_url": _address(replace(question, with_trend=True)),
        "earlier": question.since.isoformat() if question.since else "",
        "kept": _kept(question),
        "uncovered_url": reverse("uncovered_finder") + query_of(board.asked),
    }
    return render(request, "insight/coverage_board.html", context)


def _question(request: HttpRequest) -> BoardQuestion:
    """Read what the board is asked; what makes no sense falls away."""
    chosen = {name: request.GET.get(name, "") for name in FIELDS}
    by = chosen["by"] if chosen["by"] in SPLITS else SPLITS[0]
    further = chosen["further"] if chosen["further"] in SPLITS and chosen["further"] != by else ""
    left = [code for code in ACROSS if code not in (by, further)]
    asked = asked_in(request, figure=registry.ENTITIES)
    return BoardQuestion(
        asked=asked,
        by=by,
        further=further,
        across=chosen["across"] if chosen["across"] in left else left[0],
        since=_day(request.GET.get("since", ""), asked.on),
        with_trend=request.GET.get("trend") == "1",
    )


def _day(text: str, latest: date) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and EARLIEST <= day < latest else None


def _settings(question: BoardQuestion) -> dict[str, str]:
    """Return what of the board stands in its address beside the question."""
    found = {
        "by": question.by,
        "further": question.further,
        "across": question.across if question.across != ACROSS[0] else "",
        "since": question.since.isoformat() if question.since else "",
        "trend": "1" if question.with_trend else "",
    }
    return {name: value for name, value in found.items() if value}


def _address(question: BoardQuestion, name: str = "coverage_board") -> str:
    return reverse(name) + query_of(question.asked) + "&" + urlencode(_settings(question))


def _choices(question: BoardQuestion) -> list[ui.Filter]:
    """Return the lists of the form: what stands in rows and columns."""
    names = parts.SPLIT_LABELS
    further = [("", _("nothing further")), *((c, names[c]) for c in SPLITS if c != question.by)]
    offered: dict[str, list[tuple[str, Any]]] = {
        "by": [(code, names[code]) for code in SPLITS],
        "further": further,
        "across": [(c, names[c]) for c in ACROSS if c not in (question.by, question.further)],
    }
    return [
        ui.Filter(name, str(FIELDS[name]), ui.choices(pairs), getattr(question, name))
        for name, pairs in offered.items()
    ]


def _narrowing(question: BoardQuestion) -> list[ui.Filter]:
    """Return the lists of what the board can be narrowed to."""
    found = []
    for code in NARROWED_BY:
        dimension = registry.ENTITIES.dimension(code)
        pairs = [("", _("all")), *dimension.labels().items()]
        if code in ("section", "venue_type"):
            pairs.append((NONE_GIVEN, _("not given")))
        value = question.asked.filters.get(code, "")
        found.append(ui.Filter(code, str(dimension.label), ui.choices(pairs), value))
    return found


def _kept(question: BoardQuestion) -> list[tuple[str, str]]:
    """Return the hidden fields of the form: what it does not ask for."""
    asked = question.asked
    fields = {"line": asked.line, "on": asked.on.isoformat()}
    if asked.zone_id is not None:
        fields["zone"] = str(asked.zone_id)
    if asked.node_id is not None:
        fields["node"] = str(asked.node_id)
    if asked.part != Part.BELOW:
        fields["part"] = asked.part.value
    rest = {code: value for code, value in asked.filters.items() if code not in NARROWED_BY}
    trend = {"trend": "1"} if question.with_trend else {}
    return list({**fields, **rest, **trend}.items())


def _crumbs(board: Board, question: BoardQuestion) -> list[ui.Crumb]:
    """Return the way from the whole line to the node."""
    asked = board.asked
    whole = replace(asked, node_id=None, part=Part.BELOW)
    crumbs = [ui.Crumb(_("Coverage board"), _address(replace(question, asked=whole)))]
    for node in board.context.trail:
        at = replace(asked, node_id=node.id, part=Part.BELOW)
        crumbs.append(ui.Crumb(node.name, _address(replace(question, asked=at))))
    return [*crumbs[:-1], ui.Crumb(crumbs[-1].label)]


def _chips(question: BoardQuestion) -> list[tuple[str, str, str]]:
    """Return the place, venue or trade that was opened: name, value, the address without it."""
    asked = question.asked
    found = []
    for code, value in asked.filters.items():
        if code in NARROWED_BY:
            continue
        # Without a place it is without the smaller ones in it, too.
        within = LEVELS[LEVELS.index(code) :] if code in LEVELS else (code,)
        rest = {name: each for name, each in asked.filters.items() if name not in within}
        dimension = registry.ENTITIES.dimension(code)
        without = replace(question, asked=replace(asked, filters=rest))
        found.append((str(dimension.label), label_of(dimension, value), _address(without)))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def coverage_export(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reason, then send the board as a workbook."""
    if not request.actor.may("figures.export"):
        raise Forbidden
    question = _question(request)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            export = actions.export_board(question, reason, actor=request.actor, at=timezone.now())
        except (NotVisible, Forbidden):
            raise
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            name = f"coverage-{export.board.asked.on.isoformat()}.xlsx"
            return workbook.send(name, _sheets(export))
    board = get_board(question, request.actor)
    context = {
        "form": form,
        "board": board,
        "view_of": view_of(request, board.context),
        "back": _address(replace(question, asked=board.asked)),
    }
    return render(request, "insight/coverage_export.html", context)


def _sheets(export: actions.BoardExport) -> Iterator[workbooks.NewSheet]:
    board = export.board
    mark = workbook.mark(export)
    about = (workbooks.NewColumn(mark), workbooks.NewColumn(""))
    yield workbooks.NewSheet(_("About"), about, list(_about(board)))
    names = [
        str(parts.SPLIT_LABELS[code])
        for code in (board.question.by, board.question.further)
        if code
    ]
    columns = [workbooks.NewColumn(name) for name in (*names, *parts.headings(board))]
    # The mark stands beside the rows too: sheets are parted from each other.
    columns.append(workbooks.NewColumn(mark, width=20))
    rows = [
        [*_labels(row, len(names)), *(number.value for number in parts.numbers(board, row))]
        for row in (*board.rows, board.whole)
    ]
    yield workbooks.NewSheet(_("Coverage"), columns, rows)


def _labels(row: Any, size: int) -> list[str]:
    if not row.labels:
        return [_("Together"), *[""] * (size - 1)]
    return [label or _("not given") for label in row.labels]


def _about(board: Board) -> Iterator[tuple[str, Any]]:
    """Yield what the numbers count, of what and when."""
    asked: Asked = board.asked
    figure = registry.ENTITIES
    yield _("What is counted"), str(figure.counts)
    yield _("Cut-off"), str(figure.cutoff)
    yield _("Source"), str(figure.source)
    yield _("Line"), str(LINES[asked.line])
    trail = " › ".join(node.name for node in board.context.trail)
    if asked.part == Part.UNPLACED:
        trail = _("No place on this line")
    yield _("Place on the line"), trail or _("all")
    yield _("As of"), asked.on
    if board.question.since is not None:
        yield _("Compared with"), board.question.since
    for code, value in asked.filters.items():
        dimension = figure.dimension(code)
        yield str(dimension.label), label_of(dimension, value)
    for reading in board.readings:
        if reading.of:
            yield (
                str(reading.indicator.label),
                _("%(reached)s of %(of)s") % {"reached": reading.reached, "of": reading.of},
            )
