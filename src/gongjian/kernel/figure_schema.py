"""Figures as JSON: the question, the definition, the number and the rows behind it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from .actor import Actor
from .components import TableQuery
from .figures import Answer, Asked, Dimension, Figure, Part, Value
from .schema import Page, PageSize, actor_of
from .web.figure_pages import MOST_DIGITS, read_asked, sorts_of

UnitKey = Annotated[int, Field(ge=1, le=10**MOST_DIGITS - 1)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z_.]+$")]
SortColumn = Annotated[str, Field(max_length=60, pattern=r"^-?[a-z_]*$")]


class Question(Schema):
    """When a figure is asked for; a module adds where.

    A day before the first or after today becomes the nearest that can be asked for. Further
    parameters are the figure's dimensions: ``kind=community``.
    """

    on: date | None = None

    def asked(
        self, request: HttpRequest, lines: Collection[str], figure: Figure, zone_id: int | None
    ) -> Asked:
        """Read the question as the pages do, from what is well-formed in it."""
        typed = {name: str(value) for name, value in self.dict(exclude_none=True).items()}
        filters = {each.code: request.GET.get(each.code, "") for each in figure.dimensions}
        today = actor_of(request).on
        return read_asked(filters | typed, lines=lines, today=today, figure=figure, zone_id=zone_id)


class PageOfRows(Schema):
    """Which of the rows, in which order; a column that is not there sorts nothing."""

    page: Page = 1
    size: PageSize = 50
    sort: SortColumn = ""

    def query(self, figure: Figure, actor: Actor) -> TableQuery:
        """Return the table's state, its sort one of the columns that the reader is shown."""
        sortable = sorts_of(figure.columns_for(actor))
        sort = self.sort if self.sort.removeprefix("-") in sortable else ""
        return TableQuery(sort=sort, page=self.page, per_page=self.size)


class CodeAndLabel(Schema):
    """A stored code, and what it is called."""

    code: str
    label: str


class DimensionOut(CodeAndLabel):
    """A way to split or filter a figure, with the values that it may take."""

    values: list[CodeAndLabel]


class ColumnOut(CodeAndLabel):
    """A column of the rows; ``choices`` names the codes that stand in it."""

    kind: str
    choices: list[CodeAndLabel]


class FigureOut(CodeAndLabel):
    """A figure's definition; ``adds_up`` tells that the numbers of parts make the whole."""

    counts: str
    unit: str
    cutoff: str
    source: str
    adds_up: bool
    dimensions: list[DimensionOut]


class AskedOut(Schema):
    """The question as it was understood and answered."""

    line: str
    on: date
    node: int | None
    zone: int | None
    part: Part
    filters: dict[str, str]


class RowOut(Schema):
    """A row behind a number: its record's key, and a value for each column by its code."""

    id: int | None
    values: dict[str, Any]


class AnswerOut(Schema):
    """A number with one page of the rows behind it; ``total`` counts all of them."""

    figure: FigureOut
    asked: AskedOut
    value: Value | None
    total: int
    columns: list[ColumnOut]
    rows: list[RowOut]


def _labelled(choices: Any) -> list[dict[str, str]]:
    return [{"code": str(code), "label": str(label)} for code, label in choices.items()]


def _dimension(dimension: Dimension) -> dict[str, Any]:
    values = _labelled(dimension.labels())
    return {"code": dimension.code, "label": str(dimension.label), "values": values}


def show_figure(figure: Figure) -> dict[str, Any]:
    """Return the definition of a figure as it is sent."""
    return {
        "code": figure.code,
        "label": str(figure.label),
        "counts": str(figure.counts),
        "unit": str(figure.unit),
        "cutoff": str(figure.cutoff),
        "source": str(figure.source),
        "adds_up": figure.measure.adds_up,
        "dimensions": [_dimension(each) for each in figure.dimensions],
    }


def show_asked(asked: Asked) -> dict[str, Any]:
    """Return a question as it is sent."""
    return {
        "line": asked.line,
        "on": asked.on,
        "node": asked.node_id,
        "zone": asked.zone_id,
        "part": asked.part,
        "filters": dict(asked.filters),
    }


def show_answer(answer: Answer) -> dict[str, Any]:
    """Return a number with its rows as it is sent."""
    paths = [column.path for column in answer.columns]
    return {
        "figure": show_figure(answer.figure),
        "asked": show_asked(answer.asked),
        "value": answer.value,
        "total": answer.total,
        "columns": [
            {
                "code": column.path,
                "label": str(column.label),
                "kind": column.kind,
                "choices": _labelled(column.choices),
            }
            for column in answer.columns
        ],
        "rows": [
            {"id": row.key, "values": dict(zip(paths, row.values, strict=True))}
            for row in answer.rows
        ],
    }
