"""What everybody may see: zones, what is needed, what was done. Never a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from gongjian.exchange.figures import (
    CONFIRMED_SERVICES,
    HEADS_SERVED,
    MEDIAN_DAYS,
    NEEDS,
)
from gongjian.kernel import actor as actors
from gongjian.kernel import figures
from gongjian.kernel.figures import Answer, Asked, Figure, Value
from gongjian.kernel.models import AuditHead
from gongjian.org import queries as org
from gongjian.org.figures import UNITS
from gongjian.org.queries import Node
from gongjian.org.terms import Line

NEEDS_OPEN = NEEDS[0]
SHOWN_NEEDS = 12
SHOWN_SERVICES = 8
SHOWN_UNITS = 200
HEROES = (NEEDS_OPEN, CONFIRMED_SERVICES, HEADS_SERVED, MEDIAN_DAYS)


@dataclass(frozen=True)
class ZoneCard:
    """A zone on the front page."""

    zone: Node
    units: Value
    needs: Value


@dataclass(frozen=True)
class HomePage:
    """The front page: the zones, and what is needed now."""

    on: date
    zones: tuple[ZoneCard, ...]
    needs: Answer
    units: Answer | None


@dataclass(frozen=True)
class Number:
    """A figure with its number."""

    figure: Figure
    asked: Asked
    value: Value | None


@dataclass(frozen=True)
class KindOfUnits:
    """How many units of a kind a zone has."""

    label: str
    asked: Asked
    value: Value


@dataclass(frozen=True)
class ZonePage:
    """A zone's public page."""

    zone: Node
    asked: Asked
    total: Number
    kinds: tuple[KindOfUnits, ...]
    numbers: tuple[Number, ...]
    needs: Answer
    services: Answer
    units: Answer


def get_home_page(*, on: date, text: str = "") -> HomePage:
    """Return the front page; with ``text``, only needs and units that hold it in their name."""
    visitor = actors.visitor(on)
    asked = Asked(Line.ALLIANCE, on)
    zones_by_unit = org.zones_by_unit(on=on)
    counts: dict[Figure, Counter[int]] = {}
    for figure in (UNITS, NEEDS_OPEN):
        counts[figure] = Counter()
        for unit_ids, number in figures.by_units(figure, asked, visitor, None):
            for zone_id in {zones_by_unit.get(unit_id) for unit_id in unit_ids} - {None}:
                counts[figure][zone_id] += int(number)  # type: ignore[index]
    cards = tuple(
        ZoneCard(zone, counts[UNITS][zone.id], counts[NEEDS_OPEN][zone.id])
        for zone in org.list_public_zones()
    )
    needs = _first(NEEDS_OPEN, asked, None, SHOWN_NEEDS, text, "title")
    units = _first(UNITS, asked, None, SHOWN_UNITS, text, "name") if text else None
    return HomePage(on, cards, needs, units)


def _first(
    figure: Figure,
    asked: Asked,
    units: QuerySet[Any] | None,
    most: int,
    text: str = "",
    field: str = "",
) -> Answer:
    if text:
        found = figure.rows
        figure = replace(figure, rows=lambda a: found(a).filter(**{f"{field}__icontains": text}))
    return figures.answer(figure, asked, actors.visitor(asked.on), units, page=slice(0, most))


def get_zone_page(asked: Asked, text: str = "") -> ZonePage:
    """Return a zone's public page; ``text`` narrows the lists, never the numbers.

    Raises:
        NotVisible: there is no such zone.
    """
    assert asked.zone_id is not None  # the address of a zone's page names it
    zone = org.get_zone(asked.zone_id)
    visitor = actors.visitor(asked.on)
    units = org.units_asked(asked)
    labels = UNITS.dimension("kind").labels()
    split = figures.split(UNITS, asked, visitor, units, "kind")
    kinds = tuple(
        KindOfUnits(str(labels[code]), replace(asked, filters={"kind": code}), split[code])
        for code in labels
        if code in split
    )

    def number(figure: Figure) -> Number:
        return Number(figure, asked, figures.value(figure, asked, visitor, units))

    return ZonePage(
        zone=zone,
        asked=asked,
        total=number(UNITS),
        kinds=kinds,
        numbers=tuple(number(figure) for figure in HEROES),
        needs=_first(NEEDS_OPEN, asked, units, SHOWN_NEEDS, text, "title"),
        services=_first(CONFIRMED_SERVICES, asked, units, SHOWN_SERVICES),
        units=_first(UNITS, asked, units, SHOWN_UNITS, text, "name"),
    )


def get_answer(
    figure: Figure, asked: Asked, *, sort: str = "", page: slice | None = None
) -> tuple[Node, Answer]:
    """Return a public number of a zone with the rows behind it.

    Raises:
        NotVisible: there is no such zone, or the figure is not public.
    """
    assert asked.zone_id is not None  # public numbers are asked zone by zone
    zone = org.get_zone(asked.zone_id)
    units = org.units_asked(asked)
    visitor = actors.visitor(asked.on)
    return zone, figures.answer(figure, asked, visitor, units, sort=sort, page=page)


def get_version() -> int:
    """Return a number that changes with every write, so that a page can be kept until then."""
    return AuditHead.objects.values_list("seq", flat=True).first() or 0
