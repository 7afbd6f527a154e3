"""Figures as JSON: the same definitions, numbers and rows as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from gongjian.kernel import figures as kernel
from gongjian.kernel.figure_schema import (
    AnswerOut,
    AskedOut,
    Code,
    CodeAndLabel,
    FigureOut,
    PageOfRows,
    Question,
    UnitKey,
    show_answer,
    show_asked,
    show_figure,
)
from gongjian.kernel.figures import Asked, Figure, Part, Value
from gongjian.kernel.schema import REFUSALS, actor_of
from gongjian.org.terms import Line

from . import queries

router = Router(tags=["figures"])


class Inside(Question):
    """A question of somebody inside: under a node of a line, in a zone, or of all in reach."""

    line: Line = Line.TERRITORIAL
    node: UnitKey | None = None
    part: Part = Part.BELOW
    zone: UnitKey | None = None


class ShareOut(CodeAndLabel):
    """A part of a number by one value of a dimension."""

    value: Value


class SplitOut(Schema):
    """A number parted by a dimension: values that do not occur are left out."""

    figure: FigureOut
    asked: AskedOut
    shares: list[ShareOut]


def _context(request: HttpRequest, code: str, question: Inside) -> tuple[Figure, Asked]:
    """Return the figure and the question, as far as this reader may ask it."""
    actor = actor_of(request)
    figure = kernel.get(code, actor)
    asked = question.asked(request, Line.values, figure, question.zone)
    return figure, queries.get_context(asked, actor).asked


@router.get("/figures", response={200: list[FigureOut], **REFUSALS})
def list_figures(request: HttpRequest) -> Any:
    """List the figures, each with what it counts and how it can be split."""
    return [show_figure(figure) for figure in queries.list_figures(actor_of(request))]


@router.get("/figures/{code}", response={200: AnswerOut, **REFUSALS})
def get_figure(
    request: HttpRequest, code: Code, question: Query[Inside], rows: Query[PageOfRows]
) -> Any:
    """Return a number for a place, a day and filters, with one page of the rows behind it."""
    actor = actor_of(request)
    figure, asked = _context(request, code, question)
    query = rows.query(figure, actor)
    answer = queries.get_answer(figure, asked, actor, sort=query.sort, page=query.rows)
    return show_answer(answer)


@router.get("/figures/{code}/split/{dimension}", response={200: SplitOut, **REFUSALS})
def split_figure(request: HttpRequest, code: Code, dimension: Code, question: Query[Inside]) -> Any:
    """Return a number parted by one of its dimensions."""
    figure, asked = _context(request, code, question)
    shares = queries.split_figure(figure, asked, actor_of(request), dimension)
    return {
        "figure": show_figure(figure),
        "asked": show_asked(asked),
        "shares": [
            {"code": share.asked.filters[dimension], "label": share.label, "value": share.value}
            for share in shares
        ],
    }
