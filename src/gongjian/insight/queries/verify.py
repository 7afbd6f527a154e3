"""Counting every figure a second time, row by row."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from gongjian.kernel import actor as actors
from gongjian.kernel import figures
from gongjian.kernel.figures import Asked, Counted, Figure, Rows, Value
from gongjian.org import queries as org
from gongjian.org.catalogue import LINES, permission_codes


def verify_figures(*, on: date) -> Iterator[str]:
    """Yield for each figure, line, zone and part an empty string, or how they disagree."""
    reader = actors.system("figures", on, *permission_codes())
    zones = [zone.id for zone in org.list_public_zones()]
    for figure in figures.declared().values():
        for line in LINES:
            for zone_id in (None, *zones):
                yield from _verify(figure, Asked(line, on, zone_id=zone_id), reader)


def _verify(figure: Figure, asked: Asked, reader: actors.Actor) -> Iterator[str]:
    units = org.units_asked(asked)
    if figure.counted is not None:
        yield from _verify_counted(figure, figure.counted, asked, reader)
        return
    value = figures.value(figure, asked, reader, units)
    yield _fault(figure, asked, value, recount(figure, figures.rows(figure, asked, reader, units)))
    if not figure.measure.adds_up:
        return
    for dimension in figure.dimensions:
        for code, number in figures.split(figure, asked, reader, units, dimension.code).items():
            part = replace(asked, filters={dimension.code: code})
            rows = figures.rows(figure, part, reader, units)
            yield _fault(figure, part, number, recount(figure, rows))


def _verify_counted(
    figure: Figure, counted: Counted, asked: Asked, reader: actors.Actor
) -> Iterator[str]:
    """Compare the number and its splits with what the tables give when read row by row."""
    units = org.units_asked(asked)
    value = counted.count(asked, reader, units)
    yield _fault(figure, asked, value, sum(counted.recount(asked, reader).values()))
    for dimension in figure.dimensions:
        numbers = counted.split(asked, reader, units, dimension.code)
        again = counted.recount(asked, reader, dimension.code)
        for code in sorted(numbers.keys() | again.keys()):
            part = replace(asked, filters={dimension.code: code})
            yield _fault(figure, part, numbers.get(code, 0), again.get(code, 0))


def recount(figure: Figure, rows: Rows) -> Value | None:
    """Return a figure's number from its rows, without the database's arithmetic."""
    measure = figure.measure
    if measure.kind == "count":
        return len({row.pk for row in rows})
    if measure.kind == "sum":
        return sum(getattr(row, measure.path) or 0 for row in rows)
    spans = [getattr(row, measure.until) - getattr(row, measure.path) for row in rows]
    if not spans:
        return None
    return round(statistics.median(span.total_seconds() / 86_400 for span in spans), 1)


def _fault(figure: Figure, asked: Asked, number: Value | None, counted: Value | None) -> str:
    if number == counted:
        return ""
    where = f"{asked.line}, zone {asked.zone_id}, {dict(asked.filters)}, {asked.on}"
    return f"{figure.code} ({where}): {number}, and its rows give {counted}"
