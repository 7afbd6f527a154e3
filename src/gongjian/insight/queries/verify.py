"""Counting every figure a second time, row by row."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
    declared = figures.declared().values()
    for line in LINES:
        for zone_id in (None, *zones):
            asked = Asked(line, on, zone_id=zone_id)
            for figure in declared:
                if figure.counted is None:
                    yield from _verify(figure, asked, reader)
            yield from _verify_counted(declared, asked, reader)


def _verify(figure: Figure, asked: Asked, reader: actors.Actor) -> Iterator[str]:
    units = org.units_asked(asked)
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
    declared: Iterable[Figure], asked: Asked, reader: actors.Actor
) -> Iterator[str]:
    """Compare numbers and their splits with what the tables give when read row by row."""
    populations: dict[str, list[tuple[Figure, Counted]]] = {}
    for figure in declared:
        if figure.counted is not None:
            of_one = populations.setdefault(figure.counted.population, [])
            of_one.append((figure, figure.counted))
    for of_one in populations.values():
        found = _read_again(of_one, asked, reader)
        for figure, counted in of_one:
            yield from _compare(figure, counted, found[figure.code], asked, reader)


Again = dict[str, Counter[str]]
"""Rows read again, counted by the value of each dimension; under ``""`` all of them."""


def _read_again(
    of_one: Sequence[tuple[Figure, Counted]], asked: Asked, reader: actors.Actor
) -> dict[str, Again]:
    """Read the rows of a population once, and count them for each of its figures."""
    found: dict[str, Again] = {
        figure.code: {"": Counter(), **{each.code: Counter() for each in figure.dimensions}}
        for figure, _ in of_one
    }
    for values in of_one[0][1].read_again(asked, reader):
        for figure, counted in of_one:
            if counted.counts(values):
                for code, numbers in found[figure.code].items():
                    numbers[values[code] if code else ""] += 1
    return found


def _compare(
    figure: Figure, counted: Counted, again: Again, asked: Asked, reader: actors.Actor
) -> Iterator[str]:
    units = org.units_asked(asked)
    yield _fault(figure, asked, counted.count(asked, reader, units), again[""][""])
    for dimension in figure.dimensions:
        numbers = counted.split(asked, reader, units, dimension.code)
        for code in sorted(numbers.keys() | again[dimension.code].keys()):
            part = replace(asked, filters={dimension.code: code})
            yield _fault(figure, part, numbers.get(code, 0), again[dimension.code][code])


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
