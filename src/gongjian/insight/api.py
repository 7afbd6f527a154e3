"""Figures as JSON: the same definitions, numbers and rows as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from gongjian.kernel import figures as kernel
from gongjian.kernel.components import TableQuery
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
from gongjian.kernel.schema import REFUSALS, Key, Page, PageSize, Search, actor_of
from gongjian.org.terms import Line

from . import queries
from .queries import Conclusion
from .rules import Bound, Quantity
from .terms import Breakdown, Qualifier

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


class QuantityOut(Schema):
    """A number with its unit and how exact it is; null where nobody has said it."""

    value: Decimal | None
    unit: str
    qualifier: Qualifier


class PublishedOut(Schema):
    """What somebody has published, for which day, and who says so."""

    id: int
    subject: str
    number: QuantityOut
    as_of: date
    as_of_inferred: bool
    publication: str
    place: str
    whole: str
    parts: int
    figure: str
    withdrawn: bool


class PublishedPageOut(Schema):
    """Published totals, one page of them; ``total`` counts all."""

    total: int
    rows: list[PublishedOut]


class ReconciliationOut(Schema):
    """How it stands beside the computed figure; ``difference`` is computed less published."""

    standing: Conclusion
    computed: Decimal | None
    difference: Decimal | None
    asked: AskedOut | None


class PartOut(Schema):
    """A part: its share of the whole as a fraction, and whether that is only a bound."""

    published: PublishedOut
    share: Decimal | None
    bound: Bound | None
    refused: str


class OnePublishedOut(Schema):
    """One published total; ``implied`` is what its parts give, or ``refused`` why they do not."""

    published: PublishedOut
    quote: str
    reconciliation: ReconciliationOut
    breakdown: Breakdown
    parts: list[PartOut]
    implied: QuantityOut | None
    refused: str


def _show_quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    return None if quantity is None else vars(quantity)


def _show_published(row: queries.PublishedRow) -> dict[str, Any]:
    return {**vars(row), "number": _show_quantity(row.quantity)}


def _show_part(part: queries.PartRow) -> dict[str, Any]:
    return {
        "published": _show_published(part.row),
        "share": part.share.fraction if part.share else None,
        "bound": part.share.bound if part.share else None,
        "refused": part.no_share.code if part.no_share else "",
    }


@router.get("/published", response={200: PublishedPageOut, **REFUSALS})
def list_published(
    request: HttpRequest, q: Search = "", page: Page = 1, size: PageSize = 50
) -> Any:
    """List what has been published, the latest first."""
    query = TableQuery(text=q, page=page, per_page=size, filters={"parts": "yes"})
    found = queries.list_published(actor_of(request), query)
    return {"total": found.total, "rows": [_show_published(row) for row in found.rows]}


@router.get("/published/{published_id}", response={200: OnePublishedOut, **REFUSALS})
def get_published(request: HttpRequest, published_id: Key) -> Any:
    """Return one published total beside the computed figure, with its parts."""
    page = queries.get_published(published_id, actor_of(request))
    found = page.reconciliation
    return {
        "published": _show_published(page.row),
        "quote": page.total.quote,
        "reconciliation": {
            "standing": found.standing,
            "computed": found.computed,
            "difference": found.difference,
            "asked": show_asked(found.asked) if found.asked else None,
        },
        "breakdown": page.total.breakdown,
        "parts": [_show_part(part) for part in page.parts],
        "implied": _show_quantity(page.implied),
        "refused": page.no_sum.code if page.no_sum else "",
    }
