"""What everybody may read as JSON, without a key: zones, their numbers and the public columns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from gongjian.kernel import actor as actors
from gongjian.kernel import figures as kernel
from gongjian.kernel.figure_schema import (
    AnswerOut,
    Code,
    PageOfRows,
    Question,
    UnitKey,
    show_answer,
)
from gongjian.kernel.schema import REFUSALS, actor_of
from gongjian.org import queries as org
from gongjian.org.terms import Line

from . import queries

router = Router(tags=["public"], auth=None)


class Outside(Question):
    """A question of a visitor: about one zone, on any line."""

    line: Line = Line.ALLIANCE


class ZoneOut(Schema):
    """A zone."""

    id: int
    name: str


@router.get("/public/zones", response={200: list[ZoneOut], **REFUSALS})
def list_zones(request: HttpRequest) -> Any:
    """List the zones."""
    return org.list_public_zones()


@router.get("/public/zones/{zone_id}/figures/{code}", response={200: AnswerOut, **REFUSALS})
def get_figure(
    request: HttpRequest,
    zone_id: UnitKey,
    code: Code,
    question: Query[Outside],
    rows: Query[PageOfRows],
) -> Any:
    """Return a public number of a zone with its rows, without anything about a person."""
    visitor = actors.visitor(actor_of(request).on)
    figure = kernel.get(code, visitor)
    asked = question.asked(request, Line.values, figure, zone_id)
    query = rows.query(figure, visitor)
    _, answer = queries.get_answer(figure, asked, sort=query.sort, page=query.rows)
    return show_answer(answer)
