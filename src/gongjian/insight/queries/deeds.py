"""What stands behind a branch's brand in a year: together with partners, held, confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import TruncDate

from gongjian.exchange.figures import SERVICES_OF_YEAR, TOGETHER
from gongjian.exchange.queries import Partner, partners_of
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.figures import Asked, Figure
from gongjian.life.figures import MEETINGS
from gongjian.org import policy as org_policy
from gongjian.org import queries as org
from gongjian.org.models import Unit
from gongjian.standards.queries import Shown, brands_shown

from .matrix import alone
from .zones import Tally


class DeedKind(StrEnum):
    """What kind of record a deed comes from."""

    TOGETHER = "together"
    MEETING = "meeting"
    SERVICE = "service"


OF_KIND: dict[DeedKind, Figure] = {
    DeedKind.TOGETHER: TOGETHER,
    DeedKind.MEETING: MEETINGS,
    DeedKind.SERVICE: SERVICES_OF_YEAR,
}


@dataclass(frozen=True)
class Deed:
    """One record: ``id`` is the key of its page; ``first`` and ``second`` are the two sides."""

    kind: DeedKind
    id: int
    on: date
    title: str
    first: str
    second: str


@dataclass(frozen=True)
class DeedsPage:
    """A branch with its brand, its partners, its numbers, and one page of what it did."""

    unit_id: int
    unit: str
    asked: Asked
    brand: Shown | None
    partners: tuple[Partner, ...]
    tallies: tuple[Tally, ...]
    deeds: tuple[Deed, ...]
    total: int


def get_deeds(unit_id: int, asked: Asked, actor: Actor, query: TableQuery) -> DeedsPage:
    """Return what a branch did from 1 January to the day asked for, the latest first.

    The filter ``kind`` keeps to one kind of record.

    Raises:
        Forbidden: the reader may not see figures or brands.
        NotVisible: the branch is out of reach.
    """
    if not (actor.may("figures.view") and actor.may("brand.view")):
        raise Forbidden
    unit = Unit.objects.filter(org_policy.scope(actor, "brand.view"), pk=unit_id).first()
    if unit is None:
        raise NotVisible
    asked = alone(unit_id, asked, list(org.paths_of([unit_id], on=asked.on)))
    units = org.units_asked(asked)
    rows = {each: figures.rows(of, asked, actor, units) for each, of in OF_KIND.items()}
    chosen = query.filters.get("kind", "")
    kept = [_as_deeds(each, found) for each, found in rows.items() if chosen in ("", each)]
    deeds = kept[0].union(*kept[1:], all=True).order_by("-day", "kind", "-key")
    return DeedsPage(
        unit_id=unit.pk,
        unit=unit.name,
        asked=asked,
        brand=brands_shown([unit.pk], actor, on=asked.on).get(unit.pk),
        partners=partners_of({unit.pk}, actor, on=asked.on).get(unit.pk, ()),
        tallies=tuple(
            Tally(of, asked, figures.value(of, asked, actor, units)) for of in OF_KIND.values()
        ),
        deeds=tuple(map(_deed, deeds[query.rows])),
        total=deeds.count(),
    )


_PATHS = {
    DeedKind.TOGETHER: ("pairing_id", "title", "pairing__first__name", "pairing__second__name"),
    DeedKind.MEETING: ("pk", "name", "unit__name", "unit__name"),
    DeedKind.SERVICE: ("pk", "need__title", "unit__name", "need__unit__name"),
}
"""Of each kind: the key of its page, what to call it, its two sides."""


def _as_deeds(kind: DeedKind, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Return rows of any kind with the same columns, so that they can stand in one list."""
    key, words, one, other = map(F, _PATHS[kind])
    day: Any = TruncDate("confirmed_at") if kind == DeedKind.SERVICE else F("held_on")
    what = Value(kind.value, output_field=CharField())
    return rows.order_by().values(kind=what, key=key, day=day, words=words, one=one, other=other)


def _deed(row: dict[str, Any]) -> Deed:
    kind = DeedKind(row["kind"])
    return Deed(kind, row["key"], row["day"], row["words"], row["one"], row["other"])
