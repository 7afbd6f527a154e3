"""What pages of figures share: the question in the address, and rows as a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from gongjian.kernel import components as ui
from gongjian.kernel.figures import NONE_GIVEN, Answer, Asked, Column, Dimension, Figure, Part, Row

EARLIEST = date(1949, 10, 1)
"""No figure is asked for before this day."""

MOST_DIGITS = 9


def read_asked(
    params: Mapping[str, str],
    *,
    lines: Collection[str],
    today: date,
    figure: Figure | None = None,
    zone_id: int | None = None,
) -> Asked:
    """Read the question from an address; what makes no sense falls away.

    ``lines`` are the lines that there are, the first for an address that names none. A given
    ``zone_id`` stands above the address.
    """
    line = params.get("line", "")
    part = params.get("part", "")
    return Asked(
        line=line if line in lines else next(iter(lines)),
        on=_read_day(params.get("on", ""), today),
        node_id=_read_id(params.get("node", "")),
        zone_id=zone_id if zone_id is not None else _read_id(params.get("zone", "")),
        part=Part(part) if part in tuple(Part) else Part.BELOW,
        filters=_read_filters(params, figure) if figure else {},
    )


def _read_day(text: str, today: date) -> date:
    try:
        day = parse_date(text) or today
    except ValueError:
        return today
    return min(max(day, EARLIEST), today)


def _read_id(text: str) -> int | None:
    is_id = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_id else None


def _read_filters(params: Mapping[str, str], figure: Figure) -> dict[str, str]:
    chosen = {}
    for dimension in figure.dimensions:
        value = params.get(dimension.code, "")
        if value and (value == NONE_GIVEN or value in dimension.names([value])):
            chosen[dimension.code] = value
    return chosen


def query_of(asked: Asked, *, with_zone: bool = True) -> str:
    """Write the question as a query string: the same for every reader."""
    params: dict[str, Any] = {"line": asked.line, "on": asked.on.isoformat()}
    if with_zone and asked.zone_id is not None:
        params["zone"] = asked.zone_id
    if asked.node_id is not None:
        params["node"] = asked.node_id
    if asked.part != Part.BELOW:
        params["part"] = asked.part.value
    return "?" + urlencode(params | dict(asked.filters))


def label_of(dimension: Dimension, value: str) -> str:
    """Return the name of a dimension's value; one that is no longer in the list names itself."""
    if value == NONE_GIVEN:
        return _("not given")
    return str(dimension.names([value]).get(value, value))


def cell(column: Column, value: Any) -> ui.Cell:
    """Show one value of a column."""
    if column.kind == "number":
        return ui.Number(value)
    if isinstance(value, date | datetime):
        return ui.Day(value, with_time=column.kind == "moment")
    return ui.Text(str(column.choices.get(value, value if value is not None else "")))


def _link(figure: Figure, key: int | None) -> str:
    try:
        return reverse(figure.row_url, args=[key])
    except NoReverseMatch:
        return ""


def _table_row(answer: Answer, row: Row, linked: bool) -> ui.Row:
    first, *rest = (
        cell(column, value) for column, value in zip(answer.columns, row.values, strict=True)
    )
    href = _link(answer.figure, row.key) if linked else ""
    if href and isinstance(first, ui.Text):
        first = ui.Link(first.text, href)
    return ui.Row((first, *rest))


def filters_of(answer: Answer) -> tuple[ui.Filter, ...]:
    """Return the figure's dimensions as filters of the table."""
    chosen = answer.asked.filters
    return tuple(
        _filter(dimension, chosen.get(dimension.code, ""))
        for dimension in answer.figure.dimensions
        if dimension.named is None or dimension.code in chosen
    )


def _filter(dimension: Dimension, chosen: str) -> ui.Filter:
    """Show a dimension as a filter; of too many values the chosen one alone."""
    labels = dimension.labels() if dimension.named is None else dimension.names([chosen])
    choices = [ui.Choice(code, str(label)) for code, label in labels.items()]
    choices.append(ui.Choice(NONE_GIVEN, _("not given")))
    return ui.Filter(dimension.code, str(dimension.label), tuple(choices), chosen)


def rows_table(
    answer: Answer,
    query: ui.TableQuery,
    *,
    further: tuple[ui.Filter, ...] = (),
    linked: bool,
    export_url: str = "",
) -> ui.Table:
    """Show one page of the rows behind a number; ``linked`` rows open their record."""
    return ui.Table(
        caption=_("Rows behind “%(label)s”") % {"label": answer.figure.label},
        columns=tuple(
            ui.Column(
                column.path,
                str(column.label),
                sortable=answer.figure.counted is None,
                numeric=column.kind == "number",
            )
            for column in answer.columns
        ),
        rows=tuple(_table_row(answer, row, linked) for row in answer.rows),
        total=answer.total,
        query=query,
        filters=(*further, *filters_of(answer)),
        export_url=export_url,
        empty=ui.Empty(
            _("Nothing is counted here on this day."),
            _("Choose another day, another line or a wider place."),
        ),
    )


def sorts_of(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Return the names by which rows can be sorted."""
    return tuple(column.path for column in columns)


def as_component(figure: Figure, number: float | int | None, href: str, **more: Any) -> ui.Figure:
    """Show a figure's number, with a word where there is none."""
    note = "" if number is not None else _("nothing to measure yet")
    facts: dict[str, Any] = {"note": note, **more}
    return ui.Figure(str(figure.label), number, str(figure.unit), href=href, **facts)
